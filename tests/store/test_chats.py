"""Conversations on the disk: a tree there and back, what is broken or forged, two writers at once, files of schema 1."""

import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.core.parts import Image, Picture, Text, Turn
from studio.core.request import Reference, Request
from studio.errors import StorageFault, UsageError
from studio.store import chats
from studio.store.record import request_from, request_to, turn_to

NOW = datetime(2026, 11, 21, 17, 2, 3, tzinfo=UTC)


def asked(text: str, *pictures: Image) -> Turn:
    return Turn(role="user", parts=(Text(text), *(Picture(image=image) for image in pictures)))


def image(home: Path, file: str = "references/a.png") -> Image:
    return Image(path=home / file, mime="image/png", width=4, height=3, bytes=9, digest="d" * 64)


def grown(home: Path, *links: tuple[str, str], name: str = "vases") -> chats.Conversation:
    """A conversation of (run, parent) pairs, begun a second apart."""
    for number, (run, parent) in enumerate(links):
        said = chats.append(home, name, run, asked(f"{run} please"), NOW + timedelta(seconds=number), parent=parent)
    return said


TREE = (("a", ""), ("b", "a"), ("c", "b"), ("b2", "a"), ("b3", "a"), ("d", "b2"))
"""a ─┬─ b ─── c
      ├─ b2 ── d
      └─ b3"""


def runs(way: tuple[chats.Exchange, ...]) -> list[str]:
    return [exchange.run for exchange in way]


def test_a_tree_comes_back_as_it_was(tmp_path: Path) -> None:
    written = grown(tmp_path, *TREE)
    assert chats.read(tmp_path, "vases") == written
    assert runs(chats.path(written)) == ["a", "b2", "d"]
    assert runs(chats.path(written, "c")) == ["a", "b", "c"]
    assert chats.siblings(written, "b2") == ("b", "b2", "b3")
    assert chats.siblings(written, "a") == ("a",)
    assert (written.title, written.created, written.changed) == ("a please", "2026-11-21T17:02:03+00:00", "2026-11-21T17:02:08+00:00")


@pytest.mark.parametrize(("run", "head"), [("b", "c"), ("c", "c"), ("b2", "d"), ("b3", "b3"), ("a", "d")])
def test_the_branch_of_an_exchange_is_shown_to_its_newest_end(tmp_path: Path, run: str, head: str) -> None:
    grown(tmp_path, *TREE)
    assert chats.set_head(tmp_path, "vases", run).head == head
    assert chats.read(tmp_path, "vases").head == head


@pytest.mark.parametrize("run", ["", "z", "../a", "20261121T140203-0123456789ab"])
def test_what_is_no_exchange_of_it_is_refused(tmp_path: Path, run: str) -> None:
    said = grown(tmp_path, *TREE)
    for act in (lambda: chats.path(said, run), lambda: chats.siblings(said, run), lambda: chats.set_head(tmp_path, "vases", run)):
        with pytest.raises(UsageError) as caught:
            act()
        assert caught.value.field == "run"
    assert chats.read(tmp_path, "vases").head == "d"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "a\x00", "x" * 65, "a b"])
