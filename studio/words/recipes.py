"""Words of recipes: what is told of a picture's own account of how it was made, and of the copies that carry one."""

WORDS: dict[str, tuple[str, str]] = {
    "recipes.newer": (
        "This recipe was written by a newer Image Studio (version {schema}); what this one knows was read.",
        "该配方由更新版本的 Image Studio 写入（版本 {schema}）；已读取当前版本认识的部分。",
    ),
    "recipes.cut": ("The text in this file was too long and was cut.", "文件中的文本过长，已截断。"),
}
