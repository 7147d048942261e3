"""The named colours, in English and Chinese, as data.

Knows nothing of where a colour is used. One hex value per name, chosen to look right under the painter's warm
key light rather than to match a standard; a name both languages share has one key, so briefs compare.
"""

from typing import Final

COLOURS: Final[dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    "red": ("#c4231c", ("red",), ("红色", "红", "大红")),
    "crimson": ("#9b1230", ("crimson", "burgundy", "maroon", "wine red"), ("深红色", "深红", "酒红色", "酒红", "绯红")),
    "scarlet": ("#e0301e", ("scarlet", "vermilion"), ("朱红色", "朱红", "鲜红色", "鲜红")),
    "coral": ("#ef6f5b", ("coral", "salmon"), ("珊瑚色", "珊瑚红")),
    "terracotta": ("#b4532f", ("terracotta", "terra cotta", "clay", "rust", "brick"), ("陶土色", "赤陶色", "赤陶", "陶土", "砖红色", "砖红", "铁锈色")),
    "orange": ("#e8751a", ("orange", "tangerine"), ("橙色", "橘色", "橙红色", "橘红色")),
    "peach": ("#f3b08c", ("peach", "apricot"), ("桃色", "杏色")),
    "amber": ("#c9781f", ("amber", "honey", "caramel"), ("琥珀色", "琥珀", "蜜色", "焦糖色")),
    "gold": ("#d9a441", ("gold", "golden", "brass"), ("金色", "金黄色", "金黄", "黄铜")),
    "mustard": ("#d2a02c", ("mustard", "ochre"), ("芥末黄", "赭石色", "赭石", "土黄色", "土黄")),
    "yellow": ("#f2c12e", ("yellow", "lemon yellow"), ("黄色", "明黄色", "黄")),
    "cream": ("#efe6d2", ("cream", "ivory", "off-white", "bone"), ("奶油色", "米白色", "米白", "象牙色", "乳白色")),
    "beige": ("#dcc7a6", ("beige", "sand", "tan", "khaki"), ("米色", "沙色", "卡其色", "浅褐色")),
    "brown": ("#6f4426", ("brown", "chocolate", "coffee brown"), ("棕色", "褐色", "咖啡色", "巧克力色")),
    "lime": ("#a3cc2f", ("lime", "lime green", "chartreuse"), ("柠檬绿", "黄绿色", "青柠色")),
    "green": ("#3f8f3a", ("green",), ("绿色", "绿", "翠绿色")),
    "emerald": ("#0f7a53", ("emerald", "jade"), ("祖母绿", "翡翠绿", "翡翠色", "碧绿色", "碧绿")),
    "forest": ("#234f33", ("forest green", "dark green", "bottle green"), ("深绿色", "墨绿色", "墨绿", "深绿")),
    "olive": ("#7a7d35", ("olive", "olive green", "moss"), ("橄榄绿", "橄榄色", "苔绿色")),
    "sage": ("#93a88c", ("sage", "sage green", "celadon"), ("鼠尾草绿", "鼠尾草色", "灰绿色", "青瓷色")),
    "mint": ("#9fdcc0", ("mint", "mint green"), ("薄荷绿", "薄荷色", "浅绿色", "浅绿")),
    "teal": ("#1c7f84", ("teal", "petrol"), ("蓝绿色", "鸭绿色", "水鸭色")),
    "turquoise": ("#35bdb6", ("turquoise", "aqua", "cyan"), ("青色", "绿松石色", "青绿色", "湖蓝色", "湖蓝")),
    "sky": ("#7db8e8", ("sky blue", "light blue", "baby blue", "powder blue"), ("天蓝色", "天蓝", "浅蓝色", "浅蓝")),
    "blue": ("#2563c9", ("blue",), ("蓝色", "蓝")),
    "cobalt": ("#1f46b4", ("cobalt blue", "cobalt", "ultramarine", "royal blue"), ("钴蓝色", "钴蓝", "宝蓝色", "宝蓝", "群青")),
    "navy": ("#1a2d57", ("navy blue", "navy", "midnight blue", "dark blue"), ("海军蓝", "藏青色", "藏青", "深蓝色", "深蓝")),
    "indigo": ("#3a2f8f", ("indigo",), ("靛蓝色", "靛蓝", "靛青")),
    "purple": ("#7a3aa8", ("purple", "violet"), ("紫色", "紫罗兰色", "紫")),
    "lavender": ("#b9a5dc", ("lavender", "lilac", "mauve"), ("薰衣草色", "淡紫色", "淡紫", "浅紫色")),
    "magenta": ("#d0267f", ("magenta", "fuchsia", "hot pink"), ("品红色", "品红", "洋红色", "玫红色", "玫红")),
    "pink": ("#f093ac", ("pink",), ("粉色", "粉红色", "粉红", "浅粉色")),
    "rose": ("#d9798a", ("rose", "dusty rose", "blush"), ("玫瑰色", "玫瑰粉", "胭脂色")),
    "white": ("#f4f1ea", ("white", "snow white"), ("白色", "纯白色", "纯白", "白")),
    "silver": ("#bfc4c9", ("silver", "chrome", "steel"), ("银色", "银白色", "银灰色")),
    "grey": ("#8a8a8a", ("grey", "gray"), ("灰色", "灰")),
    "charcoal": ("#35383c", ("charcoal", "dark grey", "dark gray", "graphite", "slate"), ("炭灰色", "深灰色", "炭色", "石墨色")),
    "black": ("#17171a", ("black", "jet black"), ("黑色", "纯黑色", "黑")),
}


def hexcode(key: str) -> str:
    """The hex value of a colour key."""
    return COLOURS[key][0]
