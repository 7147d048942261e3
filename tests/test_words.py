"""The one table of words: complete in both languages, same placeholders, and every key that the code speaks is there."""

import ast
import re
from pathlib import Path

import pytest

import studio
from studio.words import ROOMS, TABLE, of_locale, say

ROOT = Path(studio.__file__).parent
FIRST = {key.split(".")[0] for key in TABLE}


def test_no_key_stands_in_two_rooms() -> None:
    assert sum(len(room.WORDS) for room in ROOMS) == len(TABLE)


@pytest.mark.parametrize("key", TABLE)
def test_both_languages_are_complete(key: str) -> None:
    english, chinese = TABLE[key]
    assert english.strip()
    assert chinese.strip()
    names = re.compile(r"\{(\w+)\}")
    assert set(names.findall(english)) == set(names.findall(chinese))


def test_chinese_is_chinese() -> None:
    """Names, units and examples may be the same; sentences may not."""
    same = [key for key, (english, chinese) in TABLE.items() if english == chinese and " " in english and not re.search(r"\{|Image Studio", english)]
    assert same == []


def spoken() -> set[str]:
    """String literals in the code that look like a key of the table."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if path.parent.name == "words":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", node.value):
                found.add(node.value)
    ours = {key for key in found if key.split(".")[0] in FIRST and not key.endswith((".js", ".css", ".py", ".toml", ".json", ".pyi", ".db"))}
    return {key for key in ours if not key.startswith(("http.response.", "http.disconnect"))}  # ASGI's message types


def test_every_key_that_is_spoken_exists() -> None:
    missing = sorted(key for key in spoken() if key not in TABLE)
    assert missing == []


def test_placeholders_are_filled() -> None:
    assert say("plan.long_prompt", "zh-CN", count=100_000, limit=32_000) == "提示词有 100000 个字符，最多可发送 32000 个。"


@pytest.mark.parametrize(("wish", "language"), [("zh", "zh-CN"), ("zh-HK,zh;q=0.9", "zh-CN"), ("en-GB", "en"), ("", "en"), ("de", "en")])
def test_locale(wish: str, language: str) -> None:
    assert of_locale(wish) == language
