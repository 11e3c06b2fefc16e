// Light or dark, as readers chose it here; without a choice, and without this script, as their device has it.
(() => {
  const root = document.documentElement;
  const site = root.dataset.mdColorScheme;
  const key = "ss-scheme";
  const show = (scheme) => {
    if (scheme || site) root.dataset.mdColorScheme = scheme || site;
    else delete root.dataset.mdColorScheme;
  };
  let chosen = "";
  try {
    chosen = localStorage.getItem(key) || "";
  } catch {}
  show(chosen);
  addEventListener("DOMContentLoaded", () => {
    const choice = document.querySelector(".md-choice");
    const mark = () => choice.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", b.value === chosen));
    choice.hidden = false;
    choice.addEventListener("click", ({ target }) => {
      if (target.localName !== "button") return;
      chosen = target.value;
      show(chosen);
      mark();
      try {
        localStorage.setItem(key, chosen);
      } catch {}
    });
    mark();
  });
})();
