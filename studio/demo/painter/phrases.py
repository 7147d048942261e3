"""The fixed sentences of the demo renderer, by light, style and heading, in both languages.

They name no side for the light: that differs from take to take (takes.py). Knows nothing of briefs; `speech` picks from here.
"""

from .brief import Language

LIGHT_TEXTS: dict[str, tuple[str, str]] = {
    "": (
        "No hour is named, so a low sun from one side: it models round forms best and leaves the other side to the shadows.",
        "没有指定时间，用一侧的低角度阳光：最能表现体积，另一侧留给影子。",
    ),
    "morning": (
        "Morning sun comes in low from one side, so shadows run long across the floor and meet the wall.",
        "晨光从一侧低低地进来，影子拉长，落在地面和墙上。",
    ),
    "noon": (
        "At midday the sun stands high: short shadows, clean colours, a bright sky filling the dark sides.",
        "正午太阳高：影子短，颜色干净，天空照亮暗部。",
    ),
    "golden": (
        "Golden hour: a warm key near the horizon and a thin warm rim, while the shadows keep some blue.",
        "黄金时刻：贴近地平线的暖光加一道暖色轮廓光，阴影里保留一点蓝。",
    ),
    "sunset": (
        "At sunset the light comes from low at one side, orange against a violet sky; the far layers must stay pale.",
        "日落时光从一侧低处来，橙色对紫色天空；远处的层次要保持浅淡。",
    ),
    "dusk": (
        "Dusk is short of light: the sky does most of the work and one weak warm key keeps the forms readable.",
        "暮色里光很少：主要靠天空，一盏弱暖光保住形体。",
    ),
    "night": (
        "Night must be dark without being empty: a cold moon as key, a blue rim, and whatever glows may glow.",
        "夜要暗但不能空：冷色月光作主光，蓝色轮廓光，会发光的东西让它发光。",
    ),
    "neon": (
        "Two coloured lamps, magenta from one side and cyan from the other; the form is where they meet.",
        "两盏彩灯：一边品红，一边青色；形体就在它们交界处。",
    ),
    "studio": (
        "A large soft box from above and one side, a bright sweep behind: one clear highlight, shadows with soft edges.",
        "侧上方大柔光箱，背后亮色弧形背景：一处清晰高光，影子边缘柔和。",
    ),
    "soft": ("Soft light from above and in front; form comes from occlusion more than from shadow.", "柔光从前上方来；形体更多靠接触阴影而不是投影。"),
    "dramatic": (
        "One hard lamp from the side and almost no fill, so half of every form disappears on purpose.",
        "侧面一盏硬光，几乎没有补光，让形体的一半有意隐去。",
    ),
    "cool": ("Cool key, cool fill, and a blue rim that separates the subject from the ground.", "冷色主光与补光，加蓝色轮廓光把主体从背景里分出来。"),
    "foggy": ("Haze takes contrast away with distance; only the nearest layer may be dark.", "雾气随距离减弱对比；只有最近的一层可以深。"),
}
SEEN: dict[str, str] = {
    "poster": "a poster",
    "geometric": "a geometric pattern",
    "abstract": "an abstract composition",
    "logo": "a mark",
    "desert": "a desert",
    "sea": "the sea",
    "lake": "a lake",
    "beach": "a beach",
    "puddle": "a puddle",
    "forest": "a forest",
    "meadow": "a meadow",
    "snowfield": "a field of snow",
    "city": "a city",
    "road": "a road",
    "river": "a river",
    "underwater": "the world under water",
    "sky": "the sky",
    "sun": "the sun",
    "moon": "the moon",
    "stars": "stars",
    "clouds": "clouds",
    "aurora": "an aurora",
    "rainbow": "a rainbow",
}
MANNER: dict[str, str] = {
    "morning": " in morning light",
    "noon": " under a midday sun",
    "golden": " in the golden hour",
    "sunset": " at sunset",
    "dusk": " at dusk",
    "night": " at night",
    "neon": " in neon light",
    "studio": " in studio light",
    "soft": " in soft light",
    "dramatic": " in dramatic light",
    "cool": " in cool light",
    "foggy": " in fog",
    "watercolour": ", as a watercolour",
    "oil": ", as an oil painting",
    "sketch": ", as a pencil drawing",
    "flat": ", in flat colours",
    "pixel": ", as pixel art",
    "cinematic": ", with a cinematic look",
    "mono": ", in black and white",
    "ink": ", as an ink wash",
    "vintage": ", as on vintage film",
}
HEADS: dict[str, dict[Language, str]] = {
    "read": {"en": "Reading the brief", "zh": "理解需求"},
    "compose": {"en": "Composing", "zh": "构图"},
    "light": {"en": "Placing the light", "zh": "布光"},
    "style": {"en": "Choosing the hand", "zh": "选择画法"},
    "check": {"en": "Checking", "zh": "检查"},
    "look": {"en": "Looking at the picture", "zh": "观察原图"},
    "edit": {"en": "Editing", "zh": "修改"},
}
