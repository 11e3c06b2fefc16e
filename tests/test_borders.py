"""What the contracts of the rooms cannot see: who looks into the schema, who walks over what people gave, how long a module is."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "plugins" / "sharedstory"
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
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
