"""Words of the library on disk: its index, its health, what a crash left, the bin, `library` commands."""

WORDS: dict[str, tuple[str, str]] = {
    "store.index": ("The library’s index {path} can not be used: {what}.", "无法使用图库索引 {path}：{what}。"),
    "store.index.next": ("The pictures are safe in their files; run “library rebuild”.", "图片文件安然无恙；请运行 “library rebuild”。"),
    "store.index_broken": (
        "The library’s index {path} was broken. It is set aside as {aside}, and a new one is made from the files.",
        "图库索引 {path} 已损坏，已另存为 {aside}，并将从文件重建。",
    ),
    "store.index_newer": ("A newer Image Studio has made the library’s index {path}.", "图库索引 {path} 由更新版本的 Image Studio 创建。"),
    "store.index_newer.next": ("Start that one, or run “library rebuild”, which sets the index aside.", "请启动该版本，或运行 “library rebuild”（会将该索引另存）。"),
    "store.vanished": ("The studio’s home {path} is not there: its disk is gone.", "Studio 主目录 {path} 不可用：磁盘已断开。"),
    "store.vanished.next": ("Connect it again, or restart the studio to work with what is there now.", "请重新连接该磁盘，或重启 Studio 以使用现有内容。"),
    # what a crash left
    "store.recovered": ("Recovered: the studio ended while this picture was on its way. The gateway may have billed this.", "已恢复：此图片到达途中 Studio 意外结束。网关可能已为此计费。"),
    "store.recovered_cut": ("The studio ended before this answer did. What had come is kept; the gateway may have billed the rest.", "此回答尚未结束时 Studio 意外结束。已到达的内容已保留，其余部分网关可能已计费。"),
    "store.unsent": ("The studio was closed before this was sent.", "此请求发送前 Studio 已关闭。"),
    "store.unsent.next": ("Retry it.", "请重试。"),
    "store.no_recipe": ("The recipe of this run was lost; its pictures are kept.", "此次生成的配方已丢失，图片已保留。"),
    # what `library check` finds
    "store.check.missing": ("{name} is named by a record and not there.", "记录中有 {name}，但文件不存在。"),
    "store.check.changed": ("{name} does not hold the bytes that were delivered.", "{name} 的内容与收到时不同。"),
    "store.check.unrecorded": ("{name} is a whole picture that no record names. “library rebuild” puts it on its record.", "{name} 是完整图片，但没有记录。“library rebuild” 会将其补入记录。"),
    "store.check.broken_record": ("{name} does not read as a record: {what}.", "{name} 无法作为记录读取：{what}。"),
    "store.check.newer": ("{name} was written by a newer Image Studio (schema {schema}) and is left as it is.", "{name} 由更新版本的 Image Studio 写入（schema {schema}），保持原样。"),
    "store.check.unlisted": ("{name} is not in the index. “library rebuild” mends it.", "{name} 不在索引中。“library rebuild” 可修复。"),
    "store.check.stale": ("{name} says something else than the index. “library rebuild” mends it.", "{name} 与索引不一致。“library rebuild” 可修复。"),
    "store.check.orphan": ("{name} is in the index and not there. “library rebuild” mends it.", "索引中有 {name}，但文件不存在。“library rebuild” 可修复。"),
    "store.check.leftover": ("{name} is left over from work that did not end.", "{name} 是未完成工作的残留文件。"),
    "store.check.broken_chat": ("The conversation {name} does not read: {what}.", "对话 {name} 无法读取：{what}。"),
    "store.check.index": ("The index {name} can not be used: {what}. “library rebuild” mends it.", "无法使用索引 {name}：{what}。“library rebuild” 可修复。"),
    # `library` commands
    "store.no_picture": ("The library has no picture “{id}”.", "图库中没有图片“{id}”。"),
    "store.no_picture.next": ("“library search” lists ids.", "“library search” 会列出 ID。"),
    "store.more": ("{shown} of {total} are listed; --limit lists more.", "共 {total} 张，已列出 {shown} 张；使用 --limit 可列出更多。"),
    "store.checked": ("{pictures} pictures and {records} records were looked at; {problems} problems.", "已检查 {pictures} 张图片和 {records} 条记录；发现 {problems} 个问题。"),
    "store.rebuilt": ("The index is made again: {pictures} pictures of {records} runs.", "索引已重建：{pictures} 张图片，{records} 次生成。"),
    # stars, notes, tags
    "store.long_note": ("A note has at most {limit} characters.", "备注最多 {limit} 个字符。"),
    "store.many_tags": ("A picture has at most {limit} tags of 80 characters.", "每张图片最多 {limit} 个标签，每个不超过 80 个字符。"),
    # where what was paid for goes when the home takes nothing
    "store.kept_elsewhere": ("The studio’s home took no more: the picture is kept in {path} and goes home when there is room.", "Studio 主目录已无法写入：图片保存在 {path}，有空间后会自动移回。"),
    "store.elsewhere": ("{what} What came is kept in {path} and goes home when there is room.", "{what} 已到达的内容保存在 {path}，有空间后会自动移回。"),
    # how the home is
    "store.low": ("Only {free} are free on the disk of {path}.", "{path} 所在磁盘仅剩 {free}。"),
    "store.rescued": ("{runs} runs are kept in {path} until the studio’s home has room again.", "有 {runs} 次生成暂存在 {path}，待 Studio 主目录有空间后移回。"),
    "store.taking_in": ("The library is being read again: {done} of {all} runs.", "正在重新读取图库：{done}/{all} 次生成。"),
    "store.mended": ("{pictures} pictures were recovered from work that the studio did not finish. The gateway may have billed it.", "已从未完成的任务中恢复 {pictures} 张图片。网关可能已为此计费。"),
    "store.mended_none": ("{tiles} pictures had not arrived when the studio ended. The gateway may have billed them.", "Studio 结束时有 {tiles} 张图片尚未到达。网关可能已为此计费。"),
    "store.synced": (
        "The studio’s home {path} is carried to other machines by {name}. It works, a little slower; do not open it on two machines at once.",
        "Studio 主目录 {path} 由 {name} 同步到其他设备。可以使用，但稍慢；请勿在两台设备上同时打开。",
    ),
    "store.network": (
        "The studio’s home {path} is on a network folder ({name}). It works, a little slower; a folder on this machine is safer.",
        "Studio 主目录 {path} 位于网络文件夹（{name}）。可以使用，但稍慢；使用本机文件夹更安全。",
    ),
}
