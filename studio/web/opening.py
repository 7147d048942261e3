"""The first bytes of the page: the language is decided before gradio's own module runs.

gradio reads `navigator.language` once and knows only `zh-CN` and `zh-TW`; a script of ours in its `head=` comes too late (GRADIO_PATTERNS.md, S9). So the
opening page gets one line after `<head>`: the person's choice from the cookie, else any Chinese as `zh-CN`.
"""

from studio.web.splash import App, Receive, Scope, Send

SCRIPT = (
    b'<script>(()=>{const c=document.cookie.match(/(?:^|; )studio_lang=([^;]+)/);const w=c?c[1]:/^zh/i.test(navigator.language)?"zh-CN":navigator.language;'
    b'Object.defineProperty(navigator,"language",{get:()=>w});document.documentElement.lang=w})()</script>'
)


class Opening:
    """Puts the line into `GET /`; everything else passes untouched."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        start: Scope = {}
        body = b""

        async def out(message: Scope) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            if b"text/html" in dict(start["headers"]).get(b"content-type", b""):
                body = body.replace(b"<head>", b"<head>" + SCRIPT, 1)
            headers = [pair for pair in start["headers"] if pair[0] != b"content-length"]
            await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
            await send({"type": "http.response.body", "body": body})

        await self.app(plain, receive, out)
