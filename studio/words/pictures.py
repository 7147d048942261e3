"""Words about picture files: references that can not be sent, replies that are not pictures, and what was changed on the way.

A note has a `.short` form for places where the file's name or number stands beside it already (the tray).
"""

_READ = "PNG, JPEG, WebP, HEIC, AVIF, TIFF, BMP and GIF are read."
_READ_ZH = "可读取 PNG、JPEG、WebP、HEIC、AVIF、TIFF、BMP 和 GIF。"
_KEPT = "What came is kept with the run; try again, or report it to the gateway."
_KEPT_ZH = "收到的内容已随本次任务保存；可重试，或向网关反馈。"
_HEIC = "Run pip install 'image-studio[heic]' and start the studio again"
_HEIC_ZH = "运行 pip install 'image-studio[heic]' 并重启工作室"

WORDS: dict[str, tuple[str, str]] = {
    # a person's file, before anything is sent
    "picture.gone": (
        "“{name}” can not be read: it was moved or deleted, or this account may not open it.",
        "无法读取“{name}”：文件已移动、已删除，或当前账户无权打开。",
    ),
    "picture.gone.next": ("Add it again.", "请重新添加。"),
    "picture.empty": ("“{name}” is empty: it has 0 bytes.", "“{name}”是空文件（0 字节）。"),
    "picture.empty.next": ("Check the copy or the download, and add it again.", "请检查复制或下载是否完整，再重新添加。"),
    "picture.bytes": ("“{name}” has {size}; one reference may have up to {limit}.", "“{name}”大小为 {size}；每张参考图上限为 {limit}。"),
    "picture.bytes.next": ("Save it smaller, or as JPEG, and add that.", "请缩小或另存为 JPEG 后再添加。"),
    "picture.pixels": (
        "“{name}” says it has {width}×{height} pixels; up to {limit} million are read.",
        "“{name}”标称 {width}×{height} 像素；最多读取 {limit} 百万像素。",
    ),
    "picture.pixels.next": ("Scale it down in an image program, and add that.", "请用图像软件缩小后再添加。"),
    "picture.text": ("“{name}” holds text, not a picture, whatever its name says.", "无论文件名如何，“{name}”的内容是文本，不是图片。"),
    "picture.text.next": (_READ, _READ_ZH),
    "picture.page": ("“{name}” is a web page, not a picture.", "“{name}”是网页，不是图片。"),
    "picture.page.next": ("Save the picture itself from the page, and add that.", "请从网页中保存图片本身，再添加。"),
    "picture.svg": ("“{name}” is an SVG drawing, which image models do not take.", "“{name}”是 SVG 矢量图，图像模型不接受。"),
    "picture.svg.next": ("Export it as PNG, and add that.", "请导出为 PNG 后再添加。"),
    "picture.foreign": ("“{name}” is a file of the kind {kind}, which is not read here.", "“{name}”是 {kind} 文件，此处无法读取。"),
    "picture.foreign.next": (f"{_READ} Export it as one of them.", f"{_READ_ZH}请导出为其中一种格式。"),
    "picture.unknown": ("“{name}” is not a picture: its first bytes are those of no known format.", "“{name}”不是图片：文件开头不属于任何已知格式。"),
    "picture.unknown.next": (_READ, _READ_ZH),
    "picture.cut": ("“{name}” is damaged or cut short: it can not be decoded to its last line.", "“{name}”已损坏或不完整：无法解码到最后一行。"),
    "picture.cut.next": (
        "Copy or download it again; or open it in an image program, save it anew, and add that.",
        "请重新复制或下载；或用图像软件打开并另存后再添加。",
    ),
    "picture.heic": (
        "“{name}” is a HEIC picture, and this studio was installed without the part that reads them.",
        "“{name}”是 HEIC 图片，而当前安装未包含 HEIC 支持。",
    ),
    "picture.heic.next": (f"{_HEIC}; or export the picture as JPEG.", f"{_HEIC_ZH}；或将图片导出为 JPEG。"),
    "picture.budget": (
        "References: {count}. They have {size} as they are sent, and this gateway takes {limit} in all; reduced that far, one would be too small to be of use.",
        "待发送的 {count} 张参考图编码后共 {size}，而此网关总共只接受 {limit}；压缩到该大小后图片将过小而无法使用。",
    ),
    "picture.budget.next": ("Remove some, or use a gateway that takes more.", "请移除部分图片，或改用上限更高的网关。"),
    "picture.disk": ("“{path}” does not take another file: {what}.", "无法写入“{path}”：{what}。"),
    "picture.disk.next": ("Make room, or check that this account may write there.", "请腾出空间，或确认当前账户有写入权限。"),
    # a gateway's reply
    "picture.not_one": ("What came in the picture’s place is not a picture.", "图片位置上收到的不是图片。"),
    "picture.not_one.next": (_KEPT, _KEPT_ZH),
    "picture.reply.gone": ("The picture that arrived can not be read from disk any more.", "收到的图片已无法从磁盘读取。"),
    "picture.reply.gone.next": ("Check the library’s folder; another program may have moved it.", "请检查图库文件夹；可能被其他程序移动。"),
    "picture.reply.empty": ("The gateway sent an empty picture.", "网关返回了空图片。"),
    "picture.reply.empty.next": (_KEPT, _KEPT_ZH),
    "picture.reply.bytes": ("The picture that arrived has {size}; up to {limit} are read.", "收到的图片大小为 {size}；最多读取 {limit}。"),
    "picture.reply.bytes.next": ("It is kept with the run and opens in an image program.", "它已随本次任务保存，可用图像软件打开。"),
    "picture.reply.pixels": (
        "The picture that arrived says it has {width}×{height} pixels; up to {limit} million are read.",
        "收到的图片标称 {width}×{height} 像素；最多读取 {limit} 百万像素。",
    ),
    "picture.reply.pixels.next": ("It is kept with the run and was not decoded.", "它已随本次任务保存，未解码。"),
    "picture.reply.text": ("The gateway sent text in the picture’s place.", "网关在图片位置返回了文本。"),
    "picture.reply.text.next": (_KEPT, _KEPT_ZH),
    "picture.reply.page": ("The gateway sent a web page in the picture’s place.", "网关在图片位置返回了网页。"),
    "picture.reply.page.next": (_KEPT, _KEPT_ZH),
    "picture.reply.svg": (
        "The gateway sent an SVG drawing, which is not shown here: it can carry scripts.",
        "网关返回了 SVG 矢量图；它可能包含脚本，此处不予显示。",
    ),
    "picture.reply.svg.next": (_KEPT, _KEPT_ZH),
    "picture.reply.foreign": ("The gateway sent a file of the kind {kind} in the picture’s place.", "网关在图片位置返回了 {kind} 文件。"),
    "picture.reply.foreign.next": (_KEPT, _KEPT_ZH),
    "picture.reply.unknown": ("The gateway sent something that is not a picture.", "网关返回的内容不是图片。"),
    "picture.reply.unknown.next": (_KEPT, _KEPT_ZH),
    "picture.reply.cut": ("The picture that arrived is damaged or cut short.", "收到的图片已损坏或不完整。"),
    "picture.reply.cut.next": (_KEPT, _KEPT_ZH),
    "picture.reply.heic": (
        "The gateway sent a HEIC picture, and this studio was installed without the part that reads them.",
        "网关返回了 HEIC 图片，而当前安装未包含 HEIC 支持。",
    ),
    "picture.reply.heic.next": (f"It is kept with the run. {_HEIC} to see the next one.", f"它已随本次任务保存。{_HEIC_ZH}后即可查看后续图片。"),
    # what was changed
    "picture.note.converted": ("{name}: {before} → {after}.", "{name}：{before} → {after}。"),
    "picture.note.converted.short": ("{before} → {after}", "{before} → {after}"),
    "picture.note.really": ("{name} is a {format} file, whatever its name says.", "{name} 实为 {format} 文件，与文件名不符。"),
    "picture.note.really.short": ("really {format}", "实为 {format}"),
    "picture.note.turned": ("{name}: turned upright, as its camera noted.", "{name}：已按相机记录的方向转正。"),
    "picture.note.turned.short": ("turned upright", "已转正"),
    "picture.note.frame": ("{name}: only its first frame is sent.", "{name}：仅发送第一帧。"),
    "picture.note.frame.short": ("first frame", "第一帧"),
    "picture.note.bits": ("{name}: more than 8 bits a channel → 8.", "{name}：每通道位深降为 8 位。"),
    "picture.note.bits.short": ("8 bits a channel", "每通道 8 位"),
    "picture.note.colours": ("{name}: colours converted, {before} → {after}.", "{name}：色彩已转换，{before} → {after}。"),
    "picture.note.colours.short": ("{before} → {after}", "{before} → {after}"),
    "picture.note.private": ("{name}: its metadata stays on this machine.", "{name}：元数据保留在本机，不发送。"),
    "picture.note.private.short": ("without metadata", "不含元数据"),
    "picture.note.place": ("{name}: its metadata, with the place it was taken, stays on this machine.", "{name}：元数据（含拍摄地点）保留在本机，不发送。"),
    "picture.note.place.short": ("without place and metadata", "不含地点和元数据"),
    "picture.note.reduced": (
        "Picture {number} was reduced to fit the {limit} that the gateway takes: {before} → {after}.",
        "为不超过网关 {limit} 的上限，第 {number} 张图片已缩减：{before} → {after}。",
    ),
    "picture.note.reduced.short": ("{before} → {after}", "{before} → {after}"),
}
