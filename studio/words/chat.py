"""Words of conversations: what can not be done in one, and what stands for the earlier turns where they can not be sent again."""

WORDS: dict[str, tuple[str, str]] = {
    "chat.busy": ("This conversation still works on the last turn.", "此对话的上一轮仍在进行。"),
    "chat.busy.next": ("Wait for it, or stop it.", "请等待其完成，或先停止。"),
    "chat.no_exchange": ("This conversation has no such turn.", "此对话中没有这一轮。"),
    "chat.no_exchange.next": ("Reload the page.", "请重新加载页面。"),
    "chat.unkept": ("This turn could not be written into the conversation, its picture is kept: {what}", "此轮未能写入对话，图片已保留：{what}"),
    "chat.one": ("A turn of a conversation is one picture, so count went from {asked} to 1.", "对话每轮生成一张图片，数量已由 {asked} 改为 1。"),
    "chat.no_room": (
        "{model} takes {limit} pictures and this turn gives as many, so the picture so far was not sent.",
        "{model} 最多接受 {limit} 张图片，本轮已附满，因此未发送先前的图片。",
    ),
    "chat.shortened": ("The first {count} instructions had no room and were left out.", "最早的 {count} 条指令放不下，已略去。"),
    "chat.aspect_so_far": ("Auto follows the picture so far: {sent}, the nearest ratio offered.", "自动跟随当前图片：{sent}，为可用宽高比中最接近的。"),
    # written for the model, in the language of the prompt
    "chat.so_far": ("The picture so far is image {number}.", "当前图片是图 {number}。"),
    "chat.earlier": ("Earlier instructions, in order; keep what they asked for:", "先前的指令依次如下，请保留其要求："),
    "chat.unsent": ("(with {count} pictures that are not sent again)", "（附有 {count} 张图片，不再发送）"),
}
