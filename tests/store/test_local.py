"""The library: ids, files by checked name only, records there and back."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Pillow

from studio.core.events import Finished, OtherPart, PictureReady, TextDelta, ThoughtDelta, Usage, UsageReport
from studio.core.parts import Image
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.errors import RateLimited, StorageFault, UsageError
from studio.gateways import discover
from studio.store.local import Library
from studio.store.record import read_answers, request_from, to_json
from studio.store.recover import unrecorded

NOW = datetime(2026, 11, 21, 14, 2, 3, tzinfo=UTC)
GOOGLE = next(gateway for gateway in discover() if gateway.name == "google")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home").open()


def result(library: Library) -> Result:
    run = library.new_id(NOW)
    kept = Image(path=library.folder(run) / "1-1.png", mime="image/png", width=4, height=5, bytes=6, digest="d" * 64)
    good = Answer(began=0.5, attempts=1)
    for event in (
        ThoughtDelta("**Plan**\nthink"),
        PictureReady(image=kept, signed=True, opaque='gemini {"thoughtSignature":"x"}'),
        TextDelta("done"),
        OtherPart('gemini {"new":1}'),
        UsageReport(Usage(prompt=1, total=2)),
        Finished(reason="STOP"),
    ):
        good = good.add(event, 1.25)
    bad = Answer(began=0.0, ended=2.0, error=RateLimited("verdict.limited", reason="slow down", retry_after=3.0, detail="their words"))
    request = Request(prompt="一只狐狸", task="edit", gateway="google", model="m", references=(Reference("/tmp/a.png", "style"),), seed=4, size="2K")
    return Result(request=request, gateway=GOOGLE, model=GOOGLE.models[0], answers=(replace(good, ended=3.0), bad), id=run)


def test_a_record_comes_back_as_it_was(library: Library) -> None:
    made = result(library)
    library.write(made, NOW)
    record = library.read(made.id)
    answers = read_answers(record, library.folder(made.id))
    assert answers[0] == made.answers[0]
    assert str(answers[1].error) == str(made.answers[1].error)
    assert type(answers[1].error) is RateLimited
    assert answers[1].error.retry_after == 3.0
    again = request_from(record["request"], library.home)
    assert replace(again, references=()) == replace(made.request, references=())
    assert record["created"] == "2026-11-21T14:02:03+00:00"


def test_a_record_holds_no_path_of_this_machine(library: Library) -> None:
    made = result(library)
    library.write(made, NOW)
    assert str(library.home) not in (library.folder(made.id) / "run.json").read_text(encoding="utf-8")


def test_newest_first(library: Library) -> None:
    made = [replace(result(library), id=f"2026{month:02d}01T000000-{'0' * 11}{n}") for n, month in enumerate((1, 11, 11, 5))]
    for each in made:
        library.write(each, NOW)
    assert library.recent_ids(3) == [made[2].id, made[1].id, made[3].id]


def test_ids_of_one_second_sort_as_they_were_made(library: Library) -> None:
    made = [library.new_id(datetime(2026, 11, 21, 14, 2, 0, part, tzinfo=UTC)) for part in range(0, 1_000_000, 9_999)]
    assert made == sorted(made)


@pytest.mark.parametrize("run", ["", "..", "20261121T140203-zzzzzzzzzzzz", "20261121T140203-000000000000/..", "x" * 500])
def test_what_is_no_id_never_becomes_a_path(library: Library, run: str) -> None:
    with pytest.raises(UsageError):
        library.folder(run)


@pytest.mark.parametrize("name", ["../run.json", "..", ".env", "a/b", "a\x00b", ""])
def test_what_is_no_file_name_never_becomes_a_path(library: Library, name: str) -> None:
    with pytest.raises(UsageError):
        library.file(library.new_id(NOW), name)


def test_a_home_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(StorageFault, match="STUDIO_HOME"):
        Library(tmp_path / "taken").open()


def test_arriving_bytes_are_kept_as_they_came(library: Library) -> None:
    sink = library.arriving()
    sink.write(b"half")
    sink.restart()
    sink.write(b"whole")
    sink.close()
    kept = library.keep(sink.path, library.new_id(NOW), "1-1.png")
    assert kept.read_bytes() == b"whole"
    assert list((library.home / "incoming").iterdir()) == []


def test_what_is_arriving_is_no_picture(library: Library) -> None:
    """A whole one, in the folder of a run that is listed: it has no name yet, so no one is shown it."""
    made = result(library)
    sink = library.arriving(made.id, 1)
    Pillow.new("RGB", (4, 5)).save(sink.path, "PNG")
    sink.close()
    library.write(replace(made, answers=made.answers[1:]), NOW)
    assert sink.path.parent == library.folder(made.id)
    assert library.index.find([made.id]) == ()
    assert unrecorded(library, made.id) == ()
    with pytest.raises(UsageError):
        library.file(made.id, sink.path.name)


def test_nothing_kept_is_ever_overwritten(library: Library) -> None:
    run = library.new_id(NOW)
    kept = []
    for data in (b"one", b"two", b"three"):
        sink = library.arriving(run, 1)
        sink.write(data)
        sink.close()
        kept.append(library.keep(sink.path, run, "1-1.draft.png"))
    assert [path.read_bytes() for path in kept] == [b"one", b"two", b"three"]
    assert all(library.file(run, path.name) == path and path.suffix == ".png" for path in kept)


@pytest.mark.parametrize("text", ["[]", "1", "", "{"])
def test_a_broken_record_is_a_storage_fault(library: Library, text: str) -> None:
    made = result(library)
    library.write(made, NOW)
    (library.folder(made.id) / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(StorageFault):
        library.read(made.id)


@pytest.mark.parametrize("answers", [1, [1], [{"parts": [{"kind": "picture"}]}], [{"parts": [], "error": {"kind": "x"}}], [{"parts": None}]])
def test_answers_of_the_wrong_shape_are_a_storage_fault(library: Library, answers: object) -> None:
    with pytest.raises(StorageFault):
        read_answers({"answers": answers}, library.home)


def test_a_full_disk_leaves_no_half_written_file(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFault, match="full"):
        library.write(replace(result(library), id="20261121T140203-0123456789ab"), NOW)
    assert list(library.folder("20261121T140203-0123456789ab").iterdir()) == []


def test_half_a_surrogate_pair_is_written_as_it_came() -> None:
    assert json.loads(to_json({"prompt": "a \ud83d 画"})) == {"prompt": "a \ud83d 画"}
