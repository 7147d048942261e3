"""The vocabulary of what can be drawn, English and Chinese side by side, as data.

Knows nothing of grammar or drawing. One key per thing for both languages, so that a Chinese prompt and its English
twin give the same brief; English entries are singular (the reader adds plurals), Chinese ones are matched longest first.
"""

from typing import Final

Entry = tuple[tuple[str, ...], tuple[str, ...]]

SUBJECTS: Final[dict[str, Entry]] = {
    "vase": (("vase", "amphora", "urn", "pottery", "ceramic", "pot"), ("花瓶", "双耳瓶", "陶罐", "瓷瓶", "瓶子", "陶器")),
    "carafe": (("carafe", "decanter"), ("细颈瓶", "醒酒器")),
    "jug": (("jug", "pitcher", "ewer"), ("水壶", "陶壶", "水罐", "壶")),
    "bottle": (("bottle", "product", "flask", "jar", "serum", "lotion", "cosmetic"), ("玻璃瓶", "产品", "药瓶", "酒瓶", "化妆品", "护肤品", "瓶")),
    "perfume": (("perfume", "flacon", "fragrance", "perfume bottle"), ("香水", "香水瓶")),
    "bowl": (("bowl", "basin"), ("碗", "盆")),
    "cup": (
        ("cup", "mug", "coffee", "tea", "teacup", "espresso", "latte", "cappuccino", "cup of coffee", "cup of tea", "coffee cup"),
        ("杯子", "咖啡杯", "茶杯", "马克杯", "一杯咖啡", "一杯茶", "咖啡", "杯"),
    ),
    "teapot": (("teapot", "kettle"), ("茶壶",)),
    "sphere": (("sphere", "ball", "orb", "globe", "marble ball", "bubble"), ("球体", "圆球", "小球", "球")),
    "cube": (("cube", "box", "block", "dice", "gift"), ("立方体", "方块", "盒子", "礼物")),
    "cylinder": (("cylinder", "column", "pillar", "drum"), ("圆柱体", "圆柱", "柱子")),
    "cone": (("cone", "pyramid"), ("圆锥", "锥体", "金字塔")),
    "torus": (("torus", "ring", "donut", "doughnut"), ("圆环", "甜甜圈", "戒指")),
    "apple": (("apple",), ("苹果",)),
    "orange": (("orange", "mandarin", "citrus"), ("橙子", "橘子", "柑橘")),
    "lemon": (("lemon",), ("柠檬",)),
    "pear": (("pear",), ("梨子", "梨")),
    "cherry": (("cherry", "cherries"), ("樱桃",)),
    "fruit": (("fruit", "fruit bowl", "bowl of fruit"), ("水果", "果盘")),
    "cat": (("cat", "kitten", "kitty"), ("猫咪", "小猫", "猫")),
    "dog": (("dog", "puppy", "puppies", "corgi", "retriever", "shiba"), ("小狗", "柴犬", "柯基", "狗狗", "狗")),
    "fox": (("fox",), ("狐狸", "小狐狸")),
    "rabbit": (("rabbit", "bunny", "bunnies", "hare"), ("兔子", "小兔子", "小兔", "兔")),
    "bear": (("bear", "teddy", "teddy bear"), ("小熊", "泰迪熊", "熊")),
    "panda": (("panda",), ("熊猫", "大熊猫")),
    "bird": (("bird", "sparrow", "robin", "songbird", "dove"), ("小鸟", "鸟儿", "鸟", "鸽子")),
    "owl": (("owl",), ("猫头鹰",)),
    "penguin": (("penguin",), ("企鹅",)),
    "fish": (("fish", "goldfish", "koi"), ("小鱼", "金鱼", "锦鲤", "鱼")),
    "person": (
        ("person", "portrait", "bust", "woman", "man", "girl", "boy", "lady", "people", "face", "character", "child", "selfie", "headshot"),
        ("人物", "肖像", "半身像", "女人", "男人", "女孩", "男孩", "女子", "男子", "人像", "角色", "头像", "少女", "老人", "小孩"),
    ),
    "astronaut": (("astronaut", "cosmonaut", "spaceman"), ("宇航员", "航天员", "太空人")),
    "tree": (("tree", "oak"), ("大树", "树木", "树")),
    "pine": (("pine", "fir", "christmas tree", "spruce"), ("松树", "圣诞树", "杉树")),
    "blossom": (("cherry tree", "cherry blossom", "sakura", "blossom"), ("樱花树", "樱花", "桃花")),
    "flower": (
        ("flower", "daisy", "daisies", "sunflower", "rose", "peony", "peonies", "lotus"),
        ("花朵", "鲜花", "向日葵", "玫瑰", "牡丹", "雏菊", "荷花", "花"),
    ),
    "tulip": (("tulip",), ("郁金香",)),
    "bouquet": (("bouquet", "vase of flowers", "flower arrangement", "flowers in a vase"), ("花束", "插花", "一瓶花", "瓶花")),
    "plant": (("plant", "houseplant", "potted plant", "fern", "monstera", "bonsai"), ("植物", "盆栽", "绿植", "龟背竹")),
    "cactus": (("cactus", "cacti", "succulent"), ("仙人掌", "多肉")),
    "mushroom": (("mushroom", "toadstool"), ("蘑菇",)),
    "house": (("house", "cottage", "home", "villa", "building"), ("房子", "小屋", "房屋", "别墅", "屋子")),
    "cabin": (("cabin", "hut", "log cabin", "chalet"), ("木屋", "小木屋")),
    "lighthouse": (("lighthouse",), ("灯塔",)),
    "paper boat": (("paper boat", "origami boat", "paper ship"), ("纸船", "小纸船")),
    "boat": (("boat", "sailboat", "sailing boat", "yacht", "canoe"), ("帆船", "小船", "船只", "船")),
    "ship": (("ship", "steamer", "ferry", "ferries"), ("轮船", "大船", "渡轮")),
    "car": (("car", "automobile", "vehicle", "taxi"), ("汽车", "轿车", "小汽车", "跑车", "车")),
    "rocket": (("rocket", "spaceship", "spacecraft"), ("火箭", "飞船", "宇宙飞船")),
    "balloon": (("balloon", "hot air balloon", "hot-air balloon"), ("热气球", "气球")),
    "robot": (("robot", "android", "droid", "mech"), ("机器人",)),
    "book": (("book", "notebook", "novel"), ("书本", "书籍", "书")),
    "lamp": (("lamp", "desk lamp", "table lamp"), ("台灯", "灯")),
    "lantern": (("lantern", "paper lantern"), ("灯笼", "提灯")),
    "candle": (("candle",), ("蜡烛",)),
    "chair": (("chair", "stool", "armchair"), ("椅子", "凳子", "椅")),
    "workstation": (
        ("workstation", "computer", "monitor", "pc", "laptop", "ai workstation", "desk setup", "control room", "dashboard"),
        ("工作站", "电脑", "显示器", "计算机", "控制台", "笔记本电脑"),
    ),
}

