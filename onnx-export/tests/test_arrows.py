"""What may import what: the parts of the package stand on floors, training on top of them, and the writer of references beside all."""

import ast
from pathlib import Path

import pytest

PACKAGE, REFERENCES = "latent_diffusion_export", "latent_diffusion_references"
HERE = Path(__file__).parents[1]

# part of the package (a module or a folder) -> the parts that it may import, beside errors, progress and itself
FLOORS = {
    "errors": set(),
    "progress": set(),
    "folders": set(),
    "loading": set(),
    "source": {"loading"},
    "sentencepiece_files": set(),
    "tokenizers": {"sentencepiece_files", "source"},
    "opening": {"source"},
    "onnx_graph": set(),
    "graphs": {"onnx_graph"},
    "families": {"graphs", "onnx_graph"},
    "export": {"families", "folders", "onnx_graph", "opening", "source", "tokenizers"},
    "templates": {"families", "folders", "graphs", "onnx_graph", "source"},
    "features": {"folders", "loading", "onnx_graph", "tokenizers"},
    "keras": {"folders"},
    "training": {"export", "folders", "graphs", "loading", "onnx_graph", "opening", "source"},
    "commands": {"export", "features", "keras", "templates", "training"},
    "cli": {"commands"},
    "__main__": {"cli"},
}


def modules(root: Path, package: str) -> dict[str, ast.Module]:
    """`package.part.module` -> its syntax; a folder's `__init__` keeps its last word."""
    files = sorted((root / package).rglob("*.py"))
    assert len(files) > 50
    return {".".join(file.relative_to(root).with_suffix("").parts): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def imports(name: str, tree: ast.Module) -> set[str]:
    """All that the module imports, inside functions too, as absolute names; of `from a import b` both `a` and `a.b`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = name.split(".")[:-node.level] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def part(name: str) -> str:
    return name.split(".")[1]


@pytest.mark.parametrize("statement, expected", [
    ("import a.b", {"a.b"}),
    ("from .. import export", {PACKAGE, f"{PACKAGE}.export"}),
    ("def f():\n    from ..training.runs import train", {f"{PACKAGE}.training.runs", f"{PACKAGE}.training.runs.train"}),
    ("from .clip import MEAN", {f"{PACKAGE}.features.clip", f"{PACKAGE}.features.clip.MEAN"}),
])
def test_imports_are_found(statement, expected):
    assert imports(f"{PACKAGE}.features.dinov2", ast.parse(statement)) == expected


def test_each_part_imports_only_what_is_below_it():
    against = []
    for name, tree in modules(HERE, PACKAGE).items():
        if part(name) == "__init__":
            assert not imports(name, tree)
            continue
        allowed = FLOORS[part(name)] | {part(name), "errors", "progress"}
        used = {part(other) for other in imports(name, tree) if other.startswith(f"{PACKAGE}.")}
        against += [f"{name} -> {other}" for other in sorted(used - allowed)]
    assert against == []


def test_floors_have_no_circle():
    order, left = [], dict(FLOORS)
    while left:
        ready = [name for name, below in left.items() if below <= set(order)]
        assert ready, f"a circle among {sorted(left)}"
        order += ready
        for name in ready:
            del left[name]


def test_only_the_command_line_knows_training():
    assert [name for name, below in FLOORS.items() if "training" in below] == ["commands"]
    names = {name for name, tree in modules(HERE, PACKAGE).items()
             if part(name) != "training" and any(other.startswith(f"{PACKAGE}.training") for other in imports(name, tree))}
    assert names == {f"{PACKAGE}.commands.{command}" for command in ("comparison", "study", "train")}


def test_the_package_does_not_know_the_writer_of_references():
    for file in sorted((HERE / PACKAGE).rglob("*.py")):
        assert REFERENCES not in file.read_text(encoding="utf-8"), file  # neither imported nor named for importlib
    used = set().union(*(imports(name, tree) for name, tree in modules(HERE / "references", REFERENCES).items()))
    assert any(other.startswith(f"{PACKAGE}.") for other in used)
