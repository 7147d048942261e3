"""What the demo renderer says: the thoughts beside a picture and the answer under it, in the prompt's language.

Knows nothing of pixels. It talks about this brief only, in plain reasons, and never pretends: every answer says that
a demo renderer drew it, and what it did not understand.
"""

from .brief import Brief, Language
from .lettering import settable
from .naming import NUMBERS, change_phrase, contents, listed, name, thing
from .phrases import HEADS, LIGHT_TEXTS, MANNER, SEEN
from .stage import land_of, light_of


def _seen(key: str, language: Language) -> str:
    """A place, a pattern or the weather as it stands in a sentence."""
    if language == "zh":
        return "森林" if key == "forest" else name(key, language)  # the colour of that name comes first in `name`
    return SEEN.get(key) or name(key, language)


def _contents(brief: Brief) -> str:
    """As `contents`, with the articles that a sentence wants."""
    if brief.subjects:
        return contents(brief)
    found = [*brief.patterns, *brief.scenes, *brief.props, *brief.weather]
    return listed([_seen(key, brief.language) for key in dict.fromkeys(found)][:4], brief.language)


def _count(number: int) -> str:
    """A number that begins a sentence."""
    return NUMBERS["en"][number].capitalize() if number < len(NUMBERS["en"]) else str(number)


def _reading(brief: Brief) -> str:
    zh, what = brief.language == "zh", _contents(brief)
    if not brief.known:
        if brief.lettering:
            return (
                f"只认出了引号里的文字“{brief.lettering}”，把它放在一幅抽象构图上。"
                if zh
                else f"Only the quoted words “{brief.lettering}” are clear, so they go on an abstract composition."
            )
        return (
            "提示词里没有我会画的东西，所以按种子选一个稳妥的构图和配色。"
            if zh
            else "No word here names anything I can draw, so the seed chooses a composition and a palette that hold together on their own."
        )
    bits = [f"要画的是{what}。" if zh else f"Asked for: {what}."]
    coloured = [s for s in brief.subjects if s.colours]
    if len(brief.subjects) >= 2:
        bits.append(
            f"{'两三四五六七八九'[min(len(brief.subjects), 9) - 2]}种东西要分得开，靠轮廓和材质，而不只是颜色。"
            if zh
            else f"{_count(len(brief.subjects))} kinds of thing must stay apart, by outline and material and not by colour alone."
        )
    if coloured:
        s = coloured[0]
        bits.append(
            f"{name(s.colours[0], 'zh')}属于{name(s.kind, 'zh')}，其余颜色要给它让路。"
            if zh
            else f"The {name(s.colours[0], 'en')} belongs to the {name(s.kind, 'en')}; the rest of the palette has to step back from it."
        )
    elif brief.colours:
        bits.append(
            f"点名的颜色（{listed([name(c, 'zh') for c in brief.colours], 'zh')}）决定整体配色。"
            if zh
            else f"The named colours ({listed([name(c, 'en') for c in brief.colours], 'en')}) set the palette."
        )
    elif brief.patterns and not brief.subjects:
        bits.append("画面是平的，节奏来自形状与间隔。" if zh else "The picture is flat; its rhythm has to come from shapes and gaps.")
    elif not brief.subjects:
        bits.append("没有主角，画面靠层次和空气。" if zh else "There is no hero here, so depth and air have to carry it.")
    return ("" if zh else " ").join(bits)


def _composing(brief: Brief) -> str:
    zh = brief.language == "zh"
    land = land_of(brief)
    if not brief.subjects:
        if brief.layers:
            return (
                f"{brief.layers}层，每一层都比后面那层深一点，最远的几乎和天空一样浅。"
                if zh
                else f"{_count(brief.layers)} layers, each a little darker than the one behind it, the farthest hardly darker than the sky."
            )
        if brief.patterns and not brief.scenes:
            return (
                "相邻的格子不用同一种颜色；留一种墨色作纸。" if zh else "No two neighbours share an ink, and one ink is kept as paper so that the eye can rest."
            )
        return "地平线放在中线之下，让天空占大部分。" if zh else "The horizon goes off the middle, and the near layers frame the far ones."
    hero = thing(brief.subjects[0], brief.language)
    if {"steps", "arch", "discs"} & set(brief.props):
        held = [name(p, brief.language) for p in brief.props if p in ("steps", "arch", "discs")]
        where, give = listed(held, brief.language), "gives" if held == ["an arch"] else "give"
        return (
            f"{hero}放在最高处，其余的向下递减；{where}托住空的一侧。"
            if zh
            else f"The highest place goes to {hero} and the rest step down from it; {where} {give} the empty side its weight."
        )
    if land:
        return (
            f"{hero}站在{name(land, 'zh')}前景，远处压低对比，让轮廓清楚。"
            if zh
            else f"In front stands {hero}; {_seen(land, 'en')} behind loses contrast with distance so that the outline reads at once."
        )
    return (
        f"{hero}略低于中心，地面和墙之间不留硬线，影子就是构图的另一半。"
        if zh
        else f"Just below the centre: {hero}. Floor and wall meet without a hard line, so the shadow becomes the other half of the composition."
    )