SCENES: Final[dict[str, Entry]] = {
    "mountain": (
        ("mountain", "ridge", "peak", "alps", "hill", "valley", "volcano", "landscape", "cliff"),
        ("山脉", "群山", "山峦", "雪山", "山谷", "高山", "远山", "山水", "风景", "山岭", "层峦", "山"),
    ),
    "desert": (("desert", "dune", "sahara", "mars"), ("沙漠", "沙丘", "火星")),
    "sea": (
        ("sea", "ocean", "wave", "bay", "harbour", "harbor", "on the water", "on water", "open water"),
        ("大海", "海洋", "海面", "海浪", "海湾", "水面", "海"),
    ),
    "lake": (("lake", "pond"), ("湖泊", "湖面", "湖水", "池塘", "湖")),
    "beach": (("beach", "shore", "coast", "seaside", "island"), ("海滩", "沙滩", "海边", "海岸", "岛")),
    "puddle": (("puddle", "wet street", "wet road"), ("水坑", "水洼", "积水")),
    "forest": (("forest", "woods", "woodland", "jungle"), ("森林", "树林", "丛林", "竹林", "林间", "林中")),
    "meadow": (
        ("meadow", "field", "grass", "garden", "park", "lawn", "prairie", "countryside", "farm"),
        ("草地", "田野", "草原", "花园", "公园", "草坪", "乡村", "麦田"),
    ),
    "snowfield": (
        ("snowfield", "snowy field", "in snow", "in the snow", "on snow", "winter", "arctic", "ice", "snowy landscape", "snowy"),
        ("雪地", "雪原", "冬天", "冬季", "冰原", "雪中", "雪景"),
    ),
    "city": (
        ("city", "skyline", "street", "town", "skyscraper", "downtown", "metropolis", "tokyo", "new york", "cities", "urban"),
        ("城市", "天际线", "街道", "高楼", "都市", "街头", "城镇", "摩天大楼"),
    ),
    "road": (("road", "highway", "path"), ("公路", "道路", "马路", "小路")),
    "river": (("river", "stream", "creek"), ("河流", "小溪", "溪流", "江", "河")),
    "space": (
        ("space", "outer space", "galaxy", "nebula", "cosmos", "universe", "planet", "the moon surface"),
        ("太空", "宇宙", "银河", "星系", "星云", "星球"),
    ),
    "underwater": (("underwater", "aquarium", "coral reef", "under the sea", "under water"), ("水下", "水底", "海底", "鱼缸", "珊瑚礁")),
    "sky": (("in the sky", "sky", "in the air", "above the clouds"), ("天空", "空中", "云端", "云海")),
}

