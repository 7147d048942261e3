// Mouse, fingers and wheel over a comparer: one pointer slides, pans or moves the loupe, two zoom in every mode, a double press goes between fit and all pixels.
// It knows the host's ways by name and nothing of pictures.

const NEAR = 24; // a press this close to the divider holds the divider, also when zoomed

export class CompareGestures {
  #fingers = new Map();
  #touched = { type: "", time: 0, x: 0, y: 0, slid: 50 };
  constructor(host) {
    this.host = host;
    const { stage } = host;
    const look = () => { this.rect = stage.getBoundingClientRect(); };
    stage.addEventListener("pointerenter", look);
    stage.addEventListener("mousedown", (event) => event.preventDefault()); // the browser would take the focus from the grip
    stage.addEventListener("pointerdown", (event) => {
      if (!host.unit || (event.pointerType === "mouse" && event.button)) return;
      look();
      stage.setPointerCapture(event.pointerId);
      host.focus({ preventScroll: true });
      this.#press(event, this.#point(event));
    });
    stage.addEventListener("pointermove", (event) => {
      const was = this.#fingers.get(event.pointerId);
      if (!this.rect || !host.unit) return;
      const now = this.#point(event);
      if (was) this.#drag(event, was, now);
      else if (event.pointerType !== "touch") host.rule.hover?.(host, now, "mouse");
    });
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.#release(event));
    stage.addEventListener("pointerleave", () => stage.classList.remove("over"));
    stage.addEventListener("wheel", (event) => {
      if (!host.unit) return;
      event.preventDefault();
      look();
      const by = event.deltaY * [1, 16, 400][event.deltaMode];
      this.#zoom(Math.exp(-by / (event.ctrlKey ? 100 : 300)), this.#point(event));
    }, { passive: false });
    stage.addEventListener("dblclick", (event) => this.#touched.type !== "touch" && host.unit && this.#toggle(this.#point(event)));
  }
  #point(event) { return { x: event.clientX - this.rect.left, y: event.clientY - this.rect.top }; }
  // What is under `point` stays there.
  #zoom(k, point, room = this.host.roomAt(point)) {
    this.host.camera.active = room;
    this.host.zoomBy(k, ...this.host.inside(point, room));
  }
  #press(event, point) {
    const { host } = this;
    this.#fingers.set(event.pointerId, point);
    host.stage.classList.add("held");
    host.stage.classList.remove("over");
    // the first press of a double one moves the divider: the second puts it back
    if (this.#fingers.size === 1 && event.timeStamp - this.#touched.time > 400) this.#touched.slid = host.slid;
    const slides = host.slides && !host.alone;
    const off = slides ? host.offDivider(point) : 0;
    const near = slides && (event.composedPath().includes(host.grip) || (!host.rule.slides.shown && Math.abs(off) <= NEAR));
    const room = host.roomAt(point);
    host.camera.active = room;
    this.hold = { slides: slides && this.#fingers.size === 1 && (near || !host.movable), off: near ? off : 0, room, from: point, far: false, looks: event.pointerType === "touch" || !host.movable };
    this.#rest(this.#fingers.size === 1);
    if (this.#fingers.size === 2 && slides) host.slid = this.#touched.slid; // the first of two fingers meant no divider
    if (this.hold.slides && !(near && host.rule.slides.shown)) host.slideTo(point, this.hold.off);
    else if (this.hold.looks && this.#fingers.size === 1) host.rule.hover?.(host, point, event.pointerType);
  }
  // A pointer rests on the picture: where that shows B, it does.
  #rest(down) {
    const { host } = this;
    if (!host.rule.press || host.rule.slides || host.pressed === down) return;
    host.pressed = down;
    host.rule.press(host, down, false);
  }
  #drag(event, was, now) {
    const { host, hold } = this;
    this.#fingers.set(event.pointerId, now);
    const other = [...this.#fingers].find(([one]) => one !== event.pointerId)?.[1];
    if (Math.hypot(now.x - hold.from.x, now.y - hold.from.y) > 6) hold.far = true;
    if (other) {
      const wide = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      host.moveBy((now.x - was.x) / 2, (now.y - was.y) / 2);
      this.#zoom(wide(now) / wide(was), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, hold.room);
    } else if (hold.slides) host.slideTo(now, hold.off);
    else if (host.rule.hover && hold.looks && host.rule.again) host.rule.hover(host, now, event.pointerType);
    else host.moveBy(now.x - was.x, now.y - was.y);
  }
  #release(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    const { host, hold } = this;
    host.stage.classList.toggle("held", this.#fingers.size > 0);
    if (this.#fingers.size) this.hold = { ...hold, slides: false, looks: false, far: true };
    else this.#rest(false);
    const last = this.#touched;
    const tap = event.type === "pointerup" && !hold.far && !this.#fingers.size;
    const twice = tap && event.pointerType === "touch" && last.type === "touch" && event.timeStamp - last.time < 400 && Math.hypot(hold.from.x - last.x, hold.from.y - last.y) < 30;
    this.#touched = { type: event.pointerType, time: tap && !twice ? event.timeStamp : 0, x: hold.from.x, y: hold.from.y, slid: last.slid };
    if (twice) this.#toggle(hold.from);
  }
  #toggle(point) {
    const { host } = this;
    if (host.slides) host.slid = this.#touched.slid;
    host.camera.active = host.roomAt(point);
    if (host.fits) host.full(...host.inside(point));
    else host.fit();
  }
}
