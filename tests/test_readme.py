"""The README's promises: its commands run, every setting is in .env.example, what it links is there."""

import ast
import asyncio
import json
import re
import shlex
from pathlib import Path

import pytest

import studio
from studio.gateways import discover
from studio.main import main

TOP = Path(studio.__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.startswith("studio ")]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_work(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(command)[1:])
    said = capsys.readouterr()
    assert ended.value.code == 0, said.err
    assert said.out.strip()
    if "--json" in command:
        assert json.loads(said.out)["status"] == "ok"


def test_the_python_works(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = (text for kind, text in BLOCKS if kind == "python")
    namespace: dict[str, object] = {}
    body = ast.parse(code)
    body.body.pop()  # asyncio.run(main()): run here, so that the loop is ours
    exec(compile(body, "README.md", "exec"), namespace)
    asyncio.run(namespace["main"]())  # type: ignore[operator]
    assert ".png" in capsys.readouterr().out


def test_every_setting_is_in_the_example_file() -> None:
    listed = set(re.findall(r"^#([A-Z_]+)=", (TOP / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {name for gateway in discover() for name in (*gateway.key_env, gateway.base_env) if name}
    for path in (TOP / "studio").rglob("*.py"):
        wanted |= set(re.findall(r'"(STUDIO_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    assert wanted - listed == set()
    assert listed - wanted == set()


def test_what_it_links_is_there() -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (TOP / path).is_file(), path


def test_the_two_commands_are_shown_for_both_shells() -> None:
    assert "pip install -e . && python app.py" in README
    assert "pip install -e .; python app.py" in README
    assert "pip install -e '.[test]' && pytest" in README
