// One picture, as large as the stage: 0 fits, 1 is 100 %, wheel and fingers zoom, dragging moves, arrows go on, Esc goes back.
import { Part, attr, clamp, h, icon, iconButton, ours, shown, t, text } from "./dom.js";
import { drop, push } from "./layers.js";

const MOST = 16;

class PictureView extends Part {
  #tiles = [];
  #at = 0;
  #view = { z: 0, x: 0, y: 0 };
  #fingers = new Map();
  build() {
    this.img = h("img", { alt: "", draggable: "false" });
    this.frame = h("div.frame", {}, this.img);
    this.label = h("span.what");
    this.scale = h("span.scale", { role: "status" });
    this.previous = iconButton("l", t("previous"), () => this.#go(-1), false);
    this.next = iconButton("r", t("next"), () => this.#go(1), false);
    this.save = h("a.icon-btn", { "aria-label": t("download"), title: t("download"), download: "" }, icon("down"));
    const use = (sign, word, to) => iconButton(sign, t(word), () => { const { n } = this.#tiles[this.#at]; this.close(); this.use(to, n); }, false);
    this.uses = [use("plus", "use_reference", "reference"), use("chat", "use_chat", "chat")];
    this.tools = h("div.tools", { role: "toolbar", "aria-label": t("large_view") }, this.previous, this.next, this.label,
      h("button.btn.s", { onclick: () => this.#fit() }, t("fit"), " ", h("kbd", { text: "0", "aria-hidden": "true" })),
      h("button.btn.s", { onclick: () => this.#zoomTo(1) }, "100 %", " ", h("kbd", { text: "1", "aria-hidden": "true" })),
      this.scale, ...this.uses, this.save, iconButton("x", t("back_to_tiles"), () => this.close(), false));
    this.append(this.frame, this.tools);
    this.layer = { node: this, trap: true, close: () => this.close() };
    attr(this, "role", "dialog");
    attr(this, "aria-modal", "true");
    attr(this, "aria-label", t("large_view"));
    this.#pointers();
    this.addEventListener("keydown", (event) => this.#keys(event));
    new ResizeObserver(() => !this.hidden && (this.#view.z === 0 ? this.#fit() : this.#put())).observe(this.frame);
  }
  // `use(to, n)` is what a picture is used by elsewhere; without it nothing of the kind is offered.
  open(tiles, at, all, use) {
    this.#tiles = tiles;
    this.all = all;
    this.use = use;
    for (const button of this.uses) shown(button, use);
    const fresh = this.hidden;
    shown(this, true);
    if (fresh) push(this.layer);
    this.#show(at);
    this.tools.lastChild.focus({ preventScroll: true });
  }
  close() {
    if (this.hidden) return;
    shown(this, false);
    drop(this.layer);
  }
  #go(by) {
    this.#show((this.#at + by + this.#tiles.length) % this.#tiles.length);
    this.dispatchEvent(new CustomEvent("move", { detail: this.#tiles[this.#at].n }));
  }
  async #show(at) {
    this.#at = at;
    const tile = this.#tiles[at];
    attr(this.img, "alt", tile.alt);
    text(this.label, [this.all > 1 || this.use ? t("tile_of", { n: tile.n, all: this.all }) : tile.alt, tile.fact].filter(Boolean).join(" · "));
    attr(this.save, "href", ours(tile.original) || null);
    shown(this.save, ours(tile.original));
    shown(this.previous, this.#tiles.length > 1);
    shown(this.next, this.#tiles.length > 1);
    this.sharp = false;
    this.natural = null;
    this.img.src = ours(tile.preview);
    await this.img.decode().catch(() => {});
    if (this.#tiles[this.#at] !== tile) return;
    this.natural = sizeIn(tile.fact) ?? [this.img.naturalWidth, this.img.naturalHeight];
    this.#fit();
  }
  #fits() {
    const [width, height] = this.natural ?? [1, 1];
    return Math.min(this.frame.clientWidth / width, this.frame.clientHeight / height, 4);
  }
  #now() { return this.#view.z || this.#fits(); }
  #fit() {
    this.#view = { z: 0, x: 0, y: 0 };
    this.#put();
  }
  // The scale is picture pixels to screen pixels; what is under (cx, cy), measured from the middle, stays there.
  #zoomTo(z, cx = 0, cy = 0) {
    const to = clamp(z / devicePixelRatio || 1, Math.min(this.#fits(), 0.1), MOST);
    const k = to / this.#now();
    this.#view = { z: to, x: cx - (cx - this.#view.x) * k, y: cy - (cy - this.#view.y) * k };
    this.#put();
  }
  #put() {
    if (!this.natural) return;
    const z = this.#now();
    const [width, height] = [this.natural[0] * z, this.natural[1] * z];
    const roomX = Math.max(0, (width - this.frame.clientWidth) / 2);
    const roomY = Math.max(0, (height - this.frame.clientHeight) / 2);
    this.#view.x = clamp(this.#view.x, -roomX, roomX);
    this.#view.y = clamp(this.#view.y, -roomY, roomY);
    Object.assign(this.img.style, { width: `${width}px`, height: `${height}px`, transform: `translate(calc(-50% + ${this.#view.x}px), calc(-50% + ${this.#view.y}px))` });
    this.img.classList.toggle("pixels", z * devicePixelRatio > 3);
    text(this.scale, `${Math.round(z * devicePixelRatio * 100)} %`);
    this.frame.classList.toggle("movable", roomX + roomY > 0);
    if (width * devicePixelRatio > this.img.naturalWidth * 1.05) this.#sharpen();
  }
  // Past the preview's own pixels the untouched original takes its place.
  async #sharpen() {
    const original = ours(this.#tiles[this.#at]?.original);
    if (this.sharp || !original) return;
    this.sharp = true;
    const at = this.#at;
    const next = new Image();
    next.src = original;
    await next.decode().catch(() => {});
    if (at === this.#at && next.naturalWidth) this.img.src = original;
  }
  #keys(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const closer = () => this.#by(1.25);
    const run = {
      0: () => this.#fit(), 1: () => this.#zoomTo(1), "+": closer, "=": closer, "-": () => this.#by(0.8), ArrowLeft: () => this.#go(-1), ArrowRight: () => this.#go(1),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
  #by(k, cx, cy) { this.#zoomTo(this.#now() * devicePixelRatio * k, cx, cy); }
  #pointers() {
    const frame = this.frame;
    const at = (event) => {
      const box = frame.getBoundingClientRect();
      return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    };
    frame.addEventListener("pointerdown", (event) => { frame.setPointerCapture(event.pointerId); this.#fingers.set(event.pointerId, at(event)); });
    frame.addEventListener("pointermove", (event) => {
      const was = this.#fingers.get(event.pointerId);
      if (!was) return;
      const now = at(event);
      const other = [...this.#fingers.entries()].find(([id]) => id !== event.pointerId)?.[1];
      const far = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      if (other) this.#by(far(now) / far(was), (now.x + other.x) / 2, (now.y + other.y) / 2);
      else { this.#view = { z: this.#now(), x: this.#view.x + now.x - was.x, y: this.#view.y + now.y - was.y }; this.#put(); }
      this.#fingers.set(event.pointerId, now);
    });
    for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, (event) => this.#fingers.delete(event.pointerId));
    frame.addEventListener("wheel", (event) => { event.preventDefault(); const { x, y } = at(event); this.#by(Math.exp(-event.deltaY / 300), x, y); }, { passive: false });
    frame.addEventListener("dblclick", (event) => { const { x, y } = at(event); if (this.#view.z) this.#fit(); else this.#zoomTo(1, x, y); });
  }
}

// The original's pixels are in the fact line, `2400×1792 PNG`: a preview alone does not know them.
function sizeIn(fact) {
  const found = /(\d{2,5})\s*[×x]\s*(\d{2,5})/.exec(fact ?? "");
  return found ? [Number(found[1]), Number(found[2])] : null;
}

customElements.define("picture-view", PictureView);
