"""Conversations over the real wire: the strict faces of the demo gateway, and a recorder where the bytes that went out are what matters."""

import asyncio
import json
import shutil
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as Pillow

import studio
from studio.chats import Chats
from studio.core.report import report
from studio.errors import StorageFault, UsageError
from studio.gateways import discover
from studio.jobs import Jobs
from studio.run import Run
from studio.store import chats as files
from studio.store.chats import siblings
from studio.store.record import turn_to
from tests.conformance.recorder import desk, inline, picture, reply, said, sse, wired

NOW = datetime(2026, 11, 21, 17, 2, 3, tzinfo=UTC)
FACES = {
    "google": "gemini-3.1-flash-image",
    "ofox": "google/gemini-3.1-flash-image-preview",
    "generic": "gemini-3.1-flash-image-preview",
    "ezmodel": "gemini-2.0-flash-exp",
    "octopusx": "gemini-3-pro-image-preview",
    "demo": "demo-painter",
}
EMULATED = {"octopusx"}


def turn(prompt: str, gateway: str = "google", model: str = "", **more) -> studio.Request:
    return studio.Request(prompt=prompt, gateway=gateway, model=model or FACES[gateway], size=more.pop("size", "512"), **more)


@asynccontextmanager
async def opened(home: Path, demo):
    """A studio with nothing in memory, and its conversations."""
    async with studio.open(home=home, environ=demo.env) as s:
        jobs = Jobs(s)
        try:
            yield Chats(jobs)
        finally:
            await jobs.shutdown()


async def speak(chats: Chats, prompt: str, name: str = "vases", **more) -> Run:
    run = await chats.send(name, turn(prompt, **more))
    await run.wait()
    return run


def ok(run: Run) -> Run:
    assert report(run.result)["status"] == "ok", report(run.result)
    return run


def keys(run: Run) -> list[str]:
    return [note.key for note in run.result.every_note]


def sent(run: Run) -> list[str]:
    """The words of the user turns that went out with a run's own, in order."""
    assert run.result.plan
    return [t.text for t in run.result.plan.history if t.role == "user"]


