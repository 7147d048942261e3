"""What the doctor says of gateways that keep their word, and of those that do not; what it asks for that; and what it costs."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from studio.doctor import Doctor
from studio.doctor.report import said

from .conftest import IMAGES, NATIVE, Fake, examined, studio_of, verdicts

HERE = "http://127.0.0.1:9"  # an address that may be fetched from, since it is the gateway's own
THINKS = NATIVE + "thinks = true\nsigns = true\n"


def test_a_gateway_that_honours_everything(tmp_path: Path) -> None:
    wire = Fake()
    report = examined(tmp_path, wire, THINKS)
    names = {"aspect", "aspect_extreme", "size", "references", "streaming", "thoughts", "signatures", "seed", "reply", "usage"}
    assert verdicts(report) == dict.fromkeys(names, "honoured") | {"seed": "unknown"}
    assert len(wire.calls) == 3, "no more is paid for"
    got = [str(report.get(name).got) for name in ("aspect", "size", "references")]
    assert got == ["688×384", "2048×512, 0.0 MB PNG", "all found in the picture"]
    assert report.when
    assert report.problem is None


def test_an_images_server_that_honours_everything(tmp_path: Path) -> None:
    wire = Fake()
    report = examined(tmp_path, wire, IMAGES)
    names = {"aspect", "size", "references", "streaming", "count", "mask", "reply", "usage"}
    assert verdicts(report) == dict.fromkeys(names, "honoured")
    assert len(wire.calls) == 3
    assert wire.calls[2]["files"] == ["image[]", "image[]", "image[]", "mask"]


@pytest.mark.parametrize(
    ("toml", "wire", "expected"),
    [
        (NATIVE, Fake(aspect=False), {"aspect": "ignored", "aspect_extreme": "ignored", "size": "honoured"}),
        (NATIVE, Fake(largest="512"), {"aspect": "honoured", "size": "ignored"}),
        (NATIVE, Fake(streams="no"), {"streaming": "refused", "aspect": "honoured"}),
        (NATIVE, Fake(streams="whole"), {"streaming": "ignored"}),
        (THINKS, Fake(thoughts=False), {"thoughts": "ignored"}),
        (THINKS, Fake(signed=False), {"signatures": "ignored"}),
        (NATIVE, Fake(signed=False), {"signatures": "honoured"}),
        (THINKS, Fake(signed=False, wants_signatures=True), {"signatures": "refused", "references": "honoured"}),
        (NATIVE, Fake(looks=False), {"references": "ignored"}),
        (NATIVE + 'chat = "none"\n', Fake(looks=False, counts="pictures"), {"references": "honoured"}),
        (NATIVE, Fake(looks=False, counts="conversation"), {"references": "unknown"}),
        (NATIVE, Fake(looks=False, counts=False), {"references": "unknown", "usage": "ignored"}),
        (NATIVE.replace("https://x.example", HERE), Fake(linked=HERE), {"reply": "honoured"}),
        (IMAGES, Fake(several=False), {"count": "ignored"}),
        (IMAGES, Fake(masks=False), {"mask": "ignored"}),
    ],
)
def test_what_is_not_honoured_is_seen(tmp_path: Path, toml: str, wire: Fake, expected: dict[str, str]) -> None:
    wire = replace(wire, calls=[], paths=[])
    report = examined(tmp_path, wire, toml)
    got = verdicts(report)
    assert {name: got[name] for name in expected} == expected, said(report)
    if wire.linked:
        assert "an address" in str(report.get("reply").got)


@pytest.mark.parametrize(
    ("toml", "refuses", "name", "calls"),
    [
        (THINKS, {'"thinkingConfig"': "Unknown name 'thinkingConfig' at 'generation_config': Cannot find field."}, "thoughts", 4),
        (NATIVE, {'"seed"': "seed is not supported"}, "seed", 4),
        (NATIVE, {'"16:9"': "Invalid aspect ratio"}, "aspect", 4),
        (NATIVE, {'"1K"': "imageSize 1K is not available"}, "size", 4),
        (IMAGES, {'"n": 2': "Unknown parameter: 'n'."}, "count", 4),
        (IMAGES, {'"mask"': "Unknown parameter: 'mask'."}, "mask", 4),
    ],
)
def test_a_refusal_that_names_a_wish_costs_one_more_question(tmp_path: Path, toml: str, refuses: dict[str, str], name: str, calls: int) -> None:
    wire = Fake(refuses=refuses)
    report = examined(tmp_path, wire, toml)
    got = verdicts(report)
    assert got[name] == "refused", said(report)
    assert "refused" not in {verdict for other, verdict in got.items() if other != name}
    assert next(iter(refuses.values())).rstrip(".") in str(report.get(name).got)
    assert len(wire.calls) == calls


def test_a_refusal_that_names_nothing_is_asked_wish_by_wish(tmp_path: Path) -> None:
    wire = Fake(refuses={'"seed"': "Bad Request"})
    report = examined(tmp_path, wire)
    got = verdicts(report)
    assert (got["seed"], got["aspect"], got["streaming"], got["reply"]) == ("refused", "honoured", "honoured", "honoured"), said(report)
    assert len(wire.calls) == 1 + 3 + 2  # together, each alone, the two other calls


def test_a_refused_pair_in_the_second_call_leaves_the_other_wish_known(tmp_path: Path) -> None:
    report = examined(tmp_path, Fake(refuses={'"4:1"': "Bad Request"}))
    assert (verdicts(report)["size"], verdicts(report)["aspect_extreme"]) == ("honoured", "refused"), said(report)


def test_three_references_are_too_many_and_one_is_not(tmp_path: Path) -> None:
    report = examined(tmp_path, Fake(most=1))
    assert verdicts(report)["references"] == "refused"
    assert str(report.get("references").got).startswith("one is taken")


def test_a_server_that_only_generates(tmp_path: Path) -> None:
    wire = Fake(without="/images/edits")
    report = examined(tmp_path, wire, IMAGES)
    assert (verdicts(report)["references"], verdicts(report)["mask"], verdicts(report)["count"]) == ("refused", "unknown", "honoured"), said(report)
    assert report.problem is None


def test_no_picture_is_taken_at_all(tmp_path: Path) -> None:
    report = examined(tmp_path, Fake(most=0))
    assert verdicts(report)["references"] == "refused"
    assert str(report.get("references").got).startswith("refused")


def test_a_gateway_that_refuses_even_a_plain_call_says_nothing_of_the_wishes(tmp_path: Path) -> None:
    report = examined(tmp_path, Fake(status={0: 400}))
    assert set(verdicts(report).values()) <= {"unknown", "refused"}
    assert verdicts(report)["aspect"] == verdicts(report)["streaming"] == "unknown"
    assert report.problem is not None
    assert report.problem.kind == "bad_request"


@pytest.mark.parametrize(("status", "kind"), [(401, "auth"), (402, "billing"), (403, "permission")])
def test_a_key_or_an_account_that_does_not_do_stops_it(tmp_path: Path, status: int, kind: str) -> None:
    wire = Fake(status={2: status})
    report = examined(tmp_path, wire)
    assert len(wire.calls) == 2
    assert report.problem.kind == kind
    assert verdicts(report)["aspect"] == "honoured"
    assert (verdicts(report)["references"], str(report.get("references").got)) == ("unknown", "not asked any more")


def test_a_gateway_that_fails_in_between_is_asked_on(tmp_path: Path) -> None:
    wire = Fake(status={2: 500})
    report = examined(tmp_path, wire)
    assert len(wire.calls) == 3
    assert (verdicts(report)["size"], verdicts(report)["references"], report.problem) == ("unknown", "honoured", None)
    assert "No: 500" in str(report.get("size").got)


def test_a_model_that_is_not_there_stops_it(tmp_path: Path) -> None:
    wire = Fake(status={0: 404})
    report = examined(tmp_path, wire)
    assert report.problem.kind == "not_found"
    assert set(verdicts(report).values()) == {"unknown"}


def test_a_conversation_alone_is_not_paid_for_twice(tmp_path: Path) -> None:
    words = "Please use a valid role: user."
    wire = Fake(refuses={'"role": "model"': words})
    report = examined(tmp_path, wire, NATIVE.replace("max_references = 3", "max_references = 0"))
    assert (verdicts(report)["signatures"], len(wire.calls)) == ("refused", 3)
    assert words.rstrip(".") in str(report.get("signatures").got)
    assert "references" not in verdicts(report)


def test_a_long_refusal_fits_into_its_row(tmp_path: Path) -> None:
    report = examined(tmp_path, Fake(refuses={'"seed"': "seed\n\x1b[2J\u202e" * 500}))
    assert verdicts(report)["seed"] == "refused"
    assert len(str(report.get("seed").got)) < 300
    assert str(report.get("seed").got).isprintable()


def test_a_disk_that_takes_no_report_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "doctor").write_text("in the way", encoding="utf-8")
    report = examined(tmp_path, Fake())
    assert verdicts(report)["aspect"] == "honoured"
    assert (report.when != "", report.problem.kind) == (True, "storage")


def test_where_it_is_free_the_same_seed_is_asked_for_twice(tmp_path: Path) -> None:
    assert verdicts(examined(tmp_path / "a", Fake(), NATIVE + "free = true\n"))["seed"] == "honoured"
    assert verdicts(examined(tmp_path / "b", Fake(same_seed=False), NATIVE + "free = true\n"))["seed"] == "ignored"


def test_rows_fill_in_and_pictures_are_in_the_library(tmp_path: Path) -> None:
    async def work():
        async with studio_of(tmp_path, Fake()) as studio:
            seen = [[check.state for check in report.checks] async for report in Doctor(studio).examine("x", "m")]
            return seen, Doctor(studio).kept("x", "m")

    seen, report = asyncio.run(work())
    assert set(seen[0]) == {"waiting"}
    assert "asking" in seen[1]
    assert set(seen[-1]) == {"done"}
    assert [states.count("done") for states in seen] == sorted(states.count("done") for states in seen)
    assert len(report.runs) == 3
    for run in report.runs:
        assert list((tmp_path / "runs").rglob(f"{run}/*.png"))


def test_leaving_stops_the_call_and_keeps_no_half_report(tmp_path: Path) -> None:
    class Slow(Fake):
        waits = asyncio.Event()

        async def handle_async_request(self, request):
            if self.calls:
                self.waits.set()
                await asyncio.sleep(60)
            return await super().handle_async_request(request)

    async def work():
        wire = Slow()
        async with studio_of(tmp_path, wire) as studio:
            doctor = Doctor(studio)

            async def follow():
                async for _ in doctor.examine("x", "m"):
                    pass

            task = asyncio.create_task(follow())
            await asyncio.wait_for(wire.waits.wait(), 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(asyncio.shield(task), 5)
            return doctor.kept("x", "m")

    assert asyncio.run(work()) is None


def test_its_price_is_the_sum_of_its_calls_by_the_same_list(tmp_path: Path, demo) -> None:
    from studio.assemble import assemble, settings

    async def work():
        async with assemble(settings(demo.env, home=str(tmp_path))) as studio:
            doctor = Doctor(studio)
            price = doctor.price("octopusx", "gemini-3.1-flash-image-preview")
            *_, report = [each async for each in doctor.examine("octopusx", "gemini-3.1-flash-image-preview")]
            return price, report, doctor.price("demo", "demo-painter").cost.usd

    price, report, free = asyncio.run(work())
    assert (price.calls, len(report.runs), free) == (3, 3, 0)
    assert price.cost.usd == pytest.approx(report.cost.usd, rel=0.1)
    assert report.cost.basis == "usage"
    assert verdicts(report) == {
        "aspect": "honoured", "aspect_extreme": "honoured", "size": "honoured", "references": "honoured", "streaming": "refused", "thoughts": "honoured",
        "seed": "unknown", "reply": "honoured", "usage": "honoured",
    }  # fmt: skip
