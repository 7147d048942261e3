"""Reads a prompt: finds the words the painter knows, binds colours and counts to their nouns, makes a `Brief`.

Knows nothing of pixels. No grammar beyond nearness: a colour belongs to the next noun before a comma or preposition
("red apple", 绿色的苹果), else to the one just before it ("a vase in cobalt", 把苹果改成绿色). That is wrong now and then,
and the answer shown with the picture says what was understood.
"""

import hashlib
import re
from dataclasses import replace
from functools import lru_cache

from . import words
from .asking import changes
from .brief import Brief, Language, Mention, Subject
from .colours import COLOURS

NOUNS = ("subject", "scene", "pattern", "prop", "place")
BREAK = re.compile(r"[,.;:!?，。；：！？、\n]|\b(?:on|in|with|under|over|at|by|of|before|behind|near|against|beside|from|into|to)\b|[在和与上下里旁]")
STOP = re.compile(r"[.;!?。；！？\n]")


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every surface form, lower case, to the (sort, key) pairs it names."""
    tables = {
        "subject": words.SUBJECTS,
        "scene": words.SCENES,
        "pattern": words.PATTERNS,
        "prop": words.PROPS,
        "place": words.PLACES,
        "light": words.LIGHTS,
        "weather": words.WEATHER,
        "style": words.STYLES,
        "count": words.COUNTS,
        "material": words.MATERIALS,
        "colour": {key: (en, zh) for key, (_, en, zh) in COLOURS.items()},
        "pose": {"run": words.POSES},
        "no": {"no": words.NEGATIONS},
        "plain": {"plain": words.PLAIN},
        "clear": {"clear": words.CLEAR},
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for sort, table in tables.items():
        for key, (english, chinese) in table.items():
            for surface in (*english, *chinese):
                found.setdefault(surface.lower(), []).append((sort, key))
    return {surface: tuple(pairs) for surface, pairs in found.items()}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    surfaces = sorted(_lexicon(), key=len, reverse=True)
    english = "|".join(re.escape(s).replace(r"\ ", r"[\s-]+") for s in surfaces if s.isascii())
    chinese = "|".join(re.escape(s) for s in surfaces if not s.isascii())
    return re.compile(rf"(?<![a-z0-9])(?P<en>{english})(?P<s>e?s)?(?![a-z0-9])|(?P<zh>{chinese})")


def language_of(prompt: str) -> Language:
    """Chinese when any Han character occurs."""
    return "zh" if re.search(r"[\u4e00-\u9fff]", prompt) else "en"


def mentions(prompt: str) -> list[Mention]:
    """Every known word, in order; what a negation governs is left out."""
    text = re.sub(r"[\"“”「『].*?[\"“”」』]", lambda m: "\u0000" * len(m.group()), prompt.lower())
    out: list[Mention] = []
    muted = -1
    for found in _pattern().finditer(text):
        surface = re.sub(r"[\s-]+", " ", found["en"]) if found["en"] else found["zh"]
        pairs = _lexicon().get(surface) or _lexicon().get(surface.replace(" ", "-")) or ()
        if found.start() < muted:
            continue
        for sort, key in pairs:
            if sort == "no":
                stop = re.search(r"[,.;，。；、]|\bbut\b|但", text[found.end() :])
                muted = found.end() + stop.start() if stop else len(text)
            else:
                out.append(Mention(sort, key, found.start(), found.end()))
    return _settle(out, text)


def _settle(found: list[Mention], text: str) -> list[Mention]:
    """Decides words that are both a colour and a thing ("orange", "rose"): a colour if a noun follows at once."""
    drop: set[int] = set()
    for i, a in enumerate(found):
        if (
            i + 1 < len(found)
            and a.sort in ("colour", "subject")
            and (found[i + 1].start, found[i + 1].end) == (a.start, a.end)
            and found[i + 1].sort in ("colour", "subject")
        ):
            subject, colour = (i, i + 1) if a.sort == "subject" else (i + 1, i)
            follows = next((m for m in found[i + 2 :] if m.sort in NOUNS), None)
            plural = text[a.end - 1 : a.end] == "s"
            bound = follows is not None and not BREAK.search(text[a.end : follows.start]) and follows.start - a.end < 14
            before = re.search(r"(?:\bin|\bto|\binto)\s+(?:an?\s+)?$", text[: a.start])
            drop.add(subject if (bound or before) and not plural else colour)
    return [m for i, m in enumerate(found) if i not in drop]


def _bind(found: list[Mention], text: str, chinese: bool) -> tuple[dict[int, list[str]], list[str]]:
    """Colours by index of the noun they belong to, nearest last to first, and those that belong to none."""
    bound: dict[int, list[str]] = {}
    loose: list[str] = []
    reach = 8 if chinese else 18
    nouns = [i for i, m in enumerate(found) if m.sort in NOUNS]
    for i, colour in enumerate(found):
        if colour.sort != "colour":
            continue
        end, owner = colour.end, -1
        for j in range(i + 1, len(found)):
            gap = text[end : found[j].start]
            joined = found[j].sort == "colour" and re.fullmatch(r"\s*(?:and|和|、|,|&)?\s*", gap)
            if (BREAK.search(gap) and not joined) or len(gap) > reach:
                break
            if found[j].sort in NOUNS:
                owner = j
                break
            end = found[j].end
        if owner < 0:
            back = [j for j in nouns if found[j].end <= colour.start]
            if back and colour.start - found[back[-1]].end <= reach and not STOP.search(text[found[back[-1]].end : colour.start]) and not bound.get(back[-1]):
                owner = back[-1]
        if owner < 0:
            loose.append(colour.key)
        else:
            bound.setdefault(owner, []).append(colour.key)
    return bound, loose


def _before(found: list[Mention], index: int, sort: str, text: str) -> str:
    """The key of the nearest word of a sort in front of a noun, within the same phrase."""
    for j in range(index - 1, -1, -1):
        between = text[found[j].end : found[index].start]
        if found[j].sort == "subject" or re.search(r"[,.;，。；]", between) or len(between) > 30:
            return ""
        if found[j].sort == sort:
            return found[j].key
    return ""


def lettering(prompt: str) -> str:
    """The first text in quotation marks, at most 60 characters."""
    quoted = re.search(r"[\"“”]([^\"“”]{1,60})[\"“”]|(?<!\w)['‘]([^'‘’]{1,60})['’](?!\w)|[「『]([^」』]{1,60})[」』]", prompt)
    return next((g.strip() for g in quoted.groups() if g), "") if quoted else ""


def _subjects(found: list[Mention], bound: dict[int, list[str]], text: str) -> tuple[Subject, ...]:
    running = any(m.sort == "pose" for m in found)
    out: list[Subject] = []
    for i, m in enumerate(found):
        if m.sort != "subject":
            continue
        count = int(_before(found, i, "count", text) or 1)
        after = found[i + 1].key if i + 1 < len(found) and found[i + 1].sort == "material" and found[i + 1].start - m.end < 8 else ""
        one = Subject(m.key, min(8, count), tuple(bound.get(i, ())), _before(found, i, "material", text) or after, running)
        same = next((k for k, other in enumerate(out) if other.kind == one.kind), None)
        if same is None:
            out.append(one)
        elif one.colours and not out[same].colours:
            out[same] = one
    kinds = {s.kind for s in out}
    if "bouquet" in kinds:
        out = [
            replace(s, colours=s.colours or next((o.colours for o in out if o.kind in ("flower", "tulip")), ())) if s.kind == "bouquet" else s
            for s in out
            if s.kind not in ("flower", "vase", "tulip")
        ]
    elif kinds >= {"flower", "vase"} and re.search(r"\b(?:in|of)\b|里|中", text):
        flower = next(s for s in out if s.kind == "flower")
        out = [Subject("bouquet", 1, (*(flower.colours[:1] or ("pink",)), *s.colours[:1])) if s.kind == "vase" else s for s in out if s.kind != "flower"]
    if len(out) == 2 and out[0].kind == "bowl" and re.search(r"\bbowls? of\b", text):
        out = [replace(out[1], count=max(3, out[1].count)), out[0]]
    return tuple(out[:6])


def read(prompt: str, seed: int | None = None, *, references: int = 0) -> Brief:
    """Understands a prompt. Without a seed one is derived from the prompt, the same on every machine."""
    if seed is None:
        seed = int.from_bytes(hashlib.blake2b(prompt.strip().encode(), digest_size=4).digest(), "big")
    text, language = prompt.lower(), language_of(prompt)
    found = mentions(prompt)
    bound, loose = _bind(found, text, language == "zh")
    subjects = _subjects(found, bound, text)

    def keys(sort: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.key for m in found if m.sort == sort))

    props, patterns, scenes = keys("prop"), keys("pattern"), keys("scene")
    if "still" in props and not subjects:
        subjects = (Subject("vase"), Subject("sphere", 2))
    tints = tuple((found[i].key, colours[0]) for i, colours in bound.items() if found[i].sort in ("place", "scene", "prop") and colours)
    spare = [c for i, colours in bound.items() if found[i].sort == "pattern" or found[i].key == "palette" for c in colours]
    layers = next((int(_before(found, i, "count", text) or 0) for i, m in enumerate(found) if m.sort == "scene" and m.key == "mountain"), 0)
    styles, lights = keys("style"), keys("light")
    style = next((s for s in styles if s != "photo"), styles[0] if styles else "")
    lit = next((k for k in ("neon", *lights) if k in lights), "")
    weather = keys("weather")
    if subjects and {s.kind for s in subjects} & {"tree"} and "leaves" in patterns:
        patterns = tuple(p for p in patterns if p != "leaves")
    placed = tuple(m.key for m in found if m.sort == "place" and m.key == "table")
    known = bool(subjects or scenes or patterns or props or weather)
    return Brief(
        prompt=prompt,
        language=language,
        seed=seed,
        subjects=subjects,
        props=(*props, *dict.fromkeys(placed)),
        scenes=scenes,
        patterns=patterns,
        layers=layers,
        light=lit,
        style=style,
        weather=weather,
        colours=tuple(dict.fromkeys((*spare, *loose))),
        tints=tints,
        lettering=lettering(prompt),
        transparent=bool(keys("clear")),
        plain=bool(keys("plain")),
        known=known,
        references=references,
        changes=changes(prompt, found, bound),
    )
