"""What the contracts of the rooms cannot see: who looks into the schema, who walks over what people gave, how long a module is."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "plugins" / "sharedstory"
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef)
LONGEST = 500
MOST_ERRORS = 3
MOST_DOORS = 13
# Ways to ask pydantic what fields there are.
OF_THE_SCHEMA = frozenset(["model_fields", "model_json_schema", "annotation", "get_args", "get_type_hints"])
# Ways to find what is in a folder.
WALKS = frozenset(["scandir", "listdir", "iterdir", "rglob", "glob", "walk"])


def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def words(name: str) -> set[str]:
    """The names and attributes that a module uses."""
    nodes = list(ast.walk(tree(name)))
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    return named | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for name in MODULES:
        yield from ((name, node) for node in tree(name).body if isinstance(node, ast.ClassDef))


def test_only_one_module_looks_into_models() -> None:
    assert [name for name in MODULES if words(name) & OF_THE_SCHEMA] == ["schema/fields.py"]


def test_only_one_module_walks_over_what_people_gave() -> None:
    """Others walk over what is published, over folders of templates and fonts, or over all of a site to take back."""
    rooms = ("schema/", "reading/", "story/", "forms/", "organising/", "importing/", "commands/")
    walking = {name for name in MODULES if name.startswith(rooms) and words(name) & WALKS}
    assert {name for name in walking if "/withdrawing/" not in name} == {"story/folder.py"}


def test_no_module_is_long_and_the_package_has_few_doors() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    doors = [
        path for path in PACKAGE.iterdir() if path.name != "__pycache__" and not path.name.startswith(".")
    ]
    assert len([path for path in doors if path.is_dir() or path.suffix == ".py"]) <= MOST_DOORS


def test_no_two_classes_have_one_name() -> None:
    counted = Counter(node.name for _, node in classes())
    assert {name for name, count in counted.items() if count > 1} == set()


def test_there_are_few_sorts_of_errors() -> None:
    errors = [node.name for _, node in classes() if node.name.endswith("Error")]
    assert len(errors) <= MOST_ERRORS, errors


def test_a_name_says_which_module_it_is() -> None:
    """Only a command may be called as what it does, which is a module of another room."""
    stems = Counter(Path(name).stem for name in MODULES if not name.startswith("commands/"))
    assert {stem for stem, count in stems.items() if count > 1} == {"__init__"}


# What a command needs to read options, to ask and to say. What works on text, files or other programs is elsewhere.
OF_COMMANDS = frozenset(
    [
        "click",
        "collections",
        "collections.abc",
        "contextlib",
        "dataclasses",
        "datetime",
        "difflib",
        "errno",
        "functools",
        "importlib",
        "io",
        "json",
        "os",
        "pathlib",
        "platform",
        "shlex",
        "sys",
        "typing",
    ]
)
# Ways to ask, to say and to end.
SPEAKING = frozenset(["click", "options", "sys"])
LONGEST_ALONE = 13


def test_commands_hold_no_logic() -> None:
    """They import nothing that works on text or files, and what says nothing in them is short."""
    for name in MODULES:
        if not name.startswith("commands/"):
            continue
        nodes = list(ast.walk(tree(name)))
        imported = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
        imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        others = {module for module in imported if module.partition(".")[0] != "sharedstory"}
        assert others <= OF_COMMANDS, name
        functions = {node.name: node for node in tree(name).body if isinstance(node, ast.FunctionDef)}
        used = {
            one: {node.id for node in ast.walk(of) if isinstance(node, ast.Name)}
            for one, of in functions.items()
        }
        silent = [
            one
            for one, of in functions.items()
            if not _reached(one, used) & SPEAKING
            and sum(isinstance(node, ast.stmt) for node in ast.walk(of)) - 1 > LONGEST_ALONE
        ]
        assert silent == [], name


def _reached(function: str, used: dict[str, set[str]]) -> set[str]:
    """All names that a function uses, and those that it calls in its module."""
    reached, new = set[str](), {function}
    while new:
        reached |= new
        new = {name for one in new for name in used.get(one, ())} - reached
    return reached


HTML = re.compile(
    r"</?(?:a|body|br|div|figure|form|h[1-6]?|head|html|iframe|img|input|li|meta|nav|ol|p|pre|script|section|span|style|sup|"
    r"svg|table|td|tr|ul)\b(?!>[.\\\[])"
)
# Where HTML is in Python, and why.
HTML_IN_PYTHON = {
    "importing/wordpress/shown.py": "reads the HTML of other people's posts",
    "importing/wordpress/text.py": "reads the HTML of other people's posts",
    "organising/withdrawing/readings.py": "looks for words in any HTML",
    "reading/apart.py": "puts a mark in place of a part of a page, which only it reads again",
    "reading/gfm.py": "reads what the renderer of Markdown made",
    "reading/markdown.py": "puts links, pictures and tables into what the renderer of Markdown made",
    "site/docs.py": "reads what the engine made of headings",
    "site/finish.py": "puts a line into a page that the theme made",
    "site/organisers.py": "mends what the engine made of organisers' Markdown",
    "site/policy.py": "reads the scripts of a page that the theme made, and says its policy there",
}


def test_templates_alone_hold_html() -> None:
    """Other modules read HTML or put something into it; each is named with its reason."""
    holding = set()
    for name in MODULES:
        nodes = list(ast.walk(tree(name)))
        described = {ast.get_docstring(node, clean=False) for node in nodes if isinstance(node, DESCRIBED)}
        texts = {node.value for node in nodes if isinstance(node, ast.Constant)} - described
        if any(isinstance(text, str) and HTML.search(text) for text in texts):
            holding.add(name)
    assert holding == set(HTML_IN_PYTHON)
