r"""The infotext of AUTOMATIC1111's web UI, which Forge, reForge, SD.Next, Civitai and many others write too: read, and written for copies of ours.

    a fox in the snow,
    second line of the prompt
    Negative prompt: blurry
    Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x768, Lora hashes: "a: 1f2, b: 3c4", Version: v1.10.1

Source: AUTOMATIC1111/stable-diffusion-webui, modules/infotext_utils.py (`re_param_code`, `quote`, `parse_generation_parameters`), read at 03650022; Forge's is
the same at 0c97a534. The rules: the last line holds settings if at least three pairs are found in it, else it belongs to the prompt; a value with a comma, a
colon or a line break is written as a JSON string; every line is stripped; the first `Negative prompt:` at the head of a line ends the prompt for good.

What the expression there does not foresee and files have: Civitai's `Hashes: {…}` and `Civitai resources: […]` are bare JSON with commas in it, read here as
one value. The text is scanned once from left to right: on a long line of letters the expression takes quadratic time.
"""

import json
import re
from dataclasses import replace

from studio.core.recipe import STUDIO, Recipe
from studio.core.request import THINKING, Request
from studio.imaging.recipes.text import FACTS, NAME, clean, facts, line, seeded, sized

_NAME = re.compile(rf"(\w[\w \-/]{{1,{NAME}}}):[ \t]*")
_QUOTED = re.compile(r'"((?:\\.|[^\\"])++)"[ \t]*(?=,|$)')
_STEPS = re.compile(r"Steps: ?\d+(?:,|$)")
_SIZE = re.compile(r"(\d{2,5})x(\d{2,5})")
_NEGATIVE = "Negative prompt:"
_KNOWN = frozenset({"Seed", "Size", "Model", "Version"})
_OURS = _KNOWN | {"Gateway", "Created", "Thinking", "System instruction"}
# Who wrote it, by what the last line says. Forge joins its own version and A1111's (f2.0.1v1.10.1-previous-561-g82eb7566), reForge puts a hyphen between
# (modules/launch_utils.py of Panchovix/stable-diffusion-webui-reForge, `git_tag`).
_TOOLS = (
    ("App", re.compile("SD.Next"), "SD.Next"),
    ("Version", re.compile("ComfyUI"), "ComfyUI"),
    ("Version", re.compile("Fooocus"), "Fooocus"),
    ("Version", re.compile(STUDIO), STUDIO),
    ("Version", re.compile(r"neo\b"), "Forge Neo"),
    ("Version", re.compile(r"f\d[\d.]*-"), "reForge"),
    ("Version", re.compile(r"f\d[\d.]*v"), "Forge"),
    ("Civitai resources", re.compile(""), "Civitai"),
)


def read(text: str, *, certain: bool) -> Recipe | None:
    """The recipe in an infotext. `certain` says that the text lay where only generators write; elsewhere (a comment, a description) a text counts only with a
    line of settings or a negative prompt."""
    *lines, last = text.strip().split("\n")
    pairs = settings(last)
    if len(pairs) < 3 and not (pairs and _STEPS.match(last.strip())):
        lines, pairs = [*lines, last], ()
    prompt, negative = _prompts(lines)
    if not pairs and not negative and not (certain and prompt.strip()):
        return None
    said = dict(pairs)
    version = said.get("Version", "")
    tool = next((name for key, sign, name in _TOOLS if key in said and sign.match(said[key])), "AUTOMATIC1111")
    found = _SIZE.fullmatch(said.get("Size", ""))
    request = Request(
        prompt=clean(said.get("Raw prompt", "") if tool == "Fooocus" and "Raw prompt" in said else prompt),
        model=line(said.get("Model", "")),
        seed=seeded(said.get("Seed")),
        size=sized(found[1], found[2]) if found else "auto",
    )
    if tool == STUDIO:  # a copy whose own JSON was too long for it, or was taken out
        request = replace(request, system=clean(said.get("System instruction", "")))
        request = replace(request, thinking=next((level for level in THINKING if level == said.get("Thinking")), ""))
    shown = facts({name: value for name, value in pairs if name not in ("Version", "Raw prompt", "Raw negative prompt")})
    foreign = tuple(name for name, _ in shown if name not in (_OURS if tool == STUDIO else _KNOWN))
    negative = clean(said.get("Raw negative prompt", negative) if tool == "Fooocus" else negative)
    version = line(version.removeprefix(f"{tool} ").removeprefix("v") if tool in ("Fooocus", STUDIO) else version, NAME)
    return Recipe(tool=tool, version=version, request=request, negative=negative, facts=shown, foreign=foreign)


def settings(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a settings line, in order."""
    text = text.strip()
    pairs: list[tuple[str, str]] = []
    at = 0
    while at < len(text) and len(pairs) < FACTS:
        while at < len(text) and (text[at].isspace() or text[at] == ","):
            at += 1
        found = _NAME.match(text, at)
        if found is None:
            at = _comma(text, at)
            continue
        at = found.end()
        if quoted := _QUOTED.match(text, at):
            pairs.append((found[1], _unquoted(quoted[0].rstrip())))
            at = quoted.end()
            continue
        end = _comma(text, at)
        if text[at : at + 1] in ("{", "["):
            end = _document(text, at) or end
        pairs.append((found[1], text[at:end].strip()))
        at = end
    return tuple(pairs)


def write(recipe: Recipe, size: tuple[int, int]) -> str:
    """The infotext of a recipe of ours, for a picture of this size in pixels: the prompt as it was typed, and one line that says only what is so. There are no
    steps, no sampler and no seed where none was sent; readers that look for `Steps:` will take it for a prompt alone."""
    request, made = recipe.request, recipe.made
    said: list[tuple[str, object]] = [("Seed", request.seed), ("Size", f"{size[0]}x{size[1]}"), ("Model", request.model or "unknown")]
    if made:
        said += [("Gateway", made.gateway), ("Created", made.created)]
    said += [("Thinking", request.thinking), ("System instruction", request.system)]
    said += [("Version", f"{STUDIO} {recipe.version}".strip())]
    line_ = ", ".join(f"{name}: {_quoted(str(value))}" for name, value in said if value not in (None, ""))
    return f"{request.prompt}\n{line_}".strip()


def _prompts(lines: list[str]) -> tuple[str, str]:
    at = next((i for i, each in enumerate(lines) if each.strip().startswith(_NEGATIVE)), len(lines))
    negative = [each.strip().removeprefix(_NEGATIVE).strip() for each in lines[at:]]
    return "\n".join(each.strip() for each in lines[:at]), "\n".join(negative)


def _comma(text: str, at: int) -> int:
    end = text.find(",", at)
    return len(text) if end < 0 else end


def _document(text: str, at: int) -> int:
    """Where the JSON that begins here ends; 0 where it is none that a comma or the end follows."""
    try:
        _, end = json.JSONDecoder().raw_decode(text, at)
    except (ValueError, RecursionError):
        return 0
    return end if not text[end:].lstrip(" ") or text[end:].lstrip(" ").startswith(",") else 0


def _unquoted(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return said if isinstance(said, str) else text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if any(char in text for char in ',\n:"') else text
