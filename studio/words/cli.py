"""Words of the settings and the command line."""

WORDS: dict[str, tuple[str, str]] = {
    "settings.number": ("{variable} is “{value}”; it takes a number from {low} to {high}.", "{variable} 为“{value}”，应为 {low} 到 {high} 之间的数。"),
    "settings.switch": ("{variable} is “{value}”; it takes yes or no.", "{variable} 为“{value}”，应为 yes 或 no。"),
    "settings.home": ("STUDIO_HOME is “{value}”, which names no folder.", "STUDIO_HOME 为“{value}”，不是有效的文件夹。"),
    "settings.env": ("{path} can not be read: {what}.", "无法读取 {path}：{what}。"),
    "settings.env.next": ("Save it as plain UTF-8 text.", "请将其保存为 UTF-8 纯文本。"),
    "settings.auth": ("STUDIO_AUTH holds something that is not user:password.", "STUDIO_AUTH 中有不符合 user:password 的内容。"),
    "settings.toml": ("gateways.toml can not be read: {what}.", "无法读取 gateways.toml：{what}。"),
    "settings.gateway": ("gateways.toml, [gateway.{name}]: “{what}” is missing, not known here, or not of its kind.", "gateways.toml 的 [gateway.{name}]：“{what}”缺失、无法识别或类型不符。"),
    "serve.ready": ("Image Studio is ready at {url}", "Image Studio 已就绪：{url}"),
    "serve.port": ("Port {port} is in use, so {free} is taken.", "端口 {port} 已被占用，改用 {free}。"),
    "serve.no_port": ("No free port from {port} on.", "从 {port} 起没有空闲端口。"),
    "serve.open": (
        "Without a sign-in the studio listens on this machine only.",
        "未设置登录时，Studio 仅在本机监听。",
    ),
    "serve.open.next": (
        "Set STUDIO_AUTH=user:password (or --auth) to listen on {host}, or to open a share link.",
        "如需监听 {host} 或开启分享链接，请设置 STUDIO_AUTH=user:password（或 --auth）。",
    ),
    "serve.draining": ("Waiting up to {seconds} s for {count} running; press Ctrl+C again to stop them.", "最多等待 {seconds} 秒以完成 {count} 个任务；再按 Ctrl+C 立即停止。"),
    "serve.no_tunnel": ("The share link could not be opened: {what}.", "无法开启分享链接：{what}。"),
    "store.read_only": ("The studio’s home {path} can not be written: {what}.", "无法写入 Studio 主目录 {path}：{what}。"),
    "store.read_only.next": ("Choose another with STUDIO_HOME or --home.", "请用 STUDIO_HOME 或 --home 指定其他目录。"),
    "store.full": ("The disk of {path} is full.", "{path} 所在磁盘已满。"),
    "store.full.next": ("Free some space, then retry.", "请清理空间后重试。"),
    "store.unrecorded": ("The recipe could not be written, the pictures are kept: {what}", "配方未能写入，图片已保留：{what}"),
    "store.no_file": ("{name} can not be read: {what}.", "无法读取 {name}：{what}。"),
    "store.bad_session": ("“{name}” can not name a conversation.", "“{name}”不能用作对话名。"),
    "store.bad_session.next": ("Use letters, digits, dots, dashes and underscores.", "请使用字母、数字、点、连字符和下划线。"),
}
