"""Breaks the code in many places, one at a time, and shows that a test of the number that it breaks fails each time. `python tests/conformance/mutations.py`

Each break is a text that stands once in its file, and what is put there instead; it is made in a copy of the checkout, and only the tests whose names hold
its number (PROTOCOLS.md section 10) are run there. A break that no such test notices survives, and the script ends with 1. Numbers may be named to try only
their breaks. `test_mutations.py` keeps the list from rotting.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Break:
    """`old` in `file` (of studio/) becomes `new`; the tests of `number` must notice."""

    number: int
    file: str
    old: str
    new: str


BREAKS = (
    # what goes out, Gemini native
    Break(1, "dialects/gemini.py", 'path=f"/v1beta/models/{_id(plan.model.id)}:{verb}"',
          'path=f"/v1beta/models/{_id(plan.model.id)}:{verb}".replace("/g", "%2Fg")'),
    Break(2, "http/address.py", 'if self.auth == "x-goog-api-key" else', 'if self.auth != "none" else'),
    Break(3, "http/hush.py", "LEAST = 8", "LEAST = 800"),
    Break(3, "http/secrecy.py", "        text = text.replace(way, MARK)", "        text = text.replace(key, MARK)"),
    Break(4, "http/address.py", 're.sub(r"/v1beta(/.*)?$", "", path)', 're.sub(r"/v1beta$", "", path)'),
    Break(5, "dialects/wire.py", "ensure_ascii=False", "ensure_ascii=True"),
    Break(6, "dialects/gemini.py", 'user = {"role": "user", "parts":', 'user = {"parts":'),
    Break(7, "dialects/gemini.py", "[*words, *(_inline(image, plan.route.part_case) for image in plan.references)]",
          "[*(_inline(image, plan.route.part_case) for image in plan.references), *words]"),
    Break(8, "dialects/gemini.py", '[{"text": plan.prompt}] if plan.prompt else []', '[{"text": plan.prompt}, {"text": "."}] if plan.prompt else []'),
    Break(9, "dialects/gemini.py", "for image in plan.references)]}", "for image in plan.references[:2])]}"),
    Break(10, "dialects/gemini.py", 'if case == "snake":', 'if case == "camel":'),
    Break(11, "dialects/gemini.py", '{"inlineData": {"mimeType": image.mime, "data"', '{"inlineData": {"mimeType": "image/jpg", "data"'),
    Break(12, "gateways/generic.py", 'requires=frozenset({"aspect", "size"})', 'requires=frozenset({"aspect"})'),
    Break(13, "gateways/octopusx.py", 'requires=frozenset({"size"})', "requires=frozenset()"),
    Break(14, "gateways/octopusx.py", 'title="Gemini 3.1 Flash Image",\n                    aspects=ASPECTS_8,\n                    sizes=("1K",)',
          'title="Gemini 3.1 Flash Image",\n                    aspects=ASPECTS_8,\n                    sizes=("1K", "2K")'),
    Break(15, "core/fit.py", "sent = smaller[-1] if smaller else model.sizes[0]", "sent = size"),
    Break(16, "core/fit.py", "    sent = geometry.nearest(wanted, model.aspects)\n    return sent, [note(\"plan.aspect_near\"",
          "    sent = aspect\n    return sent, [note(\"plan.aspect_near\""),
    Break(17, "core/fit.py", "    if not why:\n", "    if True:\n"),
    Break(18, "dialects/gemini.py", '"imageConfig": image or None', '"imageConfig": image'),
    Break(19, "core/fit.py", '("IMAGE",) if request.image_only and route.modalities else route.modalities', "route.modalities"),
    Break(20, "dialects/gemini.py", '        "seed": plan.seed,', '        "seed": plan.seed,\n        "candidateCount": 1,'),
    Break(21, "core/fit.py", "        thoughts=model.thinks,", "        thoughts=True,"),
    Break(22, "dialects/gemini.py", '"topK": plan.top_k', '"topK": plan.top_k and str(plan.top_k)'),
    Break(23, "core/fit.py", "    if instruction and not (model.system and system):", "    if instruction and not system:"),
    Break(24, "call.py", "status in (404, 405, 501)", "status in (405, 501)"),
    Break(25, "dialects/gemini.py", "return {**part, key: filled}", "return {key: filled}"),
    Break(26, "dialects/gemini.py", '({"text": text, "thought": True} if text else {})', '({"text": text} if text else {})'),
    Break(27, "dialects/gemini.py", "for image in plan.references)]}", "for image in plan.references if not plan.history)]}"),
    Break(28, "dialects/gemini.py", 'if not _ID.fullmatch(wanted) or ".." in wanted or', "if not _ID.fullmatch(wanted) or"),
    # what goes out, OpenAI Images
    Break(29, "dialects/openai_images.py", '"n": plan.count if plan.count > 1 else None', '"n": plan.count'),
    Break(30, "dialects/openai_images.py", '"n": plan.count if plan.count > 1 else None', '"n": None'),
    Break(31, "core/models.py", "for strict in (True, False):", "for strict in (False,):"),
    Break(32, "dialects/openai_images.py", 'several = plan.route.multi_image_field if len(plan.references) > 1 else "image"', 'several = "image"'),
    Break(33, "dialects/openai_images.py", '"response_format": plan.model.response_format', '"response_format": "b64_json"'),
    Break(34, "core/fit_images.py", 'return (asked, []) if form in ("jpeg", "webp") else', "return (asked, []) if form else"),
    Break(35, "dialects/openai_images.py", '+ ([("mask", plan.mask)] if plan.mask else [])', ""),
    Break(35, "core/fit_images.py", "    if (mask.width, mask.height) != (first.width, first.height):", "    if mask.width > first.width * 9:"),
    # what comes back
    Break(36, "core/result.py", "final = [part.image for part in pictures if not part.draft] or", "final = [part.image for part in pictures] or"),
    Break(37, "core/result.py", "([pictures[-1].image] if self.from_thought else [])", "([pictures[0].image] if self.from_thought else [])"),
    Break(38, "core/result.py", "return tuple({image.digest: image for image in final}.values())",
          "return tuple({image.digest: image for image in final[:1]}.values())"),
    Break(39, "http/fetch.py", "headers |= self._endpoint.headers() if keyed else {}", "headers |= self._endpoint.headers()"),
    Break(39, "http/fetch.py", "            if tries == TRIES or", "            if tries == 1 or"),
    Break(40, "dialects/gemini_reply.py", "return found if found is not None else value.get(_snake(key))", "return found"),
    Break(41, "dialects/images.py", 'return decode(body + b"=" * (-len(body) % 4))', "return decode(body)"),
    Break(42, "call.py", "suffix = extension(sniff(file.read(64)))", 'suffix = extension("image/png")'),
    Break(43, "dialects/images.py", 'left = _EMPTY_LINK.sub("", _SHOWN.sub("", text))', "left = text"),
    Break(44, "dialects/gemini_reply.py", "found: list[Event] = [*_inline(part, draft=draft), *_file(part, draft=draft)]",
          "found: list[Event] = [*_inline(part, draft=draft)]"),
    Break(45, "dialects/gemini_reply.py", 'reason = _text(get(feedback, "blockReason"))', 'reason = ""'),
    Break(46, "dialects/gemini_reply.py", '"NO_IMAGE": "no_image"', '"NO_IMAGE": "blocked"'),
    Break(47, "core/verdict.py", 'key = "verdict.text_only" if words else "verdict.no_image"', 'key = "verdict.no_image"'),
    Break(48, "run.py", 'error.key == "verdict.empty"', 'error.key == "verdict.none"'),
    Break(49, "dialects/gemini_reply.py", 'thoughts=_count(get(told, "thoughtsTokenCount"))', "thoughts=None"),
    Break(50, "dialects/openai_images.py", 'sources = (item.get("b64_json"), item.get("url"),', 'sources = (item.get("b64_json"),'),
    Break(51, "imaging/measure.py", "return (image.height, image.width) if turned else", "return (image.height, image.width) if not turned else"),
    # streams, errors, robustness
    Break(52, "dialects/frames.py", '_LINE_END = re.compile(rb"[\\r\\n]")', '_LINE_END = re.compile(rb"\\n")'),
    Break(52, "dialects/frames.py", '        if b"\\r" in data:', '        data = data.replace(b"\\xe2\\x80\\xa8", b"\\n  ")\n        if b"\\r" in data:'),
    Break(53, "dialects/frames.py", 'if self._head[:1] in {b"{", b"["}:', 'if self._head[:1] == b"{":'),
    Break(54, "http/attempt.py", "if not said.in_reply(message):", 'if not message.get("success"):'),
    Break(54, "http/client.py", "wait = None if came else patience.wait(error, random.random())", "wait = patience.wait(error, random.random())"),
    Break(55, "http/faults.py", "(status == 400 and codes & BAD_KEY)", "(status == 400 and codes & CREDIT)"),
    Break(55, "http/said.py", "value = _parse(message) if isinstance(message, str) else _fields(message)", "value = message"),
    Break(56, "http/faults.py", '(headers.get("retry-after-ms", ""), 0.001)', '(headers.get("retry-after-ms", ""), 1.0)'),
    Break(56, "http/retry.py", "            if error.retry_after > LONGEST:", "            if error.retry_after > 1e6:"),
    Break(56, "http/retry.py", 'return "once" if timeouts else "never"', 'return "once"'),
    Break(57, "http/attempt.py", 'if text.startswith(b"<"):', 'if text.startswith(b"<<"):'),
    Break(58, "run.py", "if not task.done() and tile in (None, index)]", "if not task.done() and tile == index]"),
    Break(59, "core/result.py", 'return "partial" if self.images else "failed"', 'return "failed"'),
    Break(60, "dialects/gemini.py", 'model = found.removeprefix("models/")', 'model = found.replace("models/", "")'),
    Break(60, "http/attempt.py", 'rest > (REST if self._call.method == "POST" else LIST)', "rest > 400_000_000"),
)  # fmt: skip


def numbered(number: int) -> list[str]:
    """The numbered tests, as pytest names them."""
    found = []
    for file in sorted((ROOT / "tests" / "conformance").glob("test_*.py")):
        for name, numbers in re.findall(r"^(?:async )?def (test_((?:\d+_)+)\w+)\(", file.read_text(encoding="utf-8"), re.MULTILINE):
            if str(number) in [held.lstrip("0") for held in numbers.strip("_").split("_")]:
                found.append(f"{file.relative_to(ROOT)}::{name}")
    return found


def run(folder: Path, tests: list[str]) -> tuple[int, str]:
    """pytest's exit code, and the first test that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    failed = re.search(r"^(?:FAILED|ERROR) \S+::(\S+)", done.stdout, re.MULTILINE)
    return done.returncode, failed[1] if failed else done.stdout.strip().rpartition("\n")[2]