async def until(wanted, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not wanted():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


# what is sent again

SIGNED = (
    {"text": "**Plan**\n\nA cat…", "thought": True},
    {"text": "Here ", "thoughtSignature": "CpQB+/=="},
    {"text": "it is."},
    inline(picture("red"), thoughtSignature="Cr8D+/-_é==", partMetadata={"a": [1]}),
)


@pytest.mark.parametrize("restarted", [False, True])
@wired
async def test_three_turns_go_out_word_for_word_with_their_signatures(tmp_path, restarted):
    streamed = reply(sse(*(said(part, finish="") for part in SIGNED), said(finish="STOP")), kind="text/event-stream")
    async with desk(tmp_path, streamed) as d:
        chats = Chats(Jobs(d.studio))
        for prompt in ("a cat", "make it red", "smaller"):
            ok(await speak(chats, prompt, size="auto"))
            if restarted:
                chats = Chats(Jobs(d.studio))  # from the records alone
    bodies = [got.json["contents"] for got in d.got]
    assert [[c["role"] for c in body] for body in bodies] == [["user"], ["user", "model", "user"], ["user", "model", "user", "model", "user"]]
    for made in (bodies[1][1], bodies[2][1], bodies[2][3]):
        assert made["parts"] == list(SIGNED)
    assert [c["parts"] for c in bodies[2] if c["role"] == "user"] == [[{"text": "a cat"}], [{"text": "make it red"}], [{"text": "smaller"}]]


@wired
async def test_pictures_that_were_given_go_out_again_as_they_were_sent(tmp_path):
    mine = tmp_path / "mine.png"
    mine.write_bytes(picture("lime"))
    async with desk(tmp_path / "home", reply(said(inline(picture("red"), thoughtSignature="s")))) as d:
        chats = Chats(Jobs(d.studio))
        ok(await speak(chats, "use mine", references=(str(mine),), size="auto", stream=False))
        mine.write_bytes(picture("black"))  # their file is theirs to change
        ok(await speak(chats, "smaller", size="auto", stream=False))
        shutil.rmtree(d.studio.library.references)
        ok(await speak(chats, "larger", size="auto", stream=False))
    assert d.got[0].json["contents"][0] == d.got[1].json["contents"][0] == {"role": "user", "parts": [{"text": "use mine"}, inline(picture("lime"))]}
    assert d.got[2].json["contents"][0]["parts"] == [{"text": "use mine"}]  # what is gone can not be sent, and stops nothing


@wired
async def test_an_answer_in_words_stays_and_its_picture_so_far_is_the_one_before(tmp_path):
    words = {"text": "Which blue?", "thoughtSignature": "t"}
    async with desk(tmp_path, reply(said(inline(picture("red"), thoughtSignature="s"))), reply(said(words)), reply(said(inline(picture("blue"))))) as d:
        chats = Chats(Jobs(d.studio))
        await speak(chats, "a cat", size="auto", stream=False)
        second = await speak(chats, "make it blue", size="auto", stream=False)
        assert second.result.error.kind == "no_image"
        ok(await speak(chats, "the dark one", size="auto", stream=False))
        assert d.got[2].json["contents"][3]["parts"] == [words]
        ok(await speak(chats, "and wider", gateway="octopusx", size="auto", stream=False))
    assert d.got[3].parts[1:] == [inline(picture("blue"))]


@pytest.mark.parametrize("scenario", ["image_safety", "safety_prompt", "no_image", "empty", "html200"])
def test_a_refused_turn_is_not_sent_and_the_next_works(demo, tmp_path: Path, scenario: str) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            ok(await speak(chats, "A marble pattern"))
            refused = await speak(chats, f"No demo:{scenario}")
            assert refused.result.error
            assert not refused.result.images
            third = ok(await speak(chats, "Make it blue"))
            assert sent(third) == ["A marble pattern"]
            assert "plan.condensed" not in keys(third)
            way = files.path(await chats.open("vases"))
            assert [exchange.run for exchange in way][1:] == [refused.id, third.id]  # it stays in the conversation, to be seen and asked again
        async with opened(tmp_path, demo) as chats:
            assert sent(ok(await speak(chats, "Make it green"))) == ["A marble pattern", "Make it blue"]

    asyncio.run(work())


@pytest.mark.parametrize("came", [True, False])
@wired
async def test_stop_keeps_what_came(tmp_path, came):
    async def halfway(writer, got):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        parts = SIGNED if came else (*SIGNED[:3], inline(picture("grey"), thought=True))
        writer.write(head + sse(*(said(part, finish="") for part in parts)))
        await writer.drain()
        await asyncio.sleep(60)

    whole = reply(sse(said(inline(picture("blue"), thoughtSignature="u"))), kind="text/event-stream")
    async with desk(tmp_path, halfway, whole) as d:
        chats = Chats(Jobs(d.studio))
        first = await chats.send("vases", turn("a cat", size="auto"))
        await until(lambda: first.result.images or first.result.drafts)
        assert chats.working("vases") is first
        first.stop()
        await first.wait()
        assert chats.working("vases") is None
        assert first.result.error.kind == "cancelled"
        second = ok(await speak(chats, "make it blue", size="auto"))
        assert sent(second) == (["a cat"] if came else [])
        ok(await speak(Chats(Jobs(d.studio)), "smaller", size="auto"))
    assert [c["role"] for c in d.got[1].json["contents"]] == (["user", "model", "user"] if came else ["user"])
    if came:
        assert d.got[1].json["contents"][1]["parts"] == d.got[2].json["contents"][1]["parts"] == list(SIGNED)


def test_stop_over_the_demo_wire(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            ok(await speak(chats, "A marble pattern"))
            run = await chats.send("vases", turn("Make it red demo:slow:30"))
            await until(lambda: run.result.answers[0].attempts)
            run.stop()
            await run.wait()
            third = ok(await speak(chats, "Make it blue"))
            assert sent(third) == ["A marble pattern"]
            assert "plan.condensed" not in keys(third)

    asyncio.run(work())


# one turn at a time


def test_a_turn_waits_for_the_one_before(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            first = await chats.send("vases", turn("A marble pattern demo:slow:30"))
            for act in (chats.send("vases", turn("Make it blue")), chats.regenerate("vases", first.id)):
                with pytest.raises(UsageError, match="still works") as caught:
                    await act
                assert caught.value.field == "prompt"
            other = await chats.send("boats", turn("Terrazzo"))  # another conversation is another matter
            first.stop()
            await first.wait()
            ok(await speak(chats, "Make it blue"))
            await other.wait()
            assert len((await chats.open("vases")).exchanges) == 2

    asyncio.run(work())


def test_two_sends_at_once_begin_one_turn(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            came = await asyncio.gather(*(chats.send("vases", turn(f"Terrazzo {n}")) for n in range(3)), return_exceptions=True)
            assert [type(each).__name__ for each in came] == ["Run", "UsageError", "UsageError"]
            assert len(chats.studio.library.recent_ids(9)) == 1
            await came[0].wait()

    asyncio.run(work())


def test_what_is_refused_before_it_is_sent_leaves_no_trace(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            with pytest.raises(UsageError):
                await chats.send("vases", turn("   "))
            assert not (await chats.open("vases")).exchanges
            assert not list((tmp_path / "chats").glob("*"))
            ok(await speak(chats, "Terrazzo"))  # and the conversation is free

    asyncio.run(work())


def test_one_picture_a_turn_and_it_is_said(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            run = ok(await speak(chats, "Terrazzo", count=3))
            assert len(run.result.answers) == 1
            assert "chat.one" in keys(run)

    asyncio.run(work())


# branches


def test_regenerate_makes_a_sibling_and_select_goes_back(demo, tmp_path: Path) -> None:
    mine = tmp_path / "mine.png"
    Pillow.new("RGB", (64, 64), "red").save(mine)

    async def work():
        async with opened(tmp_path / "home", demo) as chats:
            first = ok(await speak(chats, "A marble pattern"))
            second = ok(await speak(chats, "Make it blue", references=(studio.Reference(str(mine), "colour"),), seed=7))
            third = ok(await speak(chats, "Add a title"))
            mine.unlink()
            again = await chats.regenerate("vases", second.id)
            await again.wait()
            asked = again.result.request
            assert (asked.prompt, asked.seed, asked.size, asked.session, asked.task) == ("Make it blue", 7, "512", "vases", "chat")
            assert [(r.role, r.name) for r in asked.references] == [("colour", "mine.png")]
            assert again.result.plan.references == second.result.plan.references
            assert sent(ok(again)) == ["A marble pattern"]
            said = await chats.open("vases")
            assert siblings(said, second.id) == siblings(said, again.id) == (second.id, again.id)
            assert said.head == again.id
            fourth = ok(await speak(chats, "Make it green"))
            assert sent(fourth) == ["A marble pattern", "Make it blue"]
            assert fourth.result.plan.history[3].pictures == again.result.images

            said = await chats.select("vases", second.id)
            assert said.head == third.id
            assert [t.text for t in await chats.history(said) if t.role == "user"] == ["A marble pattern", "Make it blue", "Add a title"]
            assert [t.pictures for t in await chats.history(said) if t.role == "model"] == [r.result.images for r in (first, second, third)]
            assert (await chats.select("vases", again.id)).head == fourth.id

            other = await chats.regenerate("vases", first.id, turn("", "octopusx", size="1K"))
            assert ok(await _ended(other)).result.gateway.name == "octopusx"
            assert (other.result.request.prompt, sent(other)) == ("A marble pattern", [])
            assert siblings(await chats.open("vases"), first.id) == (first.id, other.id)

    asyncio.run(work())


async def _ended(run: Run) -> Run:
    await run.wait()
    return run


@pytest.mark.parametrize("run", ["", "turn-1", "../x", "20261121T140203-0123456789ab"])
def test_a_forged_exchange_is_refused(demo, tmp_path: Path, run: str) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            ok(await speak(chats, "Terrazzo"))
            other = ok(await speak(chats, "Marble", "boats"))
            before = (tmp_path / "chats" / "vases.json").read_bytes()
            for forged in (run, other.id):  # of another conversation is forged too
                for act in (chats.regenerate("vases", forged), chats.select("vases", forged), chats.history(await chats.open("vases"), forged)):
                    with pytest.raises(UsageError) as caught:
                        await act
                    assert caught.value.field == "run"
            assert (tmp_path / "chats" / "vases.json").read_bytes() == before
            assert len(chats.studio.library.recent_ids(9)) == 2

    asyncio.run(work())


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".x", "x" * 70])
def test_a_forged_name_is_refused(demo, tmp_path: Path, name: str) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            for act in (chats.open(name), chats.send(name, turn("x")), chats.regenerate(name, "a"), chats.select(name, "a")):
                with pytest.raises(UsageError) as caught:
                    await act
                assert caught.value.field == "session"
        assert not (tmp_path / "runs").exists()

    asyncio.run(work())


# another gateway or model in the middle

SMALL = {"google", "ofox", "demo"}  # whose models draw 512


@pytest.fixture(scope="module")
def begun(demo, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A home for each gateway, with a conversation of one wide picture by it."""

    async def work(home: Path, name: str) -> None:
        async with opened(home, demo) as chats:
            ok(await speak(chats, "A marble pattern", gateway=name, size=_size(name), aspect="16:9"))

    homes = {name: tmp_path_factory.mktemp("begun") / name for name in FACES}
    for name, home in homes.items():
        asyncio.run(work(home, name))
    return homes


def _size(name: str) -> str:
    return "512" if name in SMALL else "1K"


PAIRS = [(one, other) for one in FACES for other in FACES if one != other]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_gateway_that_is_changed_in_the_middle_condenses_and_says_so(demo, begun, tmp_path: Path, one: str, other: str) -> None:
    shutil.copytree(begun[one], tmp_path / "home")

    async def work():
        async with opened(tmp_path / "home", demo) as chats:
            (before,) = [made for made in await chats.history(await chats.open("vases")) if made.role == "model"]
            second = ok(await speak(chats, "Make it blue", gateway=other, size=_size(other)))
            assert "plan.condensed" in keys(second)
            assert second.result.plan.history == ()
            assert second.result.plan.references == before.pictures
            assert second.result.plan.prompt.startswith("Make it blue\n\nThe picture so far is image 1.")
            assert "1. A marble pattern" in second.result.plan.prompt
            (made,) = second.result.images
            assert made.width > made.height * 1.5  # an edit of a wide picture is wide

    asyncio.run(work())


@pytest.mark.parametrize("gateway", FACES)
def test_a_gateway_that_stays_replays_or_emulates(demo, begun, tmp_path: Path, gateway: str) -> None:
    shutil.copytree(begun[gateway], tmp_path / "home")

    async def work():
        async with opened(tmp_path / "home", demo) as chats:
            size = _size(gateway)
            second = ok(await speak(chats, "Make it blue", gateway=gateway, size=size))
            third = ok(await speak(chats, "Make it green", gateway=gateway, size=size))
            emulated = gateway in EMULATED
            assert ("plan.condensed" in keys(second), "plan.condensed" in keys(third)) == (emulated, emulated)
            assert sent(third) == ([] if emulated else ["A marble pattern", "Make it blue"])
            if emulated:
                assert third.result.plan.references == second.result.images
                assert "1. A marble pattern\n2. Make it blue" in third.result.plan.prompt
            (made,) = third.result.images
            assert made.width > made.height * 1.5

    asyncio.run(work())


@pytest.mark.parametrize(("one", "other"), [("gemini-3.1-flash-image", "gemini-3-pro-image"), ("gemini-3-pro-image", "gemini-2.5-flash-image")])
def test_a_model_that_is_changed_in_the_middle_condenses_and_back_again_too(demo, tmp_path: Path, one: str, other: str) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            ok(await speak(chats, "A marble pattern", model=one, size="auto"))
            second = ok(await speak(chats, "Make it blue", model=other, size="auto"))
            assert "plan.condensed" in keys(second)
            assert "plan.condensed" in keys(ok(await speak(chats, "Make it green", model=one, size="auto")))

    asyncio.run(work())


@pytest.mark.parametrize(("prompt", "names"), [("Put image 1 on it", "The picture so far is image 3."), ("把图1放上去", "当前图片是图 3。")])
@wired
async def test_own_references_keep_their_numbers_and_the_picture_so_far_is_named(tmp_path, prompt, names):
    mine = [tmp_path / "one.png", tmp_path / "two.png"]
    for path, colour in zip(mine, ("lime", "navy"), strict=True):
        path.write_bytes(picture(colour, size=(6, 8)))
    async with desk(tmp_path / "home", reply(said(inline(picture("red"))))) as d:
        chats = Chats(Jobs(d.studio))
        await speak(chats, "a cat", gateway="octopusx", size="auto", stream=False)
        run = ok(await speak(chats, prompt, gateway="octopusx", references=tuple(map(str, mine)), size="auto", stream=False))
        assert [p.digest for p in (await chats.open("vases")).exchanges[1].asked.pictures] == [i.digest for i in run.result.plan.references[:2]]
        ok(await speak(chats, "smaller", gateway="octopusx", size="auto", stream=False))
    assert d.got[1].parts[1:] == [inline(picture("lime", size=(6, 8))), inline(picture("navy", size=(6, 8))), inline(picture("red"))]
    assert d.got[1].parts[0]["text"].startswith(f"{prompt}\n\n{names}\n")
    assert d.got[2].parts[1:] == [inline(picture("red"))]
    assert f"2. {prompt} (with 2 pictures that are not sent again)" in d.got[2].parts[0]["text"]


@wired
async def test_where_the_references_fill_every_place_the_picture_so_far_is_missed_aloud(tmp_path):
    mine = tuple(tmp_path / f"{n}.png" for n in range(3))
    for path, colour in zip(mine, ("lime", "navy", "teal"), strict=True):
        path.write_bytes(picture(colour))
    model = "gemini-2.5-flash-image-preview"
    async with desk(tmp_path / "home", reply(said(inline(picture("red"))))) as d:
        chats = Chats(Jobs(d.studio))
        await speak(chats, "a cat", gateway="octopusx", model=model, size="auto", stream=False)
        run = ok(await speak(chats, "join them", gateway="octopusx", model=model, references=tuple(map(str, mine)), size="auto", stream=False))
        assert "chat.no_room" in keys(run)
    assert len(d.got[1].parts) == 4
    assert "so far is" not in d.got[1].parts[0]["text"]


@wired
async def test_a_long_conversation_leaves_out_its_first_instructions_aloud(tmp_path):
    async with desk(tmp_path, reply(said(inline(picture("red"))))) as d:
        chats = Chats(Jobs(d.studio))
        for number in range(4):
            run = ok(await speak(chats, f"turn {number} " + "x" * 12_000, gateway="octopusx", size="auto", stream=False))
        assert "chat.shortened" in keys(run)
    text = d.got[-1].parts[0]["text"]
    assert text.startswith("turn 3 ")
    assert "\n3. turn 2 " in text
    assert "turn 1 " not in text
    assert len(text) <= 32_000


@wired
async def test_a_draft_that_was_the_result_is_the_picture_so_far(tmp_path):
    only = inline(picture("grey"), thought=True)
    async with desk(tmp_path, reply(said(inline(picture("red")))), reply(said(only)), reply(said(inline(picture("blue"))))) as d:
        chats = Chats(Jobs(d.studio))
        for prompt in ("a cat", "make it grey", "smaller"):
            ok(await speak(chats, prompt, gateway="octopusx", size="auto", stream=False))
    assert d.got[2].parts[1:] == [inline(picture("grey"))]


# the disk


def test_a_home_that_was_moved(demo, tmp_path: Path) -> None:
    mine = tmp_path / "mine.png"
    Pillow.new("RGB", (64, 64), "red").save(mine)

    async def work():
        async with opened(tmp_path / "home", demo) as chats:
            ok(await speak(chats, "A marble pattern", references=(str(mine),)))
            second = ok(await speak(chats, "Make it blue"))
        mine.unlink()
        (tmp_path / "home").rename(tmp_path / "elsewhere")
        async with opened(tmp_path / "elsewhere", demo) as chats:
            third = ok(await speak(chats, "Make it green"))
            assert sent(third) == ["A marble pattern", "Make it blue"]
            assert "plan.condensed" not in keys(third)
            assert len(third.result.plan.history[0].pictures) == 1
            first = (await chats.open("vases")).exchanges[0]
            again = ok(await _ended(await chats.regenerate("vases", first.run)))
            assert [image.path.parent for image in again.result.plan.references] == [tmp_path / "elsewhere" / "references"]
            assert (await chats.select("vases", second.id)).head == third.id
        for file in (tmp_path / "elsewhere").rglob("*.json"):
            assert str(tmp_path) not in file.read_text(encoding="utf-8"), file

    asyncio.run(work())


def test_a_crash_in_the_middle_of_a_turn(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path / "home", demo) as chats:
            ok(await speak(chats, "A marble pattern"))
            lost = await chats.send("vases", turn("Make it red demo:slow:3"))
            await until(lambda: lost.result.answers[0].attempts)
            shutil.copytree(tmp_path / "home", tmp_path / "after")  # the disk as the crash leaves it
            lost.stop()
            await lost.wait()
        record = json.loads(next((tmp_path / "after" / "runs").rglob(f"{lost.id}/run.json")).read_text(encoding="utf-8"))
        assert (record["status"], record["request"]["session"]) == ("running", "vases")
        async with opened(tmp_path / "after", demo) as chats:
            assert chats.working("vases") is None
            assert [e.run for e in files.path(await chats.open("vases"))][1] == lost.id
            third = ok(await speak(chats, "Make it blue"))
            assert sent(third) == ["A marble pattern"]
            again = ok(await _ended(await chats.regenerate("vases", lost.id, turn(""))))
            assert sent(again) == ["A marble pattern"]

    asyncio.run(work())


def test_a_turn_that_a_crash_left_out_comes_back(demo, tmp_path: Path) -> None:
    async def main() -> None:
        given = tmp_path / "red.png"
        Pillow.new("RGB", (64, 64), "red").save(given)
        async with opened(tmp_path / "home", demo) as chats:
            first = ok(await speak(chats, "A marble pattern"))
            second = ok(await speak(chats, "Make it blue", references=(str(given),)))
        file = tmp_path / "home" / "chats" / "vases.json"
        said = json.loads(file.read_bytes())
        file.write_text(json.dumps({**said, "head": first.id, "exchanges": said["exchanges"][:1]}), encoding="utf-8")
        async with opened(tmp_path / "home", demo) as chats:
            back = await chats.adopt("vases", second.id)
            assert [(one.run, one.parent) for one in back.exchanges] == [(first.id, ""), (second.id, first.id)]
            assert (back.exchanges[1].asked.text, len(back.exchanges[1].asked.pictures)) == ("Make it blue", 1)
            assert await chats.adopt("vases", second.id) == back
            with pytest.raises(UsageError):
                await chats.adopt("others", second.id)

    asyncio.run(main())


def test_an_exchange_whose_record_is_gone_can_be_asked_again(demo, tmp_path: Path) -> None:
    Pillow.new("RGB", (64, 64), "red").save(tmp_path / "mine.png")

    async def work():
        async with opened(tmp_path / "home", demo) as chats:
            first = ok(await speak(chats, "A marble pattern", references=(str(tmp_path / "mine.png"),)))
        (tmp_path / "mine.png").unlink()
        shutil.rmtree(chats.studio.library.folder(first.id))
        async with opened(tmp_path / "home", demo) as chats:
            again = ok(await _ended(await chats.regenerate("vases", first.id)))
            assert again.result.request.prompt == "A marble pattern"
            assert again.result.plan.references == first.result.plan.references

    asyncio.run(work())


def test_an_answer_whose_record_or_picture_is_gone_leaves_with_its_question(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            for prompt in ("A marble pattern", "Make it blue", "Make it red"):
                ok(await speak(chats, prompt))
        async with opened(tmp_path, demo) as chats:
            said = await chats.open("vases")
            first, second, _ = (exchange.run for exchange in said.exchanges)
            assert len(await chats.history(said)) == 6  # remembered from here on
            shutil.rmtree(chats.studio.library.folder(first))
            (picture_file,) = chats.studio.library.folder(second).glob("1-*[0-9].png")
            picture_file.unlink()
            assert [t.text for t in await chats.history(said) if t.role == "user"] == ["Make it red"]
        async with opened(tmp_path, demo) as chats:
            assert sent(await speak(chats, "Make it green")) == ["Make it red"]

    asyncio.run(work())


def test_a_turn_of_another_process_that_ends_later_is_seen(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as here, opened(tmp_path, demo) as there:
            run = await there.send("vases", turn("A marble pattern demo:slow:1"))
            assert await here.history(await here.open("vases")) == ()
            await run.wait()
            assert sent(ok(await speak(here, "Make it blue"))) == ["A marble pattern demo:slow:1"]

    asyncio.run(work())


def test_two_processes_that_speak_at_once_lose_no_turn(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as here, opened(tmp_path, demo) as there:
            ok(await speak(here, "A marble pattern"))
            runs = await asyncio.gather(speak(here, "Make it blue"), speak(there, "Make it red"))
            said = await here.open("vases")
            assert {exchange.run for exchange in files.path(said)[1:]} == {run.id for run in runs}
            assert len(sent(ok(await speak(there, "Make it green")))) == 3

    asyncio.run(work())


def test_a_disk_that_is_full_keeps_the_run_and_says_so(demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(home: Path, *given: object) -> None:
        raise StorageFault("store.full", path=str(home))

    async def work():
        async with opened(tmp_path, demo) as chats:
            with monkeypatch.context() as patch:
                patch.setattr("studio.store.chats.write_atomic", full)
                run = ok(await speak(chats, "A marble pattern"))
            assert "chat.unkept" in keys(run)
            assert chats.fault(run.id).key == "store.full"
            record = chats.studio.library.read(run.id)
            assert "chat.unkept" in [note["key"] for note in record["notes"]]
            assert sent(ok(await speak(chats, "Make it blue"))) == []

    asyncio.run(work())


def test_a_conversation_of_schema_1_goes_on(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            first = ok(await speak(chats, "A marble pattern"))
            asked = (await chats.open("vases")).exchanges[0].asked
            turns = [turn_to(each, tmp_path) for each in (asked, first.result.turn())]
            (tmp_path / "chats" / "old.json").write_text(json.dumps({"schema": 1, "name": "old", "turns": turns}), encoding="utf-8")
        async with opened(tmp_path, demo) as chats:
            second = ok(await speak(chats, "Make it blue", "old"))
            assert sent(second) == ["A marble pattern"]
            assert "plan.condensed" not in keys(second)
            old = (await chats.open("old")).exchanges[0].run
            again = ok(await _ended(await chats.regenerate("old", old)))
            assert (again.result.request.prompt, again.result.gateway.name) == ("A marble pattern", "google")
            assert json.loads((tmp_path / "chats" / "old.json").read_text(encoding="utf-8"))["schema"] == 2
        async with opened(tmp_path, demo) as chats:
            await chats.select("old", second.id)
            assert sent(ok(await speak(chats, "Make it green", "old"))) == ["A marble pattern", "Make it blue"]

    asyncio.run(work())


def test_the_list(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            assert await chats.listed() == ()
            first = ok(await speak(chats, "A marble pattern"))
            ok(await speak(chats, "Terrazzo\nwide", "boats"))
            await chats.regenerate("vases", first.id)
            lines = await chats.listed()
            assert {(line.name, line.title, line.turns) for line in lines} == {("vases", "A marble pattern", 1), ("boats", "Terrazzo", 1)}
            assert next(line for line in lines if line.name == "vases").last != first.id

    asyncio.run(work())


def test_the_newest_run_of_a_task(demo, tmp_path: Path) -> None:
    async def work():
        async with opened(tmp_path, demo) as chats:
            jobs = chats.jobs
            assert jobs.newest() is jobs.newest("chat") is None
            talk = await chats.send("vases", turn("Terrazzo"))
            drawn = await jobs.start(turn("Terrazzo"))
            assert (jobs.newest(), jobs.newest("chat"), jobs.newest("generate"), jobs.newest("edit"), jobs.latest) == (drawn, talk, drawn, None, drawn)
            await asyncio.gather(talk.wait(), drawn.wait())

    asyncio.run(work())


def test_every_gateway_is_in_the_table() -> None:
    speaks = {gateway.name for gateway in discover() if any("chat" in model.tasks for model in gateway.models)}
    assert speaks == set(FACES)
