// Opens the editor, and sees to it that what nobody changed in a file stays as it was written.

import { parse } from "./node_modules/yaml/browser/index.js";
import { format } from "./front-matter.js";

// The package has its other languages in a form that only bundlers read, and would try for them again and again.
Object.defineProperty(navigator, "language", { value: "en-US" });
Object.defineProperty(navigator, "languages", { value: ["en-US"] });

const response = await fetch("config.yml", { cache: "no-cache" });
const config = parse(await response.text());

// Only now, because it looks for languages as soon as it is there.
const { default: CMS } = await import("./node_modules/@sveltia/cms/npm/index.js");
CMS.registerCustomFormat("yaml-frontmatter", "md", format(config));
CMS.init({ config: { ...config, load_config_file: false } });
