// Mouse, pen and fingers over a picture that is painted on: one paints, two look closer, Space or the middle button moves. What a first finger painted before the
// second came is taken back. It knows the host's ways by name and nothing of pixels.

const YOUNG = 400; // ms, and
const NEAR = 12; // CSS pixels: a finger that did no more than this was the first of two
const ERASER = 32; // the bit of a pen's other end

export class MaskGestures {
  #fingers = new Map();
  #doing = ""; // "", "paint", "move", "pinch", "rest"
  space = false;
  constructor(host, area) {
    Object.assign(this, { host, area });
    const look = () => { this.rect = area.getBoundingClientRect(); };
    area.addEventListener("pointerenter", (event) => { look(); this.#hover(event); });
    area.addEventListener("pointerleave", () => !this.#doing && host.point(null));
    area.addEventListener("pointerdown", (event) => { look(); this.#press(event); });
    area.addEventListener("pointermove", (event) => { if (!this.rect) look(); this.#move(event); });
    for (const end of ["pointerup", "pointercancel"]) area.addEventListener(end, (event) => this.#release(event));
    area.addEventListener("contextmenu", (event) => event.preventDefault());
    area.addEventListener("wheel", (event) => {
      event.preventDefault();
      look();
      const by = event.deltaY * [1, 16, 400][event.deltaMode];
      host.zoomBy(Math.exp(-by / (event.ctrlKey ? 100 : 300)), ...this.#middle(this.#at(event)));
      this.#hover(event);
    }, { passive: false });
  }
  get busy() { return this.#doing === "paint"; }
  #at(event) { return { x: event.clientX - this.rect.left, y: event.clientY - this.rect.top }; }
  #middle({ x, y }) { return [x - this.rect.width / 2, y - this.rect.height / 2]; }
  #hover(event) { if (event.pointerType !== "touch") this.host.point(this.#at(event), this.#pressure(event)); }
  // The part of the size that a pen asks for; one without pressure says 0.5 for ever.
  #pressure(event) {
    if (event.pointerType !== "pen" || !event.pressure) return 1;
    this.presses ||= event.pressure !== 0.5;
    return this.presses ? 0.15 + 0.85 * event.pressure : 1;
  }
  #press(event) {
    if (!this.host.ready || (event.pointerType === "mouse" && event.button > 1)) return;
    if (this.#fingers.size && (event.pointerType !== "touch" || this.type !== "touch")) return; // a hand that rests beside a pen
    event.preventDefault();
    this.area.setPointerCapture(event.pointerId);
    this.area.focus({ preventScroll: true });
    const at = this.#at(event);
    this.#fingers.set(event.pointerId, at);
    this.type = event.pointerType;
    if (this.#fingers.size > 1) {
      if (this.#doing === "paint") this.host.end(event.timeStamp - this.began > YOUNG || this.far > NEAR);
      this.#doing = "pinch";
      return this.host.point(null);
    }
    const moves = this.space || event.button === 1;
    Object.assign(this, { began: event.timeStamp, from: at, far: 0 });
    this.#doing = moves ? "move" : "paint";
    this.area.classList.toggle("held", moves);
    if (moves) return this.host.point(null);
    const pressure = this.#pressure(event);
    this.host.point(at, pressure);
    return this.host.start(at, pressure, Boolean(event.buttons & ERASER));
  }
  #move(event) {
    const was = this.#fingers.get(event.pointerId);
    const now = this.#at(event);
    if (!was) return this.#doing ? undefined : this.#hover(event);
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (this.#doing === "pinch" && other) {
      const wide = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.host.moveBy((now.x - was.x) / 2, (now.y - was.y) / 2);
      this.host.zoomBy(wide(now) / wide(was), ...this.#middle({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }));
    } else if (this.#doing === "move") this.host.moveBy(now.x - was.x, now.y - was.y);
    else if (this.#doing === "paint") {
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [event]) this.host.go(this.#at(one), this.#pressure(one));
      this.far = Math.max(this.far, Math.hypot(now.x - this.from.x, now.y - this.from.y));
      this.host.point(now, this.#pressure(event));
    }
    return void this.#fingers.set(event.pointerId, now);
  }
  #release(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    if (this.#doing === "paint") this.host.end(event.type === "pointerup" || this.far > NEAR);
    this.#doing = this.#fingers.size ? "rest" : ""; // a finger that stays after two does not paint
    if (this.#doing) return;
    this.area.classList.remove("held");
    if (event.pointerType === "touch") this.host.point(null);
  }
  // Nothing is held any more: the layer was closed.
  drop() {
    this.#fingers.clear();
    this.#doing = "";
    this.space = false;
    this.area.classList.remove("held", "moves");
  }
}