def test_what_can_name_no_conversation(tmp_path: Path, name: str) -> None:
    for act in (chats.read, lambda home, name: chats.append(home, name, "a", asked("x"), NOW), lambda home, name: chats.set_head(home, name, "a")):
        with pytest.raises(UsageError):
            act(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_new_one_is_empty_and_leaves_no_file(tmp_path: Path) -> None:
    said = chats.read(tmp_path, "vases")
    assert (said.exchanges, said.head, chats.path(said)) == ((), "", ())
    assert not list(tmp_path.iterdir())


def test_names_for_what_was_given_none() -> None:
    names = {chats.new_name(NOW) for _ in range(20)}
    assert len(names) == 20
    assert all(name.startswith("20261121T1702-") and len(name) == 20 for name in names)
    assert chats.file_of(Path(), names.pop())


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("A vase", "A vase"),
        ("\n  A   vase \nand more", "A vase"),
        ("word " * 30, " ".join(["word"] * 12) + "…"),
        ("letters " * 30, " ".join(["letters"] * 7) + "…"),
        ("x" * 100, "x" * 59 + "…"),
        ("画" * 100, "画" * 59 + "…"),
        ("x" * 60, "x" * 60),
        ("a " + "x" * 100, "a " + "x" * 57 + "…"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_line_cut_at_a_word(prompt: str, title: str) -> None:
    assert chats.title_of(prompt) == title
    assert len(title) <= 60


def test_the_list_has_the_newest_first_and_skips_what_is_broken(tmp_path: Path) -> None:
    for number, name in enumerate(("one", "two", "three")):
        chats.append(tmp_path, name, f"{name}-1", asked(f"{name} first"), NOW + timedelta(minutes=number))
    grown(tmp_path, *TREE)
    chats.append(tmp_path, "one", "one-2", asked("later"), NOW.astimezone() + timedelta(hours=1))
    (tmp_path / "chats" / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "chats" / "a b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "chats" / "folder.json").mkdir()
    listed = chats.listed(tmp_path)
    assert [line.name for line in listed] == ["one", "three", "two", "vases"]
    assert (listed[0].title, listed[0].turns, listed[0].last, listed[0].created) == ("one first", 2, "one-2", "2026-11-21T17:02:03+00:00")
    assert listed[3].turns == 3
    with pytest.raises(StorageFault, match=r"broken\.json"):
        chats.read(tmp_path, "broken")


GOOD = {"role": "user", "parts": [{"kind": "text", "text": "x", "opaque": ""}]}
OUT = {"path": "", "mime": "image/png", "width": 1, "height": 1, "bytes": 1, "digest": "d"}


def exchange(**said: object) -> dict:
    return {"run": "a", "parent": "", "asked": GOOD} | said


def pictured(path: str) -> dict:
    return {"role": "user", "parts": [{"kind": "picture", "image": {**OUT, "path": path}, "draft": False, "signed": False, "opaque": "", "at": 0}]}


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"schema": 3, "head": "", "exchanges": []},
        {"schema": 2, "head": "", "exchanges": [exchange()]},
        {"schema": 2, "head": "b", "exchanges": [exchange()]},
        {"schema": 2, "head": "a", "exchanges": [exchange(parent="a")]},
        {"schema": 2, "head": "a", "exchanges": [exchange(parent="b"), exchange(run="b", parent="a")]},
        {"schema": 2, "head": "a", "exchanges": [exchange(), exchange()]},
        {"schema": 2, "head": "a", "exchanges": [exchange(run=1)]},
        {"schema": 2, "head": "a", "exchanges": [exchange(asked=GOOD | {"role": "model"})]},
        {"schema": 2, "head": "a", "exchanges": [exchange(asked=pictured("/etc/passwd"))]},
        {"schema": 2, "head": "a", "exchanges": [exchange(asked=pictured("../../x.png"))]},
        {"schema": 2, "head": "a", "exchanges": [exchange(asked=pictured("C:\\x.png"))]},
        {"schema": 2, "head": "a", "exchanges": [exchange()], "created": "yesterday"},
    ],
)
def test_a_file_that_is_not_one_is_a_fault_and_stays_as_it_is(tmp_path: Path, said: object) -> None:
    file = tmp_path / "chats" / "vases.json"
    file.parent.mkdir()
    whole = {"created": "2026-11-21T17:02:03+00:00"}
    file.write_text(json.dumps(whole | said if isinstance(said, dict) else said), encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(StorageFault, match=r"vases\.json"):
        chats.read(tmp_path, "vases")
    with pytest.raises(StorageFault):
        chats.append(tmp_path, "vases", "z", asked("more"), NOW)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["vases.json"]


def test_the_good_ones_of_that_kind_are_read(tmp_path: Path) -> None:
    file = tmp_path / "chats" / "vases.json"
    file.parent.mkdir()
    created = "2026-11-21T17:02:03+00:00"
    file.write_text(json.dumps({"schema": 2, "head": "a", "exchanges": [exchange(asked=pictured("references/x.png"))], "created": created}), encoding="utf-8")
    (one,) = chats.read(tmp_path, "vases").exchanges
    assert one.asked.pictures[0].path == tmp_path / "references" / "x.png"


def test_no_path_of_this_machine_is_written(tmp_path: Path) -> None:
    chats.append(tmp_path, "vases", "a", asked("x", image(tmp_path)), NOW)
    text = (tmp_path / "chats" / "vases.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert '"references/a.png"' in text


def old_file(home: Path, *pairs: tuple[Turn, Turn]) -> None:
    data = {"schema": 1, "name": "vases", "turns": [turn_to(turn, home) for pair in pairs for turn in pair]}
    (home / "chats").mkdir()
    (home / "chats" / "vases.json").write_text(json.dumps(data), encoding="utf-8")


def test_schema_1_is_read_and_upgraded_when_it_is_next_written(tmp_path: Path) -> None:
    answer = Turn(
        role="model", parts=(Text("here", 'gemini {"thoughtSignature":"x"}'), Picture(image=image(tmp_path, "runs/x.png"))), gateway="google", model="m"
    )
    old_file(tmp_path, (asked("A vase", image(tmp_path)), answer), (asked("Blue"), answer))
    said = chats.read(tmp_path, "vases")
    assert [(each.asked.text, each.answered) for each in chats.path(said)] == [("A vase", answer), ("Blue", answer)]
    assert said.title == "A vase"
    assert chats.listed(tmp_path)[0].turns == 2
    chats.append(tmp_path, "vases", "r", asked("Green"), NOW)
    again = chats.read(tmp_path, "vases")
    assert json.loads((tmp_path / "chats" / "vases.json").read_text(encoding="utf-8"))["schema"] == 2
    assert chats.path(again)[:2] == chats.path(said)
    assert (again.exchanges[2].run, again.exchanges[2].parent, again.title) == ("r", said.head, "A vase")


def _append_some(home: Path, start: int) -> None:
    for number in range(start, start + 12):
        chats.append(home, "both", f"run-{number}", asked(str(number)), NOW)


def test_two_processes_that_speak_in_one_conversation_lose_neither_turn(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append_some, args=(tmp_path, start)) for start in (0, 100)]
    for worker in workers:
        worker.start()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: chats.append(tmp_path, "both", f"run-{number}", asked(str(number)), NOW), range(200, 212)))
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    said = chats.read(tmp_path, "both")
    assert {exchange.run for exchange in said.exchanges} == {f"run-{start + n}" for start in (0, 100, 200) for n in range(12)}
    assert len(chats.path(said)) == 36  # each after the other: what both said is in the history of the next
    assert [path.name for path in (tmp_path / "chats").iterdir()] == ["both.json"]


