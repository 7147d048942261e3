// The keyboard of a mask painter: what a key does, by the host's ways. Arrows and Space act where the picture has the focus, and nothing acts in a number's field.

export function listen(host) {
  const size = (k) => host.resize(k > 1 ? Math.max(host.size + 1, host.size * k) : Math.min(host.size - 1, host.size * k));
  const plain = {
    b: () => host.use("brush"), e: () => host.use("eraser"), r: () => host.numbers(), i: () => host.invert(), 0: () => host.fit(), 1: () => host.full(),
    "+": () => host.zoomBy(1.25), "=": () => host.zoomBy(1.25), "-": () => host.zoomBy(0.8), "[": () => size(1 / 1.15), "]": () => size(1.15),
  };
  const onPicture = { " ": () => host.space(true), arrowleft: () => host.moveBy(40, 0), arrowright: () => host.moveBy(-40, 0), arrowup: () => host.moveBy(0, 40), arrowdown: () => host.moveBy(0, -40) };
  host.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.altKey || event.target.matches("input[type=number]")) return;
    const key = event.key.toLowerCase();
    const held = { z: () => (event.shiftKey ? host.redo() : host.undo()), y: () => host.redo() };
    const run = event.ctrlKey || event.metaKey ? held[key] : plain[key] ?? (event.target === host.area && onPicture[key]);
    if (!run) return;
    event.preventDefault();
    run();
  });
  host.addEventListener("keyup", (event) => event.key === " " && host.space(false));
  host.area.addEventListener("blur", () => host.space(false));
}
