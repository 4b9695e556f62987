"""How the project hangs together: imports go one way, and public names are explained and typed."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["landscapes", "optimizers", "experiments", "lessons", "api", "pages", "app"]
MAY_IMPORT = {
    "landscapes": {"landscapes"},
    "optimizers": {"landscapes", "optimizers"},
    "experiments": {"landscapes", "optimizers", "experiments"},
    "lessons": {"optimizers", "experiments", "lessons"},
    "api": {"landscapes", "optimizers", "experiments", "api"},
    "pages": {"landscapes", "optimizers", "experiments", "lessons", "pages"},
    "app": {*LAYERS} - {"pages"},
}
FORBIDDEN = {"experiments": {"streamlit", "plotly", "starlette"}, "optimizers": {"streamlit", "starlette"}}
FILES = [path for layer in LAYERS for path in [*(ROOT / layer).glob("*.py"), ROOT / f"{layer}.py"] if path.exists()]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their package"
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path):
    layer = path.relative_to(ROOT).parts[0].removesuffix(".py")
    names = set(imported(path))
    assert names & set(LAYERS) <= MAY_IMPORT[layer]
    assert not names & FORBIDDEN.get(layer, set())


def public_functions():
    for path in FILES:
        if path.parent == ROOT / "pages" or path.stem in ("app", "__init__"):
            continue  # pages are scripts
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(thing):
                yield pytest.param(thing, id=f"{module.__name__}.{name}")
            elif inspect.isclass(thing):
                for key, member in vars(thing).items():
                    if inspect.isfunction(member) and not key.startswith("_"):
                        yield pytest.param(member, id=f"{module.__name__}.{name}.{key}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_a_public_function_is_typed(function):
    signature = inspect.signature(function)
    named = [p for p in signature.parameters.values() if p.name != "self"]
    assert all(p.annotation is not p.empty for p in named)
    assert signature.return_annotation is not signature.empty
