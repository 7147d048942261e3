"""The chain of edits: what each step says, and what a step's tile is that the next one went on from."""

from dataclasses import replace
from pathlib import Path

from studio.core.events import Finished, PictureReady
from studio.core.models import find
from studio.core.parts import Image
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.gateways import discover
from studio.store.references import Kept
from studio.ui.view.chain import chain

DEMO = next(gateway for gateway in discover() if gateway.name == "demo")


def image(name: str) -> Image:
    return Image(path=Path(name), mime="image/png", width=600, height=400, bytes=9, digest=name * 8)


def run(name: str, prompt: str, *pictures: str) -> Result:
    answers = tuple(Answer(began=0.0).add(PictureReady(image=image(one)), 1.0).add(Finished(reason="STOP"), 1.0) for one in pictures) or (Answer(),)
    request = Request(prompt=prompt, task="edit", gateway="demo", model="demo-painter")
    return replace(Result(request=request, gateway=DEMO, model=find(DEMO, "demo-painter", "edit")[1], plan=None, answers=answers), id=name)


BEGAN = Kept(id="vase.png", image=image("vase.png"), name="A vase.png")


def test_every_step_has_its_instruction_and_the_picture_that_went_on() -> None:
    said = chain(BEGAN, [(run("a", "Make it blue", "1.png", "2.png"), 2), (run("b", "  Make it green\n", "3.png"), 0)], 1, "en")
    first, second, third = said["steps"]
    assert (first["run"], first["prompt"], first["note"]) == ("", "", "A vase.png")
    assert (second["run"], second["n"], second["prompt"], second["note"]) == ("a", 2, "Make it blue", "")
    assert "2.png" in second["src"]
    assert (third["run"], third["n"], third["prompt"]) == ("b", 1, "Make it green")
    assert "3.png" in third["src"]
    assert said["at"] == 2  # counted with the picture that was brought


def test_what_began_as_a_picture_of_a_run_has_no_step_before_it() -> None:
    said = chain(None, [(run("a", "A poster", "1.png"), 1), (run("b", "Bluer", "2.png"), 0)], 0, "en")
    assert [step["run"] for step in said["steps"]] == ["a", "b"]
    assert said["at"] == 0


def test_a_step_that_works_or_lost_its_picture_shows_none() -> None:
    said = chain(None, [(run("a", "A poster"), 0), (run("b", "Bluer", "2.png"), 4)], 0, "en")
    assert [step["src"] for step in said["steps"]] == ["", ""]


def test_a_picture_without_a_name_is_the_persons_own_in_their_language() -> None:
    nameless = replace(BEGAN, name="")
    assert chain(nameless, [(run("a", "x", "1.png"), 0)], 0, "en")["steps"][0]["note"] == "Your picture"
    assert chain(nameless, [(run("a", "x", "1.png"), 0)], 0, "zh-CN")["steps"][0]["note"] != "Your picture"


def test_a_long_instruction_is_cut_for_the_column() -> None:
    assert len(chain(None, [(run("a", "word " * 200, "1.png"), 0)], 0, "en")["steps"][0]["prompt"]) == 400
