"""Words about money: what an estimate, a bill or a failure costs."""

WORDS: dict[str, tuple[str, str]] = {
    "money.no": ("Nothing was billed.", "未产生费用。"),
    "money.maybe": ("May be billed.", "可能已计费。"),
    "money.yes": ("It was billed.", "已计费。"),
    "money.billed": ("{cost} billed.", "已计费 {cost}。"),
    "money.rarely": ("Gateways rarely bill that.", "网关很少为此计费。"),
    "money.about": ("about {cost}", "约 {cost}"),
    "money.each": ("{count} × {each}, list price of {date}", "{count} × {each}，{date} 官方价"),
    "money.list": ("list price of {date}", "{date} 官方价"),
    "money.free": ("free", "免费"),
    "money.here": ("drawn on this machine", "在本机绘制"),
    "money.unknown": ("price unknown", "价格未知"),
    "money.ask_gateway": ("see the gateway’s own prices", "以网关价格为准"),
}
