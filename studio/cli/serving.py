"""`serve`: host, port and sign-in from flags and layers, then the server. Everything heavier is built behind the splash."""

import argparse
import os
import webbrowser
from typing import TYPE_CHECKING

from studio.layers import read_auth, read_layers
from studio.web.server import Serving, studio_and_page
from studio.web.server import serve as run

if TYPE_CHECKING:
    from studio.settings import Settings


def serve(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. Raises StudioError for what keeps it from starting."""
    seen = read_layers(os.environ, arguments.home)
    auth = read_auth(arguments.auth or seen.text("STUDIO_AUTH"))

    def opened(url: str) -> None:
        if arguments.inbrowser:
            webbrowser.open(url)

    how = Serving(
        host=arguments.host or seen.text("STUDIO_HOST", "127.0.0.1"),
        port=arguments.port if arguments.port is not None else int(seen.number("STUDIO_PORT", 7860, 1, 65_535)),
        auth=auth,
        drain=seen.number("STUDIO_DRAIN", 300, 0, 3600),
        level=arguments.log_level,
        public_url=seen.text("STUDIO_PUBLIC_URL"),
        share=arguments.share,
        opened=opened,
    )

    def chosen() -> "Settings":
        from studio.assemble import settings

        return settings(home=arguments.home, auth=auth)

    run(how, lambda: studio_and_page(chosen))
    return 0