def thoughts(brief: Brief, editing: bool = False) -> tuple[tuple[str, str], ...]:
    """The reasoning about this brief, three to five headed paragraphs."""
    language = brief.language
    zh = language == "zh"

    def head(key: str) -> str:
        return HEADS[key][language]

    if editing:
        return _edit_thoughts(brief)
    out = [(head("read"), _reading(brief)), (head("compose"), _composing(brief))]
    flat = bool(brief.patterns) and not brief.subjects and not brief.scenes
    if not flat:
        out.append((head("light"), LIGHT_TEXTS[light_of(brief)][1 if zh else 0]))
    if brief.style and brief.style != "photo":
        style = name(brief.style, language)
        out.append(
            (
                head("style"),
                f"先画准，再作为一道后处理变成{style}，这样形状不会走样。"
                if zh
                else f"Drawn plainly first and turned into {style} as a last pass, so that the drawing under it stays true.",
            )
        )
    check = (
        "颜色是否落在点名的东西上、影子是否同向：是。这是演示渲染器按规则画的，不是模型。"
        if zh
        else "Named colours sit on the things they were named for, and the shadows agree on one sun. Drawn by rules in the demo renderer, not by a model."
    )
    out.append((head("check"), check))
    return tuple(out[:5])


def _edit_thoughts(brief: Brief) -> tuple[tuple[str, str], ...]:
    language = brief.language
    zh = language == "zh"
    asked = [change_phrase(c, language) for c in brief.changes]
    read = (
        (f"理解到的修改：{listed(asked, 'zh')}。" if zh else f"Understood as: {listed(asked, 'en')}.")
        if asked
        else ("没有认出具体的修改要求。" if zh else "No edit that I know is named here.")
    )
    if brief.references > 1:
        read += f"收到{brief.references}张图，第1张为准。" if zh else f" {brief.references} pictures came with it; the first is the one that counts."
    local = any(c.verb in ("recolour", "remove", "background", "cutout", "blur") for c in brief.changes)
    look = (
        ("按颜色和位置把画面分成区域，找出最突出的一块，再按内外颜色逐像素确定边缘。" if local else "整幅画面一起处理，每个像素留在原位，前后才能对齐。")
        if zh
        else (
            "The picture falls into regions by colour and place; the most striking one is the subject, and its border is settled "
            "pixel by pixel between the colours inside and outside."
            if local
            else "This concerns the whole picture, so every pixel keeps its place and before and after register."
        )
    )
    act = (
        ("只动被要求的部分，保留原来的明暗、纹理和高光。" if asked else "只做一个轻微但看得见的调色。")
        if zh
        else (
            "Only what was asked changes; shading, texture and highlights of the original are kept."
            if asked
            else "A gentle but visible grade, chosen by the prompt, and nothing else."
        )
    )
    check = (
        "区域之外与原图一致。这是演示渲染器，不是模型。"
        if zh
        else "Outside the asked change the pixels are those that came in. This is the demo renderer, not a model."
    )
    return ((HEADS["read"][language], read), (HEADS["look"][language], look), (HEADS["edit"][language], act), (HEADS["check"][language], check))


def answer(brief: Brief, editing: bool = False) -> str:
    """What is shown with the picture."""
    zh = brief.language == "zh"
    plain = "由内置的演示渲染器绘制，它不是模型。" if zh else "Drawn by the built-in demo renderer, which is not a model."
    if editing:
        asked = [change_phrase(c, brief.language) for c in brief.changes]
        if brief.lettering:
            asked.append(f"写上了“{brief.lettering}”" if zh else f"set “{brief.lettering}” on it")
        plain = "由内置的演示渲染器完成，它不是模型。" if zh else "Done by the built-in demo renderer, which is not a model."
        if asked:
            phrase = listed(asked, brief.language)
            done = f"已{phrase}。" if zh else f"{phrase[0].upper()}{phrase[1:]}."
        elif brief.references > 1:
            done = "已把几张图合成为一张。" if zh else "Combined the pictures into one."
        else:
            done = "没有看懂这个要求，只做了轻微调色。" if zh else "I did not understand this instruction, so I only graded the picture gently."
    elif not brief.known and not brief.lettering:
        done = (
            "没有认出能画的东西，所以画了一个自选的构图。" if zh else "I recognised nothing in this prompt that I can draw, so this is a composition of my own."
        )
    else:
        what = _contents(brief) or (f"“{brief.lettering}”")
        land = land_of(brief) if brief.subjects and land_of(brief) in brief.scenes else ""
        manner = [k for k in (brief.light, brief.style if brief.style != brief.light else "") if k in MANNER]
        if zh:
            extra = [_seen(land, "zh")] * bool(land) + [name(k, "zh") for k in manner]
            done = f"画的是{what}{'，' if extra else ''}{listed(extra, 'zh')}。"
        else:
            done = f"This shows {what}{f' before {_seen(land, brief.language)}' if land else ''}{''.join(MANNER[k] for k in manner)}."
    if brief.lettering and not settable(brief.lettering):
        done += "引号里的文字无法书写：内置字体只有拉丁字母。" if zh else " The quoted text could not be set: the bundled typeface has Latin letters only."
    return done + plain if zh else f"{done} {plain}"
