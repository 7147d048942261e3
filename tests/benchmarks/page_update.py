"""One streamed update of the page while four 4K pictures are shown: what it costs the server, and what goes to the browser.

Run: python tests/benchmarks/page_update.py [--rounds 200]. A fifth tile thinks; each round adds one piece of its thought. Prints the median time of making
the values and of gradio's own diff, the bytes of that diff, and, as the ratio, the same update with the whole values sent. Targets (PERFORMANCE.md): 10 ms,
500 bytes, no picture read.
"""

import argparse
import json
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from gradio.utils import diff

from studio.core.events import Finished, PictureReady, ThoughtDelta
from studio.core.fit import fit
from studio.core.parts import Image
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.gateways import discover
from studio.ui.view import stage, thoughts

WORDS = "The draft lights the wall evenly, which flattens the arch. "


def begun() -> Result:
    """Four pictures there, a fifth being thought about."""
    gateway = next(gateway for gateway in discover() if gateway.name == "google")
    request = Request(prompt="A vase", gateway="google", model="gemini-3.1-flash-image", aspect="1:1", size="4K", count=5)
    good = Answer(began=0.0)
    for event in (ThoughtDelta("**Plan**\n\n" + WORDS * 40), *pictures(), Finished(reason="STOP")):
        good = good.add(event, 1.0)
    answers = (replace(good, ended=20.0),) * 4 + (Answer(began=0.0),)
    return Result(request=request, gateway=gateway, model=gateway.models[3], plan=fit(request, gateway), answers=answers, id="20261121T140203-0123456789ab")


def pictures() -> tuple[PictureReady, ...]:
    """One 4K picture that is on disk somewhere; nothing here opens it."""
    image = Image(path=Path("/nowhere/1-1.png"), mime="image/png", width=4096, height=4096, bytes=21_600_000, digest="d" * 64)
    return (PictureReady(image=image),)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    result, now = begun(), datetime.now(UTC)
    before = None
    takes, sent, whole = [], [], []
    for number in range(rounds):
        answer = result.answers[4].add(ThoughtDelta(WORDS), float(number))
        result = replace(result, answers=(*result.answers[:4], answer))
        start = time.perf_counter()
        after = [stage.stage(result, created=now, epoch=0.0, language="en"), thoughts.thoughts(result, "en")]
        change = diff(before, after) if before is not None else []
        takes.append(time.perf_counter() - start)
        if before is not None:
            sent.append(len(json.dumps(change)))
            whole.append(len(json.dumps(after)))
        before = after
    print(f"values and diff       {statistics.median(takes) * 1000:6.2f} ms      target: 10 ms")
    print(f"sent to the browser   {statistics.median(sent):6.0f} bytes   target: 500 bytes")
    print(f"whole values instead  {statistics.median(whole):6.0f} bytes   {statistics.median(whole) / statistics.median(sent):.0f} times as much")


if __name__ == "__main__":
    main()
