"""The named endpoints, for scripts that speak to a running studio through `gradio_client`: typed values in, the JSON object of the command line out."""

from typing import Any

import gradio as gr

from studio.core.report import failure, report
from studio.errors import StudioError
from studio.ui import form as forms
from studio.ui.page import Page
from studio.ui.view import facts


class Api:
    """Closed over the page's registry of runs, so that what a script makes is in the history, too."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def wire(self) -> None:
        """Add the endpoints."""
        gr.api(self.generate, api_name="generate", concurrency_limit=None)

    async def generate(  # noqa: PLR0917  the named endpoint has these by position, too
        self, prompt: str, gateway: str = "", model: str = "", aspect: str = "auto", size: str = "auto", count: int = 1, seed: int = -1
    ) -> dict[str, Any]:
        """Make pictures; the answer is the JSON object of the command line, each picture with the address where this studio serves it. A seed of -1 is none."""
        fields = {"aspect": aspect, "size": size, "count": count, "seed": "" if seed == -1 else seed}
        try:
            order = forms.request(fields, prompt=str(prompt or ""), gateway=str(gateway or ""), model=str(model or ""), language="en")
            run = await self.page.jobs.start(order)
        except StudioError as error:
            return {"status": "failed", "images": [], "error": failure(error)}
        result = await run.wait()
        said = report(result)
        for image, shown in zip(result.images, said["images"], strict=True):
            shown["url"] = facts.original(run.id, image)
            del shown["path"]
        return said | {"drafts": len(result.drafts)}
