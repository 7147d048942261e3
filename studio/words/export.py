"""Words of exports: what an exported page says of itself, notes on what a file could not hold, and what stands in the way of making one."""

WORDS: dict[str, tuple[str, str]] = {
    # the exported page
    "export.untitled": ("Before and after", "前后对比"),
    "export.compare": ("The two pictures", "两张图片"),
    "export.facts": ("Settings of both pictures", "两张图片的设置"),
    "export.settings": ("Settings", "设置"),
    "export.differ": ("{n} differ", "{n} 项不同"),
    "export.equal": ("{n} equal", "{n} 项相同"),
    "export.only": ("Only different", "仅看不同"),
    "export.theme": ("Light or dark", "浅色或深色"),
    "export.removed": ("only in {a}: ", "仅在{a}中："),
    "export.added": ("only in {b}: ", "仅在{b}中："),
    "export.none": ("none", "无"),
    "export.here": ("In this file: {sizes} pixels", "本文件中：{sizes} 像素"),
    "export.offline": ("Nothing is loaded from elsewhere", "不从其他地方加载任何内容"),
    "export.by_model": ("Made with a model", "由模型生成"),
    "export.by_model_one": ("{label}: made with a model", "{label}：由模型生成"),
    "export.made_with": ("Made with Image Studio", "使用 Image Studio 制作"),
    "export.made_with_on": ("Made with Image Studio, {date}", "使用 Image Studio 制作，{date}"),
    # notes
    "export.note.reduced": ("“{label}” is in the file at {now}; its original has {was}.", "“{label}”在文件中为 {now}；原图为 {was}。"),
    "export.note.enlarged": ("“{label}” is smaller and was enlarged to {n} % to be seen beside the other.", "“{label}”较小，为便于对照已放大到 {n} %。"),
    "export.note.alpha": ("“{label}” is see-through and JPEG is not: it is in the file as WebP.", "“{label}”含透明部分，而 JPEG 不支持透明：文件中使用 WebP。"),
    "export.note.checker": ("What is see-through lies on a checkerboard, because JPEG has no transparency.", "JPEG 不支持透明，透明部分已衬上棋盘格。"),
    "export.note.undrawn": (
        "This machine has no font for some characters of the captions; □ stands in their place: {characters}",
        "本机没有字体可显示说明文字中的部分字符，以 □ 代替：{characters}",
    ),
    "export.note.cut": ("A caption was too long for its picture and was cut.", "说明文字过长，已截断。"),
    "export.note.first": ("“{label}” moves; its first frame is shown.", "“{label}”是动图；仅显示第一帧。"),
    "export.note.no_recipe": ("“{label}” has no recipe: nothing is known of how it was made.", "“{label}”没有配方：其制作方式未知。"),
    # what stands in the way
    "export.gone": ("“{name}” can not be read: it was moved or deleted, or this account may not open it.", "无法读取“{name}”：文件已移动、已删除，或当前账户无权打开。"),
    "export.gone.next": ("Choose another picture.", "请选择其他图片。"),
    "export.damaged": ("“{name}” changed while it was read.", "读取过程中“{name}”发生了变化。"),
    "export.damaged.next": ("Export it again.", "请重新导出。"),
    "export.full": ("The disk of {path} is full.", "{path} 所在磁盘已满。"),
    "export.full.next": ("Free some space, then export again.", "请清理空间后重新导出。"),
    "export.unwritable": ("{path} can not be written: {what}.", "无法写入 {path}：{what}。"),
    "export.unwritable.next": ("Choose another folder, then export again.", "请选择其他文件夹后重新导出。"),
}