def copied(into: Path) -> Path:
    """What the tests need of the checkout."""
    for name in ("studio", "tests", "assets"):
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__", "browser"))
    shutil.copy(ROOT / "pyproject.toml", into)
    return into


def tried(one: Break, folder: Path) -> bool:
    """Make a break, run its tests, and mend it. Says what came of it; true where a numbered test noticed."""
    path = folder / "studio" / one.file
    whole = path.read_text(encoding="utf-8")
    assert whole.count(one.old) == 1, f"{one.file}: {one.old}"
    began = monotonic()
    path.write_text(whole.replace(one.old, one.new), encoding="utf-8")
    try:
        code, what = run(folder, numbered(one.number))
    finally:
        path.write_text(whole, encoding="utf-8")
    verdict = {0: "SURVIVED", 1: "noticed"}.get(code, f"pytest {code}")
    print(f"{one.number:3}  {verdict:9} {monotonic() - began:5.1f} s  {one.file:30} {' '.join(one.new.split())[:60]:60}  {what}", flush=True)
    return code == 1


def main(wanted: list[int]) -> int:
    """All breaks, or those of the numbers that are named. Two at a time, each in a copy of its own."""
    breaks = [one for one in BREAKS if not wanted or one.number in wanted]
    with tempfile.TemporaryDirectory() as folder:
        places = [copied(Path(folder) / str(number)) for number in range(2)]
        code, what = run(places[0], sorted({test for one in breaks for test in numbered(one.number)}))
        if code:
            print(f"The tests do not pass as they are: {what}")
            return 1
        with ThreadPoolExecutor(len(places)) as pool:
            halves = [pool.submit(lambda place, mine: [tried(one, place) for one in mine], place, breaks[n :: len(places)]) for n, place in enumerate(places)]
            noticed = [one for half in halves for one in half.result()]
    print(f"{sum(noticed)} of {len(breaks)} breaks were noticed by a test of their number.")
    return 0 if all(noticed) else 1


if __name__ == "__main__":
    sys.exit(main([int(number) for number in sys.argv[1:]]))