# references of a recipe


def there(home: Path, file: str) -> Path:
    path = home / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_references_are_recorded_where_they_can_be_found_again(tmp_path: Path) -> None:
    home, moved = tmp_path / "home", tmp_path / "moved"
    kept, made, outside = there(home, "references/aa.png"), there(home, "runs/2026/11/r/1-1.png"), there(tmp_path, "mine/holiday.jpg")
    secret = there(home, ".env")
    sent = tuple(image(home, f"references/{name}.png") for name in ("aa", "bb", "cc", "dd", "so-far"))
    for name in ("bb", "cc", "dd"):
        there(home, f"references/{name}.png")
    given = (Reference(str(kept), "subject", "cat.png"), Reference(str(made)), Reference(str(outside), "style"), Reference(str(secret)))
    said = request_to(Request(prompt="x", references=given, session="vases"), sent, home)
    assert said["references"] == [
        {"file": "references/aa.png", "role": "subject", "name": "cat.png"},
        {"file": "runs/2026/11/r/1-1.png", "role": "", "name": ""},
        {"file": "references/cc.png", "role": "style", "name": "holiday.jpg"},
        {"file": "references/dd.png", "role": "", "name": ".env"},
    ]
    assert said["session"] == "vases"
    home.rename(moved)
    again = request_from(json.loads(json.dumps(said)), moved)
    assert [(Path(r.path).relative_to(moved).as_posix(), r.role, r.name) for r in again.references] == [
        (r["file"], r["role"], r["name"]) for r in said["references"]
    ]
    assert again.session == "vases"


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("aa.png", "references/aa.png"),  # older records
        ("references/aa.png", "references/aa.png"),
        ("references/gone.png", ""),
        ("holiday.jpg", ""),
        ("../outside.png", ""),
        ("references/../../outside.png", ""),
        ("/etc/hostname", ""),
        ("", ""),
        ("references", ""),
    ],
)
def test_what_is_gone_or_leads_out_of_the_home_is_left_out(tmp_path: Path, file: str, found: str) -> None:
    there(tmp_path, "outside.png")
    home = tmp_path / "home"
    there(home, "references/aa.png")
    again = request_from({"task": "edit", "prompt": "x", "references": [{"file": file, "role": ""}]}, home)
    assert [reference.path for reference in again.references] == ([str(home / found)] if found else [])
