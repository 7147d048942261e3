"""Reads what a prompt asks to be changed in a picture it is sent with: verbs, their objects, and what they apply to.

Knows nothing of pixels. Clauses that say what to keep ("keep everything else", 其他保持不变) are struck out first, since
the words in them are exactly those that must not be edited.
"""

import re
from typing import Final

from .brief import Change, Mention

KEEP: Final = re.compile(
    r"(?:\b(?:keep|keeping|leave|preserve|preserving|maintain)\b|\bwithout (?:changing|touching)\b|\b(?:do not|don't) (?:change|touch|alter)\b)[^,.;!\n]*"
    r"|(?:其他|其它|其余|别的)?[^,，。;；]{0,4}(?:保持|保留|不变|不要改|别改)[^,，。;；]*"
)
REMOVE: Final = re.compile(r"\b(?:remove|delete|erase|get rid of|take away|take out|without)\b|去掉|移除|删除|去除|擦除|抹去|消除")
ADD: Final = re.compile(r"\b(?:add|insert|include|put|place|with|give|let it|make it (?:rain|snow))\b|添加|加上|加入|增加|加|放|画上|下起")
BACKGROUND: Final = re.compile(r"\b(?:background|backdrop)\b|背景")
BLUR: Final = re.compile(r"\b(?:blur|blurred|blurry|bokeh|out of focus|defocus|depth of field)\b|模糊|虚化|景深")
SHAPES: Final[tuple[tuple[str, str, re.Pattern[str]], ...]] = (
    (
        "cutout",
        "",
        re.compile(r"\b(?:remove|delete|erase|no) (?:the )?(?:background|backdrop)|transparent|\bcut ?-?out\b|(?:去掉|移除|去除|删除)背景|抠图|透明"),
    ),
    (
        "zoom out",
        "",
        re.compile(
            r"\bzoom(?:ed)? out\b|\bpull back\b|\bwider (?:view|shot|frame)\b|\boutpaint|"
            r"\bexpand (?:the )?(?:canvas|frame|picture|image)|\bmore space\b|拉远|缩小|扩展画面|扩图|远景"
        ),
    ),
    ("zoom in", "", re.compile(r"\bzoom(?:ed)? in\b|\bclose[- ]?up\b|\bcloser\b|\bcrop\b|\btighter\b|放大|拉近|特写|裁剪|裁切|近景")),
    ("rotate", "180", re.compile(r"\bupside[- ]down\b|\brotat\w+ (?:it |the \w+ )?(?:by )?180|旋转180|倒过来|上下颠倒")),
    ("rotate", "-90", re.compile(r"\brotat\w+[^.,]*\b(?:clockwise|right|90)\b|(?:顺时针|向右)旋转|旋转90")),
    ("rotate", "90", re.compile(r"\brotat\w+[^.,]*\b(?:counter-?clockwise|anti-?clockwise|left)\b|(?:逆时针|向左)旋转")),
    ("rotate", "-8", re.compile(r"\b(?:rotat\w+|tilt\w*)\b|旋转|倾斜")),
    ("flip", "vertical", re.compile(r"\bflip\w*[^.,]*\bvertical|垂直翻转|上下翻转")),
    ("flip", "horizontal", re.compile(r"\b(?:flip|mirror)\w*\b|镜像|水平翻转|左右翻转|翻转")),
    ("sharpen", "", re.compile(r"\b(?:sharpen|sharper|crisper|more detail|enhance|upscale)\w*\b|锐化|更清晰|清晰")),
)
TONES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("warmer", re.compile(r"\bwarm(?:er|th)?\b|更暖|暖一|温暖|暖色|暖光")),
    ("cooler", re.compile(r"\b(?:cool(?:er)?|cold(?:er)?|cool-toned)\b|更冷|冷一|冷色|冷调")),
    ("darker", re.compile(r"\b(?:dark(?:er|en)?|dim(?:mer)?)\b(?! (?:green|blue|grey|gray))|更暗|暗一|调暗|变暗")),
    ("brighter", re.compile(r"\b(?:bright(?:er|en)?|lighter|lighten)\b|更亮|亮一|调亮|变亮|提亮")),
    ("saturated", re.compile(r"\b(?:more (?:vivid|colou?rful|saturated)|vivid|saturat\w+|vibrant)\b|更鲜艳|鲜艳|饱和")),
    ("faded", re.compile(r"\b(?:desaturat\w+|muted|less saturated|faded|paler)\b|低饱和|褪色|淡一")),
    ("contrast", re.compile(r"\b(?:more contrast|contrasty|higher contrast)\b|对比度")),
    ("night", re.compile(r"\b(?:night|midnight|moonlit|moonlight|nighttime)\b|夜晚|夜景|深夜|月光|晚上|夜")),
    ("golden", re.compile(r"\b(?:golden hour|autumn|evening sun)\b|黄金时刻|秋天")),
    ("sunset", re.compile(r"\b(?:sunset|dusk|sundown|twilight)\b|日落|夕阳|黄昏|傍晚|晚霞")),
    ("morning", re.compile(r"\b(?:morning|dawn|sunrise)\b|清晨|早晨|日出|晨光")),
    ("dramatic", re.compile(r"\b(?:dramatic|moody|chiaroscuro|spotlight|low[- ]key)\b|戏剧|聚光")),
    ("foggy", re.compile(r"\b(?:fog|foggy|mist|misty|haze|hazy)\b|雾")),
)
COMBINE: Final = re.compile(r"\b(?:combine|merge|together|composite|put|place|swap)\b|合成|合并|放到|放在|组合|拼|结合|融合")
STYLE_FROM: Final = re.compile(r"\b(?:style|palette|colou?rs?|look|mood|tone|blend)\b|风格|配色|色调|混合")


