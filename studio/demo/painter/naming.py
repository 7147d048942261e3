"""Keys back to words: how a brief's subjects, colours, lights and places are called in its language.

Knows nothing of sentences; `speech` makes those.
"""

from collections.abc import Sequence
from typing import Final

from . import words
from .brief import Brief, Change, Language, Subject
from .colours import COLOURS

PLURALS: Final[dict[str, str]] = {"fish": "fish", "person": "people", "cactus": "cacti", "cherry": "cherries", "torus": "rings", "leaves": "leaves"}
NUMBERS: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight"),
    "zh": ("零", "一", "两", "三", "四", "五", "六", "七", "八"),
}
OWN: Final[dict[str, tuple[str, str]]] = {
    "golden": ("golden hour", "黄金时刻"),
    "studio": ("studio light", "影棚光"),
    "soft": ("soft light", "柔光"),
    "dramatic": ("dramatic light", "戏剧性的光"),
    "cool": ("cool light", "冷光"),
    "foggy": ("fog", "雾"),
    "neon": ("neon", "霓虹"),
    "photo": ("photographic", "写实"),
    "flat": ("flat", "扁平"),
    "pixel": ("pixel art", "像素画"),
    "mono": ("black and white", "黑白"),
    "ink": ("ink wash", "水墨"),
    "oil": ("oil painting", "油画"),
    "sketch": ("pencil", "铅笔素描"),
    "cinematic": ("cinematic", "电影感"),
    "vintage": ("vintage film", "复古胶片"),
    "watercolour": ("watercolour", "水彩"),
    "snowfield": ("snow field", "雪地"),
    "mountain": ("mountains", "群山"),
    "steps": ("stepped plinths", "阶梯石台"),
    "discs": ("stacked discs", "叠放的圆盘"),
    "arch": ("an arch", "拱门"),
    "table": ("a table", "桌子"),
    "still": ("a still life", "静物"),
    "sunset": ("sunset", "日落"),
    "night": ("night", "夜晚"),
    "morning": ("morning light", "晨光"),
    "noon": ("midday sun", "正午阳光"),
    "dusk": ("dusk", "暮色"),
    "warmer": ("warmer", "更暖"),
    "cooler": ("cooler", "更冷"),
    "darker": ("darker", "更暗"),
    "brighter": ("brighter", "更亮"),
    "saturated": ("more vivid", "更鲜艳"),
    "faded": ("more muted", "更淡"),
    "contrast": ("more contrast", "更强对比"),
    "background": ("the background", "背景"),
    "person": ("person", "人物"),
    "poster": ("poster", "海报"),
    "logo": ("mark", "标志"),
    "leaves": ("leaves", "叶子"),
    "sky": ("sky", "天空"),
    "space": ("space", "太空"),
    "sphere": ("sphere", "球"),
    "cup": ("cup", "杯子"),
}


def name(key: str, language: Language) -> str:
    """What a key is called."""
    pick = 0 if language == "en" else 1
    if key in OWN:
        return OWN[key][pick]
    if key in COLOURS:
        return COLOURS[key][1 + pick][0]
    for table in (words.SUBJECTS, words.SCENES, words.PATTERNS, words.PROPS, words.PLACES, words.LIGHTS, words.WEATHER, words.STYLES):
        if key in table:
            return table[key][pick][0]
    return key


def listed(items: Sequence[str], language: Language) -> str:
    """A list as a phrase."""
    if language == "zh":
        return "、".join(items)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""


def thing(subject: Subject, language: Language) -> str:
    """A subject with its count and colours."""
    colours = [name(c, language) for c in subject.colours[:2]]
    if language == "zh":
        number = f"{NUMBERS['zh'][subject.count]}个" if subject.count > 1 else ""
        return f"{number}{'与'.join(colours)}{'的' if colours else ''}{name(subject.kind, 'zh')}"
    word = name(subject.kind, "en")
    tinted = " and ".join(colours)
    if subject.count > 1:
        return " ".join(w for w in (NUMBERS["en"][subject.count], tinted, PLURALS.get(subject.kind, word + "s")) if w)
    whole = f"{tinted} {word}".strip()
    return f"{'an' if whole[0] in 'aeiou' else 'a'} {whole}"


def contents(brief: Brief) -> str:
    """Everything that was understood of what to draw, as one phrase; empty when nothing was."""
    language = brief.language
    if brief.subjects:
        return listed([thing(s, language) for s in brief.subjects], language)
    found = [*brief.patterns, *brief.scenes, *brief.props, *brief.weather]
    return listed([name(k, language) for k in dict.fromkeys(found)][:4], language)


def change_phrase(change: Change, language: Language) -> str:
    """One change as a phrase: "the apple is now green"."""
    zh = language == "zh"
    value, target = name(change.value, language) if change.value else "", name(change.target, language) if change.target else ""
    target = target.removeprefix("the ")
    match change.verb:
        case "recolour":
            return f"把{target or '主体'}改成了{value}" if zh else f"recoloured the {target or 'subject'} {value}"
        case "background":
            return f"换了背景：{value}" if zh else f"replaced the background: {value}"
        case "light":
            return f"调整了光线：{value}" if zh else f"changed the light: {value}"
        case "style":
            return f"换成了{value}风格" if zh else f"restyled it: {value}"
        case "add":
            return f"添加了{value}" if zh else f"added: {value}"
        case "remove":
            return f"去掉了{target or '主体'}，并用周围的颜色补上" if zh else f"removed the {target or 'subject'} and closed the gap from its surroundings"
        case "cutout":
            return "去掉了背景（透明）" if zh else "cut the subject out on a transparent ground"
        case "blur":
            return ("虚化了背景" if change.target else "整体虚化") if zh else ("blurred the background" if change.target else "blurred it")
        case "zoom in":
            return "裁近了画面" if zh else "cropped in"
        case "zoom out":
            return "拉远了画面" if zh else "pulled back and continued the surroundings"
        case "rotate":
            return "旋转了画面" if zh else "rotated it"
        case "flip":
            return "翻转了画面" if zh else "mirrored it"
        case _:
            return "锐化了画面" if zh else "sharpened it"
