"""Every word that the browser's files ask for by name is in the table."""

import re

import pytest

from studio.web.assets import folder
from studio.words import TABLE

FILES = sorted(path.name for path in folder().glob("*.js"))


@pytest.mark.parametrize("name", FILES)
def test_words_exist(name: str) -> None:
    asked = set(re.findall(r'\bt\("(\w+)"[,)]', (folder() / name).read_text(encoding="utf-8")))
    assert sorted(key for key in asked if f"page.{key}" not in TABLE) == []
