"""`generate`, `edit` and `chat`: one request, its progress on standard error, its files or its JSON on standard output."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.assemble import assemble, settings
from studio.chats import Chats
from studio.cli.exits import code
from studio.cli.printing import failed, put
from studio.core.notes import note
from studio.core.parts import Picture
from studio.core.report import failure, report
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.engine import Studio
from studio.errors import Cancelled, StorageFault, StudioError, UsageError
from studio.jobs import Jobs
from studio.run import Run


def order(arguments: argparse.Namespace) -> int:
    """Run it. Returns the exit code; the JSON object is printed for every failure too, Ctrl+C and our own defects among them."""
    try:
        said, exit_code = asyncio.run(_work(arguments))
    except StudioError as error:
        said, exit_code = failed(error, _asked(arguments)), code(error)
    except KeyboardInterrupt:  # before anything was sent, or twice
        said, exit_code = failed(Cancelled("verdict.stopped", billed="maybe"), _asked(arguments)), 130
    except Exception as defect:  # noqa: BLE001  whoever reads the JSON object waits for it
        traceback.print_exc()
        said = failed(StudioError("verdict.unexpected", billed="maybe", what=type(defect).__name__), _asked(arguments))
        exit_code = 1
    put(said, *(image["path"] for image in said["images"]), as_json=arguments.json)
    if said.get("error") and not arguments.json:
        print(said["error"]["message"], file=sys.stderr)
    return exit_code


def _asked(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was typed, as the JSON object has it."""
    return {name: getattr(arguments, name) for name in ("gateway", "model", "aspect", "size", "count")} | {"references": len(getattr(arguments, "ref", ()))}


async def _work(arguments: argparse.Namespace) -> tuple[dict[str, Any], int]:
    """What to print and the exit code. Whatever fails after the pictures came is said beside them."""
    chosen = settings(home=arguments.home, timeout=arguments.timeout, retries=arguments.retries)
    if arguments.retries is not None and not 0 <= arguments.retries <= 5:
        raise UsageError("settings.number", variable="--retries", value=str(arguments.retries), low="0", high="5")
    if arguments.timeout is not None and not 1 <= arguments.timeout <= 3600:
        raise UsageError("settings.number", variable="--timeout", value=f"{arguments.timeout:g}", low="1", high="3600")
    prompt = _typed() if arguments.prompt == "-" else _text(arguments.prompt)
    if arguments.out:
        _ready(Path(arguments.out))
    request = Request(
        task=arguments.command,
        gateway=arguments.gateway,
        model=arguments.model,
        prompt=prompt,
        references=tuple(Reference(path) for path in arguments.ref) if hasattr(arguments, "ref") else (),
        mask=getattr(arguments, "mask", ""),
        aspect=arguments.aspect,
        size=arguments.size,
        count=arguments.count,
        image_only=arguments.image_only,
        thinking=arguments.thinking,
        system=_text(arguments.system),
        temperature=arguments.temperature,
        top_p=arguments.top_p,
        top_k=arguments.top_k,
        max_tokens=arguments.max_tokens,
        seed=arguments.seed,
        quality=arguments.quality,
        background=arguments.background,
        format=arguments.format,
        compression=arguments.compression,
        moderation=arguments.moderation,
        route=arguments.route.replace("-", "_"),
        stream=False if arguments.no_stream else None,
    )
    async with assemble(chosen) as studio:
        if arguments.command == "generate" and request.references:
            request = replace(request, task="edit")
        extra: dict[str, Any] = {}
        trouble: StorageFault | None = None
        if arguments.command == "chat":
            result, extra, trouble = await _chat(studio, request, arguments.session)
        else:
            result = await _watch(await studio.start(request))
        if arguments.out:
            try:
                result = await asyncio.to_thread(_copy, result, Path(arguments.out))
            except StorageFault as error:
                trouble = error
        if trouble is not None:
            trouble.billed = "maybe"
            result = replace(result, notes=(*result.notes, note("cli.aside", what=trouble.title())))
        stopped = any(error.kind == "cancelled" for _, error in result.errors)
        exit_code = 130 if stopped else code(result.error or trouble, partial=result.status == "partial")
        return ({"error": failure(trouble)} if trouble else {}) | report(result) | extra, exit_code


def _typed() -> str:
    """The prompt from standard input."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("cli.not_utf8", field="prompt") from error


def _text(word: str) -> str:
    """A word of the command line that is text."""
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise UsageError("cli.not_utf8", field="prompt") from error
    return word


def _ready(out: Path) -> None:
    """Refuse a folder that takes no copies before anything is paid for."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise UsageError("cli.out", field="out", path=str(out), what=error.strerror or type(error).__name__) from error


async def _chat(studio: Studio, request: Request, session: str) -> tuple[Result, dict[str, Any], StorageFault | None]:
    """The next turn. `turn` counts what the one after it will send again: a turn that did not end usable is not among them. A disk that does not take the
    conversation is returned."""
    chats = Chats(Jobs(studio))
    run = await chats.send(session, request)
    result = await _watch(run)
    trouble: StorageFault | None = chats.fault(run.id)
    turns = 0
    try:
        turns = sum(1 for turn in await chats.history(await chats.open(session)) if turn.role == "user")
    except StorageFault as error:
        trouble = trouble or error
    return result, {"session": session, "turn": turns}, trouble


async def _watch(run: Run) -> Result:
    """Say how it goes; Ctrl+C stops it, and what came is the result."""
    watcher = asyncio.create_task(_progress(run))
    try:
        await run.wait()
    except asyncio.CancelledError:
        run.stop()
        await run.wait()
    with suppress(OSError):  # who read standard error has left
        await watcher  # it ends with the last change
    return run.result


async def _progress(run: Run) -> None:
    """One line that changes on a terminal, a line a change otherwise."""
    live, last = sys.stderr.isatty(), ""
    async for result in run.changes(pace=0.2):
        if result is None:
            continue
        states = [_state(answer) for answer in result.answers]
        done = sum(1 for answer in result.answers if answer.phase == "ended")
        line = f"[{'#' * round(20 * done / len(states)):<20}] {done}/{len(states)} {' '.join(states)}"
        if line != last:
            print(f"\r{line:<78}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)
            last = line
    if live:
        print(file=sys.stderr)


def _state(answer: Answer) -> str:
    if answer.phase == "ended":
        return "failed" if answer.error else "done"
    return "drawing" if answer.drafts else "thinking" if answer.thoughts else "waiting"


def _copy(result: Result, out: Path) -> Result:
    """Copies under the run's name; the result then speaks of the copies."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        copies = {}
        for image in (*result.images, *result.drafts):
            target = out / f"{result.id}-{image.path.name}"
            shutil.copyfile(image.path, target)
            copies[image.path] = target
    except OSError as error:
        raise StorageFault("cli.out", path=str(out), what=error.strerror or type(error).__name__) from error
    answers = tuple(
        replace(
            answer,
            parts=tuple(
                replace(part, image=replace(part.image, path=copies.get(part.image.path, part.image.path))) if isinstance(part, Picture) else part
                for part in answer.parts
            ),
        )
        for answer in result.answers
    )
    return replace(result, answers=answers)