PATTERNS: Final[dict[str, Entry]] = {
    "poster": (("poster", "quarter circle", "bauhaus", "cover", "flyer"), ("海报", "四分之一圆", "包豪斯", "封面")),
    "geometric": (
        ("geometric", "geometry", "grid", "pattern", "tile", "quilt", "stripe", "circle", "mosaic", "wallpaper"),
        ("几何", "图案", "网格", "花纹", "条纹", "拼贴", "圆形", "壁纸"),
    ),
    "abstract": (("abstract", "gradient", "composition", "shape"), ("抽象", "渐变", "构成")),
    "marble": (("marble", "marbling", "marbled", "fluid", "liquid", "swirl", "agate"), ("大理石", "流体", "水拓", "玛瑙")),
    "terrazzo": (("terrazzo", "confetti"), ("水磨石",)),
    "leaves": (("leaf", "leaves", "foliage", "botanical", "palm", "tropical"), ("叶子", "树叶", "叶片", "热带植物", "枝叶")),
    "logo": (("logo", "icon", "emblem", "badge", "symbol", "app icon", "sticker"), ("标志", "图标", "徽标", "徽章", "贴纸", "标识")),
}

PROPS: Final[dict[str, Entry]] = {
    "still": (("still life", "still-life"), ("静物",)),
    "steps": (
        ("stepped plinth", "stepped travertine plinth", "step", "stair", "podium", "plinth", "pedestal", "travertine"),
        ("台阶", "石台", "展台", "底座", "阶梯"),
    ),
    "discs": (("stacked disc", "disc", "disk", "stacked discs", "round podium"), ("圆盘", "叠放的圆盘", "圆台", "圆形展台")),
    "arch": (("arch", "archway", "plaster arch", "alcove", "niche"), ("拱门", "拱形", "石膏拱门", "拱")),
}

PLACES: Final[dict[str, Entry]] = {
    "table": (("table", "tabletop", "desk", "counter", "shelf"), ("桌子", "桌面", "桌上", "木桌", "餐桌", "书桌", "桌")),
    "background": (("background", "backdrop", "wall"), ("背景", "墙壁", "墙面", "墙")),
    "floor": (("floor", "ground"), ("地板", "地面")),
    "palette": (("palette", "tone", "hue", "colour scheme", "color scheme", "toned", "ink"), ("色调", "配色", "调色板", "墨色")),
}

