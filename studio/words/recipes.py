"""Words of recipes: what is told of a picture's own account of how it was made, and of the copies that carry one."""

WORDS: dict[str, tuple[str, str]] = {
    "recipes.newer": (
        "This recipe was written by a newer Image Studio (version {schema}); what this one knows was read.",
        "该配方由更新版本的 Image Studio 写入（版本 {schema}）；已读取当前版本认识的部分。",
    ),
    "recipes.gateway_other": ("This was made through {gateway}; {now} has the model, too.", "原图经由 {gateway} 生成；{now} 也有该模型。"),
    "recipes.model_unknown": ("The model “{model}” is not offered here, so the chosen one stays.", "此处没有模型“{model}”，保留当前所选模型。"),
    "recipes.near": ("{name}: {asked} is not offered here, now {now}.", "{name}：此处不提供 {asked}，已改为 {now}。"),
    "recipes.unsent": ("{name}: {model} takes none, so {value} was left out.", "{name}：{model} 不接受此项，已略去 {value}。"),
    "recipes.seed_large": ("The seed {seed} is larger than what is taken here (up to {limit}), so it was left out.", "随机种子 {seed} 超出此处上限（{limit}），已略去。"),
    "recipes.negative": (
        "These models take no negative prompt. Left out: “{words}”. Say in the prompt what you want instead.",
        "这些模型不接受负面提示词。已略去：“{words}”。请在提示词中写明想要的内容。",
    ),
    "recipes.tags": ("The prompt holds commands of other tools, which these models read as plain words: {tags}.", "提示词中含有其他工具的指令，这些模型会当作普通文字：{tags}。"),
    "recipes.sources": ("{count} pictures were sent along; they are not in the file: {names}. Add them again.", "当时附带了 {count} 张图片，文件中不含这些图片：{names}。请重新添加。"),
    "recipes.mask": ("A mask was sent along; it is not in the file. Paint it again.", "当时附带了蒙版，文件中不含该蒙版。请重新绘制。"),
    "recipes.chat": ("This was a turn of a conversation; what was said before is not in the file.", "这是一次对话中的一轮；文件中不含之前的内容。"),
    "recipes.foreign": ("{name} has no counterpart here and was left out: {value} ({tool}).", "{name} 在此没有对应项，已略去：{value}（{tool}）。"),
    # Content Credentials
    "recipes.credentials": ("It carries Content Credentials (C2PA). They were not verified here.", "该图片带有内容凭证（C2PA）。此处未作验证。"),
    "recipes.credentials_by": ("They say that {name} wrote them.", "凭证声明由 {name} 写入。"),
    "recipes.credentials_signed": ("They name {name} as who signed them.", "凭证声明的签名者为 {name}。"),
    "recipes.credentials_source": ("They call the picture {name}.", "凭证将图片标为 {name}。"),
    # copies
    "recipes.not_copied": ("“{name}” can not be copied with a recipe in it: it is no PNG, JPEG or WebP, or it is damaged.", "无法为“{name}”制作带配方的副本：它不是 PNG、JPEG 或 WebP，或已损坏。"),
    "recipes.not_copied.next": ("Export the original as it is.", "请直接导出原图。"),
    "recipes.credentials_broken": (
        "The original carries Content Credentials. They are still in this copy and no longer match it, because its bytes changed; the original keeps them.",
        "原图带有内容凭证（Content Credentials）。副本的字节已改变，其中的凭证不再有效；原图保持不变。",
    ),
    "recipes.credentials_gone": (
        "The original carries Content Credentials. They are not in this copy; the original keeps them.",
        "原图带有内容凭证（Content Credentials）。副本中不含该凭证；原图保持不变。",
    ),
    "recipes.xmp_merged": ("The original’s own XMP stays in the copy, with the recipe added.", "副本保留原图的 XMP，并加入配方。"),
    "recipes.xmp_replaced": ("The original’s own XMP could not be added to, so the copy has a new one.", "无法在原图的 XMP 中追加内容，副本改用新的 XMP。"),
    "recipes.exif_replaced": ("The original’s own EXIF is damaged, so the copy has a new one.", "原图的 EXIF 已损坏，副本改用新的 EXIF。"),
    "recipes.copy_cut": (
        "Some of the original’s metadata is too large to be looked at; the copy may be without it.",
        "原图的部分元数据过大，未能读取；副本中可能不含这些内容。",
    ),
    "recipes.long_json": ("The recipe is too long for a JPEG’s metadata; it is in the copy as `parameters` text only.", "配方过长，JPEG 元数据放不下；副本中仅含 `parameters` 文本。"),
    "recipes.long_infotext": ("The prompt is too long for a JPEG’s comment and is not in it.", "提示词过长，JPEG 注释放不下，未写入。"),
    "recipes.still": ("The picture moves; the copy shows its first frame only.", "该图片是动图；副本仅显示第一帧。"),
    # reading
    "recipes.cut": ("The text in this file was too long and was cut.", "文件中的文本过长，已截断。"),
}
