"""Words of comparing two pictures: why they can not be compared."""

WORDS: dict[str, tuple[str, str]] = {
    "comparison.different": ("Not comparable: no part of one picture was found again in the other.", "无法比较：在另一张图片中找不到与此图对应的部分。"),
    "comparison.mirrored": ("Not comparable: one picture is the mirror image of the other.", "无法比较：其中一张是另一张的镜像。"),
    "comparison.turned": ("Not comparable: one picture is turned by a quarter or half against the other.", "无法比较：其中一张相对另一张旋转了 90° 或 180°。"),
    "comparison.tilted": ("Not comparable: one picture is tilted against the other.", "无法比较：其中一张相对另一张有倾斜。"),
    "comparison.bent": ("Not comparable: parts of the picture moved against each other.", "无法比较：图片各部分之间发生了相对位移。"),
    "comparison.flat": ("Not comparable: at least one picture has too little detail to be matched.", "无法比较：至少有一张图片细节过少，无法对齐。"),
    "comparison.small": ("Not comparable: both pictures need at least {pixels} pixels on each edge.", "无法比较：两张图片的每条边至少需要 {pixels} 像素。"),
    "comparison.aspect": ("Not comparable: the shapes of the pictures differ too much.", "无法比较：两张图片的长宽比相差过大。"),
}
