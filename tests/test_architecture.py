"""Who may import whom: the order of ARCHITECTURE, held by reading the imports. A module without a place in the order fails."""

import ast
from pathlib import Path

import pytest

import studio

ROOT = Path(studio.__file__).parent
ORDER = (
    "words", "errors", "core", "dialects", "gateways", "imaging", "http", "layers", "declared", "settings", "demo", "store", "export",
    "attach", "edits", "keys", "reply", "call", "live", "run", "engine", "doctor", "configure", "jobs", "chats", "assemble", "ui", "web", "cli", "main",
)  # fmt: skip
OUTSIDE = {
    "gradio": {"ui", "web"},
    "httpx": {"http"},
    "brotli": {"http"},
    "PIL": {"imaging", "demo", "export"},
    "numpy": {"imaging", "demo", "export"},
    "pillow_heif": {"imaging"},
    "fastapi": {"web"},
    "starlette": {"web", "demo"},
    "uvicorn": {"web", "demo"},
    "dotenv": {"layers", "keys"},
    "sqlite3": {"store"},
    "pybase64": {"dialects", "http", "demo"},
}
LAZY = {"assemble", "main", "web/server", "cli/serving", "__init__"}
MODULES = sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.rglob("*.py"))


def imports(module: str) -> list[tuple[str, bool]]:
    """Every imported module of a file, and whether the import stands inside a function."""
    tree = ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))
    inside = {id(node) for function in ast.walk(tree) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(function)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in inside) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            here = ["studio", *module.split("/")][: -node.level] if node.level else []
            source = ".".join([*here, *([node.module] if node.module else [])])
            found += [(f"{source}.{alias.name}", id(node) in inside) for alias in node.names]
    return found


@pytest.mark.parametrize("module", [m for m in MODULES if m.split("/")[0] not in ("__init__", "__main__")])
def test_imports_point_one_way(module: str) -> None:
    room = module.partition("/")[0]
    assert room in ORDER, f"{module} has no place in the order"
    for name, inside in imports(module):
        top = name.split(".")[0]
        if top == "studio":
            other = name.split(".")[1]
            if other in ORDER:
                assert ORDER.index(other) <= ORDER.index(room), f"{module} imports {name}, which lies to its right"
        elif top in OUTSIDE:
            assert room in OUTSIDE[top], f"{module} imports {top}, which belongs to {OUTSIDE[top]}"
        if inside and top in ("studio", *OUTSIDE):
            assert module in LAZY or top == "pillow_heif", f"{module} imports {name} inside a function"


@pytest.mark.parametrize("room", ["core", "dialects", "words", "errors"])
def test_the_core_is_pure(room: str) -> None:
    """Nothing in core and dialects opens, sends or waits."""
    for module in (m for m in MODULES if m.split("/")[0] == room):
        names = {name.split(".")[0] for name, _ in imports(module)}
        assert not names & {"asyncio", "socket", "subprocess", "threading", "logging", "sqlite3", "os"} - {"os"}, module


def test_importing_studio_is_light() -> None:
    """Neither gradio nor NumPy nor httpx: scripts and the command line never pay for them."""
    import subprocess
    import sys

    code = "import studio, sys; print([m for m in ('gradio', 'numpy', 'httpx', 'PIL', 'starlette') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert done.stdout.strip() == "[]"
