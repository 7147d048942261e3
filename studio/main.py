"""Where it starts: read the arguments, and hand over. Light, so that the splash answers before anything heavier is imported."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable

from studio.cli.arguments import read
from studio.errors import StudioError


def main(arguments: list[str] | None = None) -> None:
    """The `studio` command, `python -m studio` and `python app.py`. Ends the process with the exit code of COMMANDS.md."""
    words = sys.argv[1:] if arguments is None else arguments
    from studio.cli.exits import code

    try:
        said = read(words)
        sys.exit(COMMANDS[said.command](said) or 0)
    except StudioError as error:
        print(error, file=sys.stderr)
        if "--json" in words:
            from studio.cli.printing import failed, put

            put(failed(error), as_json=True)
        sys.exit(code(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `studio models | head`: who reads has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _serve(said: Namespace) -> int:
    from studio.cli.serving import serve

    return serve(said)


def _order(said: Namespace) -> int:
    from studio.cli.orders import order

    return order(said)


def _models(said: Namespace) -> int:
    from studio.cli.listings import models

    return models(said)


def _gateways(said: Namespace) -> int:
    from studio.cli.listings import gateways

    return gateways(said)


def _doctor(said: Namespace) -> int:
    from studio.cli.doctoring import doctor

    return doctor(said)


def _library(said: Namespace) -> int:
    from studio.cli.library import library

    return library(said)


def _demo(said: Namespace) -> int:
    from studio.demo.run import serve

    serve(said.host, said.port, said.key)
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "serve": _serve,
    "generate": _order,
    "edit": _order,
    "chat": _order,
    "models": _models,
    "gateways": _gateways,
    "doctor": _doctor,
    "library": _library,
    "demo": _demo,
}