def struck(prompt: str) -> str:
    """The prompt in lower case with its keep clauses and quotations blanked out, positions unchanged."""
    text = re.sub(r"[\"“”「『][^\"“”」』]*[\"“”」』]", lambda m: " " * len(m.group()), prompt.lower())
    return KEEP.sub(lambda m: " " * len(m.group()), text)


def _recolour(found: list[Mention], bound: dict[int, list[str]], text: str) -> Change | None:
    colours = [m for m in found if m.sort == "colour"]
    if not colours:
        return None
    value, was = colours[-1], ""
    if len(colours) > 1 and re.search(r"\bto\b|\binto\b|成|为|换|变", text[colours[0].end : value.start]):
        was = colours[0].key
    owner = next((found[i] for i, keys in bound.items() if value.key in keys), None)
    nouns = [m for m in found if m.sort in ("subject", "place", "scene", "prop")]
    if owner is None:
        ahead = [m for m in nouns if m.end <= value.start]
        owner = ahead[-1] if ahead else (nouns[0] if nouns else None)
    return Change("recolour", value.key, owner.key if owner else "", was)


def changes(prompt: str, mentions: list[Mention], bound: dict[int, list[str]]) -> tuple[Change, ...]:
    """The asked edits, in the order they are carried out; empty when nothing was understood."""
    text = struck(prompt)
    alive = {i: m for i, m in enumerate(mentions) if text[m.start : m.end].strip()}
    found = list(alive.values())
    renumber = {old: new for new, old in enumerate(alive)}
    owned = {renumber[i]: keys for i, keys in bound.items() if i in renumber}
    out: list[Change] = []

    def first(sort: str) -> str:
        return next((m.key for m in found if m.sort == sort), "")

    for verb, value, pattern in SHAPES:
        if pattern.search(text) and verb not in {c.verb for c in out}:
            out.append(Change(verb, value))
    cut = any(c.verb == "cutout" for c in out)
    back = bool(BACKGROUND.search(text)) and not cut
    blur = bool(BLUR.search(text))
    if blur:
        out.append(Change("blur", target="background" if back or "背景" in text else ""))
    things = [m.key for m in found if m.sort == "subject"]
    skies = [m.key for m in found if m.sort == "weather"]
    colour = _recolour(found, owned, text)
    removing = bool(REMOVE.search(text)) and not cut
    adding = bool(ADD.search(text)) and not removing
    scene = first("scene")
    tone = next((key for key, pattern in TONES if pattern.search(text)), "")
    if removing:
        out.append(Change("remove", target=(things or skies or [first("place")])[0]))
    elif back and not blur:
        out.append(
            Change("background", scene or (tone if tone in ("sunset", "night", "golden", "morning", "foggy") else "") or (colour.value if colour else "studio"))
        )
        tone, colour = "", None
    elif scene and scene != "sky" and not (colour and colour.target == scene):
        out.append(Change("background", scene))
    if adding and not removing and (things or skies):
        additions = [*skies] if skies else ([] if colour and len(things) == 1 and not re.search(r"\badd|添|加|放", text) else things[:1])
        scene_used = {c.value for c in out if c.verb == "background"}
        tint = colour.value if colour and colour.target in additions else ""
        out += [Change("add", key, tint) for key in additions if key not in scene_used]
        if any(c.verb == "add" for c in out):
            colour = None
    elif skies and not removing and not out:
        out += [Change("add", key) for key in skies]
    if colour is not None and not removing:
        out.append(colour)
    style = next((m.key for m in found if m.sort == "style" and m.key != "photo"), "")
    if style:
        out.append(Change("style", style))
        if style in ("neon", "cinematic", "vintage"):
            tone = tone if tone == "night" else ""
    if tone and not any(c.verb == "background" for c in out):
        out.append(Change("light", tone))
    return tuple(out)