LIGHTS: Final[dict[str, Entry]] = {
    "morning": (("morning", "dawn", "sunrise", "early light"), ("清晨", "早晨", "晨光", "黎明", "日出", "早上", "朝阳")),
    "noon": (("noon", "midday", "daylight", "sunny", "bright sun", "summer"), ("正午", "中午", "阳光", "晴天", "白天", "夏天", "夏日")),
    "golden": (
        ("golden hour", "evening sun", "late sun", "autumn", "warm light", "warm tone", "warm"),
        ("黄金时刻", "金色时光", "暖光", "暖色", "温暖", "秋天", "秋日"),
    ),
    "sunset": (("sunset", "sundown", "setting sun"), ("日落", "夕阳", "黄昏", "落日", "晚霞")),
    "dusk": (("dusk", "twilight", "blue hour", "evening"), ("暮色", "薄暮", "傍晚", "蓝调时刻")),
    "night": (
        ("night", "midnight", "moonlight", "moonlit", "nocturne", "nighttime", "starry night", "starry"),
        ("夜晚", "深夜", "月光", "夜色", "夜里", "星夜", "夜景", "夜空", "星空", "晚上", "夜"),
    ),
    "neon": (("neon", "cyberpunk", "synthwave", "vaporwave", "neon light"), ("霓虹", "赛博朋克", "霓虹灯")),
    "studio": (("studio light", "studio", "softbox", "product photo", "soft studio light"), ("影棚", "棚拍", "摄影棚", "柔光箱", "工作室灯光")),
    "soft": (("soft light", "soft", "diffuse", "gentle light", "overcast", "cloudy light", "pastel"), ("柔光", "柔和", "阴天", "漫射光", "柔和的光")),
    "dramatic": (("dramatic", "chiaroscuro", "low key", "moody", "spotlight", "dark"), ("戏剧性", "明暗对比", "聚光", "暗调", "强烈光影")),
    "cool": (("cool", "cool-toned", "cool toned", "cold", "blue light", "cool light"), ("冷色", "冷调", "冷光", "清冷")),
    "foggy": (("fog", "foggy", "mist", "misty", "haze", "hazy"), ("雾气", "薄雾", "雾中", "朦胧", "雾", "烟雾")),
}

WEATHER: Final[dict[str, Entry]] = {
    "sun": (("sun", "pale sun"), ("太阳", "淡日", "红日")),
    "moon": (("moon", "full moon", "crescent moon", "crescent", "moonlight", "moonlit"), ("月亮", "满月", "弯月", "圆月", "明月", "月光")),
    "stars": (("star", "starry", "starry sky", "milky way", "starry night"), ("星星", "星空", "繁星", "银河", "星夜", "星")),
    "clouds": (("cloud", "cloudy", "cloudscape"), ("云朵", "白云", "云彩", "云海", "云")),
    "rain": (("rain", "rainy", "raining", "drizzle", "storm"), ("下雨", "雨天", "雨中", "暴雨", "雨")),
    "snow": (("snow", "snowfall", "snowing", "snowflake", "snowy", "in snow", "in the snow"), ("下雪", "雪花", "飘雪", "大雪", "雪中", "雪景", "雪")),
    "aurora": (("aurora", "northern lights"), ("极光",)),
    "rainbow": (("rainbow",), ("彩虹",)),
    "lightning": (("lightning", "thunder"), ("闪电",)),
}

