"""The bundler: what it joins, and that it refuses everything that it does not understand."""

import json
from pathlib import Path

import pytest

from studio.export.bundle import NotUnderstood, assets, bundle, inline
from studio.export.texts import script_json


def files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_files_follow_their_imports_each_once(tmp_path: Path) -> None:
    folder = files(
        tmp_path,
        a='import { b, c } from "./b.js";\nimport { d } from "./d.js";\nconst a = b + c + d;\n',
        b='import { d } from "./d.js";\nexport const b = d;\nexport function c() {}\n',
        d="export class d {}\n",
    )
    text = bundle(folder, ("a.js",))
    assert [line for line in text.splitlines() if line.startswith("//")] == ["// d.js", "// b.js", "// a.js"]
    assert "import" not in text
    assert "export" not in text
    assert text.index("class d {}") < text.index("const b = d;") < text.index("const a = b + c + d;")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('import b from "./b.js";', "not known"),
        ('import * as b from "./b.js";', "not known"),
        ('import { b as other } from "./b.js";', "another name"),
        ("import { b } from './b.js';", "not known"),
        ('import { b } from "https://example.org/b.js";', "not known"),
        ('import { b } from "../b.js";', "not known"),
        ("import {", "not known"),
        ('import { nothing } from "./b.js";', "does not export"),
        ('const c = 1;\nimport { b } from "./b.js";', "below a declaration"),
        ("export default class {}", "exports"),
        ("export { b };", "exports"),
        ('export * from "./b.js";', "exports"),
        ('const late = () => import("./b.js");', "at run time"),
        ("const here = import.meta.url;", "at run time"),
        ('const other = new Worker("b.js");', "at run time"),
        ("const one = 1, two = 2;", "several"),
        ("let one, two;", "several"),
        ("const [one] = [1];", "not known"),
        ('import { b } from "./b.js";\nconst b = 2;', "declares b"),
        ('import { b } from "./b.js";\nfunction b() {}', "declares b"),
        ('import { b } from "./b.js";\nconst { a, b } = window;', "declares b"),
        ('import { b } from "./b.js";\nasync function b() {}', "declares b"),
        ('import { a } from "./a.js";', "imports itself"),
        ("const dark = '\u2028';", "holds"),
    ],
)
def test_refused(tmp_path: Path, line: str, said: str) -> None:
    folder = files(tmp_path, a=f"{line}\n", b="export const b = 1;\n")
    with pytest.raises(NotUnderstood, match=said):
        bundle(folder, ("a.js",))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        bundle(files(tmp_path, a='import { b } from "./b.js";\n'), ("a.js",))


def test_what_would_end_a_script_is_broken_up() -> None:
    text = inline("const a = '</script>', b = `</SCRIPT `, c = '<!-- <script>';")
    assert "</script" not in text.lower()
    assert "<script" not in text.lower()
    assert "<!--" not in text
    assert r"'\x3c/script>'" in text


def test_data_holds_no_markup() -> None:
    hostile = ["</script >", "<!-- <script >", "a & b", "\u2028\ud800"]
    data = script_json(hostile)
    assert not set("<>&\u2028") & set(data)
    assert data.isascii()
    assert json.loads(data) == hostile


def test_the_comparer_of_today_is_understood() -> None:
    entries = [name for name in ("image-compare.js", "compare-bar.js", "export-page.js") if (assets() / name).is_file()]
    text = bundle(assets(), tuple(entries))
    assert 'customElements.define("image-compare"' in text
    assert not [line for line in text.splitlines() if line.startswith(("import ", "export "))]
