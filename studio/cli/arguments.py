"""What can be typed: every command and option of COMMANDS.md. `argparse` and nothing else."""

import argparse
import sys
from datetime import date
from typing import NoReturn

from studio.errors import UsageError


class Parser(argparse.ArgumentParser):
    """Raises what argparse would end the process with, so that `--json` can answer it."""

    def error(self, message: str) -> NoReturn:
        """The usage on standard error, the message as a UsageError."""
        self.print_usage(sys.stderr)
        raise UsageError("cli.usage", command=self.prog, what=message)


def parser() -> Parser:
    """The whole grammar. No command means `serve`."""
    top = Parser(prog="studio", description="Make, edit and compare pictures with image models.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="the studio in a browser (the default)")
    serve.add_argument("--host", default="", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=None, help="port (7860, or the next free one)")
    serve.add_argument("--home", default="", help="folder for everything made (~/image-studio)")
    serve.add_argument("--share", action="store_true", help="open a public link through gradio's tunnel; needs --auth")
    serve.add_argument("--auth", default="", metavar="USER:PASSWORD", help="ask for a sign-in")
    serve.add_argument("--inbrowser", action="store_true", help="open the browser once it is ready")
    serve.add_argument("--log-level", default="warning", choices=("debug", "info", "warning", "error", "critical"))

    told = {"generate": "make pictures from words", "edit": "make pictures from pictures and words", "chat": "the next turn of a conversation"}
    for name, what in told.items():
        order = commands.add_parser(name, help=what)
        _order(order)
        if name == "chat":
            order.add_argument("--session", required=True, metavar="NAME", help="which conversation")
        order.add_argument("--ref", action="append", default=[], metavar="FILE", required=name == "edit", help="a picture to send along; may be given again")
        if name == "edit":
            order.add_argument("--mask", default="", metavar="FILE")

    models = commands.add_parser("models", help="what each configured gateway offers")
    models.add_argument("--gateway", default="")
    models.add_argument("--live", action="store_true", help="ask the gateway itself")
    gateways = commands.add_parser("gateways", help="who is configured, and which variable would configure the others")
    doctor = commands.add_parser("doctor", help="what a gateway really honours for one model, learned by asking it")
    doctor.add_argument("--gateway", required=True, metavar="NAME")
    doctor.add_argument("--model", required=True, metavar="ID")
    doctor.add_argument("--apply", action="store_true", help="have the form follow what was found")
    doctor.add_argument("--yes", action="store_true", help="ask without asking back, though it costs money")
    library = _library(commands.add_parser("library", help="everything made: search, show, export, check, rebuild"))
    for listing in (models, gateways, doctor, *library):
        listing.add_argument("--home", default="")
        listing.add_argument("--json", action="store_true")

    demo = commands.add_parser("demo", help="the demo gateway alone")
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, default=8787)
    demo.add_argument("--key", default="demo", help="the one key it takes")
    return top


def _library(library: argparse.ArgumentParser) -> tuple[argparse.ArgumentParser, ...]:
    works = library.add_subparsers(dest="work", required=True, metavar="WORK")
    search = works.add_parser("search", help="the newest pictures whose prompt, note, model or gateway has every word")
    search.add_argument("words", nargs="*", metavar="WORDS", help="none finds everything")
    for name in ("task", "gateway", "model", "session"):
        search.add_argument(f"--{name}", default="")
    search.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="made on that day or later")
    search.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="made on that day or before")
    search.add_argument("--starred", action="store_true", help="only with a star")
    search.add_argument("--bin", action="store_true", help="what is in the bin")
    search.add_argument("--limit", type=int, default=50, metavar="N", help="how many to list (50); 0 lists all")
    show = works.add_parser("show", help="one picture, or all of one run")
    show.add_argument("id", metavar="ID")
    export = works.add_parser("export", help="originals with their recipes as a ZIP")
    export.add_argument("id", nargs="+", metavar="ID")
    export.add_argument("--to", required=True, metavar="FILE")
    check = works.add_parser("check", help="find and name everything that is not as it should be; changes nothing")
    rebuild = works.add_parser("rebuild", help="make the index again from the files")
    return search, show, export, check, rebuild


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-21") from error


def _order(order: argparse.ArgumentParser) -> None:
    order.add_argument("prompt", metavar="PROMPT", help="- reads standard input")
    order.add_argument("--gateway", default="", metavar="NAME")
    order.add_argument("--model", default="", metavar="ID")
    order.add_argument("--aspect", default="auto", metavar="auto|W:H")
    order.add_argument("--size", default="auto", metavar="auto|512|1K|2K|4K|WxH")
    order.add_argument("--count", type=int, default=1, metavar="N")
    order.add_argument("--image-only", action="store_true")
    order.add_argument("--thinking", default="", choices=("minimal", "low", "medium", "high"))
    order.add_argument("--system", default="", metavar="TEXT")
    order.add_argument("--temperature", type=float, metavar="F")
    order.add_argument("--top-p", type=float, metavar="F")
    order.add_argument("--top-k", type=int, metavar="N")
    order.add_argument("--max-tokens", type=int, metavar="N")
    order.add_argument("--seed", type=int, metavar="N")
    order.add_argument("--quality", default="")
    order.add_argument("--background", default="")
    order.add_argument("--format", default="", choices=("png", "jpeg", "webp"))
    order.add_argument("--compression", type=int, metavar="0-100", help="quality of JPEG and WebP")
    order.add_argument("--moderation", default="", metavar="auto|low")
    order.add_argument("--route", default="", choices=("gemini", "openai-images"), help="the way to prefer where a gateway has several to one model")
    order.add_argument("--no-stream", action="store_true")
    order.add_argument("--timeout", type=float, metavar="SECONDS")
    order.add_argument("--retries", type=int, metavar="N")
    order.add_argument("--out", default="", metavar="DIR", help="copy the pictures there too; the library always keeps its own")
    order.add_argument("--home", default="", metavar="DIR")
    order.add_argument("--json", action="store_true", help="one JSON object on standard output")


def read(arguments: list[str]) -> argparse.Namespace:
    """The parsed arguments. Without a command, everything belongs to `serve`."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["serve", *arguments]
    return parser().parse_args(arguments)

