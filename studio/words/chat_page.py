"""Words of the tab Chat: the thread, the list of conversations, what the next turn sends. The browser gets them under `page.`, as those of `page.py`."""

WORDS: dict[str, tuple[str, str]] = {
    # the thread
    "page.chat_log": ("Conversation", "对话"),
    "page.chat_turn": ("Turn {n}", "第 {n} 轮"),
    "page.chat_you": ("You said:", "你说："),
    "page.chat_model_said": ("The model said:", "模型回复："),
    "page.chat_untitled": ("New conversation", "新对话"),
    "page.chat_model": ("{model}, {gateway}", "{model}，{gateway}"),
    "page.chat_to_end": ("To the end", "回到末尾"),
    "page.chat_came": ("Pictures: {n}", "图片：{n} 张"),
    "page.chat_welcome": (
        "Say what to draw, then what to change: every turn builds on the ones before.",
        "先说要画什么，再说要改什么：每一轮都接着前面的内容。",
    ),
    # one exchange
    "page.chat_given": ("Your picture {n}", "你的图片 {n}"),
    "page.chat_open": ("Open picture {n} large", "放大查看第 {n} 张"),
    "page.chat_variants": ("Answers to this turn", "本轮的各个回复"),
    "page.chat_variant_of": ("{n} of {all}", "第 {n} 个，共 {all} 个"),
    "page.chat_variant_before": ("Previous answer", "上一个回复"),
    "page.chat_variant_after": ("Next answer", "下一个回复"),
    "page.chat_actions": ("Actions", "操作"),
    "page.chat_compare": ("Compare with its source", "与来源图对比"),
    "page.chat_reference": ("Use as reference", "用作参考图"),
    "page.chat_regenerate": ("Regenerate", "重新生成"),
    "page.chat_thoughts_loading": ("Fetching the thoughts", "正在读取思考过程"),
    "page.chat_thoughts_failed": ("The thoughts did not load. They are kept with the run.", "思考过程未能读取，但仍随本次任务保存。"),
    "page.chat_thoughts_again": ("Try again", "重试"),
    # the list
    "page.chat_talks": ("Conversations", "对话列表"),
    "page.chat_fresh": ("New conversation", "新建对话"),
    "page.chat_search": ("Search conversations", "搜索对话"),
    "page.chat_none": ("Conversations you begin are kept here.", "你开始的对话会保存在这里。"),
    "page.chat_no_match": ("No conversation has these words in its title.", "没有标题包含这些文字的对话。"),
    "page.chat_working": ("working", "进行中"),
    # what the next turn sends
    "page.chat_sends": ("Next turn sends", "下一轮发送"),
    "page.chat_so_far": ("So far", "至今"),
}