STYLES: Final[dict[str, Entry]] = {
    "photo": (("photorealistic", "photo", "photograph", "realistic", "photography", "long lens", "dslr"), ("照片", "写实", "摄影", "真实感", "逼真", "长焦")),
    "watercolour": (("watercolor", "watercolour", "aquarelle", "gouache"), ("水彩", "水彩画", "水粉")),
    "oil": (("oil painting", "oil paint", "in oil", "oil on canvas", "impressionist", "impasto", "van gogh", "monet", "painterly"), ("油画", "印象派", "厚涂")),
    "sketch": (
        ("pencil sketch", "sketch", "line drawing", "pencil", "line art", "charcoal drawing", "drawing", "pencil drawing", "etching"),
        ("素描", "铅笔画", "线稿", "速写", "线描", "简笔画", "铅笔"),
    ),
    "flat": (
        ("flat", "vector", "flat design", "flat illustration", "minimalist illustration", "illustration", "cel-shaded", "cartoon", "paper cut", "papercut"),
        ("扁平", "矢量", "扁平风格", "插画", "卡通", "剪纸"),
    ),
    "pixel": (("pixel art", "pixel", "8-bit", "8 bit", "16-bit", "pixelated"), ("像素", "像素画", "像素风", "像素艺术")),
    "cinematic": (("cinematic", "film still", "movie", "blockbuster", "cinematic lighting"), ("电影感", "电影", "影院", "电影级")),
    "mono": (("black and white", "black-and-white", "monochrome", "b&w", "greyscale", "grayscale", "noir"), ("黑白", "单色", "灰度")),
    "ink": (("ink wash", "sumi-e", "ink painting", "chinese painting", "sumi", "ink-wash"), ("水墨", "水墨画", "国画", "中国画", "墨画")),
    "vintage": (
        ("vintage", "retro", "film grain", "polaroid", "analog", "analogue", "35mm", "old photo", "sepia", "nostalgic"),
        ("复古", "胶片", "怀旧", "老照片", "做旧"),
    ),
    "neon": (("neon style", "cyberpunk style", "cyberpunk", "synthwave"), ("赛博朋克", "赛博朋克风格", "霓虹风格")),
}

COUNTS: Final[dict[str, Entry]] = {
    "1": (("a", "an", "one", "single"), ("一个", "一只", "一颗", "一朵", "一座", "一艘", "一")),
    "2": (("two", "2", "pair of", "couple of"), ("两个", "两只", "两颗", "两朵", "两座", "两艘", "二", "两", "一对")),
    "3": (("three", "3", "some", "several", "few"), ("三个", "三只", "三颗", "三朵", "三座", "三艘", "三", "几个", "几只", "几颗")),
    "4": (("four", "4"), ("四个", "四只", "四颗", "四朵", "四")),
    "5": (("five", "5", "many"), ("五个", "五只", "五颗", "五朵", "五", "许多", "很多")),
    "6": (("six", "6"), ("六个", "六只", "六颗", "六")),
    "7": (("seven", "7"), ("七重", "七道", "七座", "七个", "七")),
    "8": (("eight", "8", "nine", "ten"), ("八个", "八", "九", "十")),
}

MATERIALS: Final[dict[str, Entry]] = {
    "glass": (("glass", "crystal", "transparent glass", "translucent"), ("玻璃", "水晶", "琉璃")),
    "metal": (("metal", "metallic", "chrome", "steel", "copper", "bronze"), ("金属", "不锈钢", "青铜", "铜")),
    "glazed": (("glazed", "glossy", "shiny", "porcelain", "lacquer", "enamel", "glaze"), ("上釉", "光亮", "瓷", "釉")),
    "matte": (("matte", "unglazed", "plaster", "stone", "clay"), ("哑光", "石膏", "粗陶")),
}

POSES: Final[Entry] = (("running", "runs", "jumping", "leaping", "sprinting", "chasing", "run"), ("奔跑", "跑", "跳跃", "飞奔"))
NEGATIONS: Final[Entry] = (("no", "without", "not", "never", "except"), ("没有", "不要", "无", "不含", "别"))
PLAIN: Final[Entry] = (
    ("simple", "minimal", "minimalist", "alone", "isolated", "single", "white background", "plain"),
    ("简单", "极简", "简约", "单独", "白色背景", "纯色背景", "白底"),
)
CLEAR: Final[Entry] = (
    ("transparent background", "transparent", "no background", "cutout", "cut-out", "cut out", "alpha"),
    ("透明背景", "透明", "抠图", "无背景", "去背"),
)
