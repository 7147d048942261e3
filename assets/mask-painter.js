// Painting what is to change in image 1: a layer over a stage. `open({shot, id, mask})`: shot is the picture, id its reference, mask {id, href} what to go on from.
// Done sends the mask to our own route and tells `mask` with {id, href, share, said, notes}, Remove tells it with null. Esc and Cancel close and lose nothing: the
// work on a picture is kept while the page is open.
import { Part, announce, attr, clamp, h, ours, shown, t, text } from "./dom.js";
import { drop, push } from "./layers.js";
import { MaskGestures } from "./mask-painter-gestures.js";
import { listen } from "./mask-painter-keys.js";
import { read, written } from "./mask-painter-png.js";
import { sent, taking } from "./mask-painter-send.js";
import { MaskTools, hint } from "./mask-painter-tools.js";
import { MaskView } from "./mask-painter-view.js";
import { forget, workOn } from "./mask-painter-works.js";

const QUIET = 700; // ms without a stroke before the share is read out

class MaskPainter extends Part {
  size = 64; // of the brush, in pixels of the picture
  #opened = 0; // which opening an answer belongs to
  #wait = null;

  build() {
    this.img = h("img", { alt: "", draggable: "false" });
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.cursor = h("i.cursor", { hidden: true });
    this.corner = h("i.corner", { hidden: true });
    this.into = h("p.into", { hidden: true, text: t("mask_drop") });
    this.area = h("div.area", { tabindex: "0", role: "application", "aria-label": t("mask_area"), "aria-describedby": "mask-hint mask-keys" }, this.img, this.canvas, this.corner, this.cursor, this.into);
    this.input = h("input", { type: "file", accept: "image/*,.heic,.heif,.avif,.tif,.tiff", hidden: true, onchange: () => { const [file] = this.input.files; this.#import(file); this.input.value = ""; } });
    this.tools = new MaskTools(this);
    this.append(this.tools.bar, this.tools.row, this.area, this.tools.told, this.tools.foot, h("span.vh", { id: "mask-keys", text: t("mask_area_keys") }), this.input);
    this.view = new MaskView(this.area, this.img, this.canvas, () => this.#looked());
    this.gestures = new MaskGestures(this, this.area);
    this.layer = { node: this, trap: true, close: () => this.close() };
    attr(this, "role", "dialog");
    attr(this, "aria-modal", "true");
    attr(this, "aria-label", t("mask_title"));
    shown(this, false);
    listen(this);
    taking(this, (yes) => shown(this.into, yes), (files) => this.#import(...files));
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation()); // nothing of it is for gradio
  }
  get ready() { return Boolean(this.work) && !this.loading; }

  // ---- open and close ----
  async open({ shot, id, mask = null }) {
    const turn = ++this.#opened;
    const fresh = this.hidden;
    shown(this, true);
    if (fresh) push(this.layer);
    else this.end(false);
    this.#stop();
    Object.assign(this, { shot, id, had: Boolean(mask), loading: false });
    this.tools.tell("");
    this.sharp = false;
    attr(this.img, "alt", shot.alt ?? t("mask_image"));
    if (this.img.getAttribute("src") !== ours(shot.preview)) this.img.src = ours(shot.preview);
    const { work, again } = workOn(id, shot, mask?.id ?? "");
    this.work = work;
    this.unit = shot.width / work.bitmap.width; // pixels of the picture for one of the mask
    this.view.show(work.bitmap, shot.width);
    this.tools.showPicture(shot.width, shot.height);
    this.resize(work.size ?? Math.max(1, Math.round(Math.max(shot.width, shot.height) / 16)));
    this.use(this.tool === "eraser" || !this.tool ? "brush" : this.tool);
    this.#changed();
    this.area.focus({ preventScroll: true });
    if (again && this.dirty) this.tools.tell(t("mask_said_back"));
    if (!again && mask) await this.#load(mask.href ?? `/masks/${mask.id}`, turn);
    else announce(hint(work.bitmap.share));
  }
  get dirty() { return Boolean(this.work) && this.work.bitmap.state !== this.work.saved; }
  async #load(href, turn) {
    const { work } = this;
    this.loading = true;
    try {
      work.bitmap.fill(await read(ours(href), work.bitmap.width, work.bitmap.height));
    } catch {
      if (turn === this.#opened) this.tools.tell(t("mask_unread"), true);
      work.mask = ""; // what is painted now is another
    }
    if (turn !== this.#opened) return;
    this.loading = false;
    this.view.again([0, 0, work.bitmap.width, work.bitmap.height]);
    this.#changed();
    announce(hint(work.bitmap.share));
  }
  // Esc and Cancel: what was painted since stays.
  close() {
    if (this.hidden) return;
    this.end(false);
    this.#stop();
    if (this.dirty) announce(t("mask_said_kept"));
    else if (!this.work.mask || this.loading) forget(this.id);
    this.#leave();
  }
  #leave() {
    this.#opened++;
    this.loading = false;
    this.gestures.drop();
    this.point(null);
    this.outline(null);
    shown(this, false);
    drop(this.layer);
  }
  #stop() {
    this.#wait?.abort();
    this.#wait = null;
    this.tools.showBusy(false);
  }

  // ---- painting, called by the gestures ----
  start(at, pressure, other) {
    this.stroke = { value: this.tool === "eraser" || other ? 0 : 1, last: null, box: null, from: this.view.inside(at.x, at.y) };
    this.work.bitmap.begin();
    this.tools.tell("");
    this.go(at, pressure);
  }
  go(at, pressure) {
    const { stroke, view, work } = this;
    if (!stroke) return;
    const [x, y] = view.inside(at.x, at.y);
    if (this.tool === "rectangle") {
      stroke.box = this.#within([stroke.from, [x, y]]);
      return this.outline(stroke.box.map((one) => Math.round(one * this.unit)));
    }
    const now = [x, y, (this.size / this.unit / 2) * pressure];
    const box = work.bitmap.stroke(stroke.last ?? now, now, stroke.value);
    stroke.last = now;
    view.again(box);
    this.tools.showShare(work.bitmap.share);
  }
  // Whole pixels between two corners, whichever way they lie.
  #within([a, b]) {
    const { width, height } = this.work.bitmap;
    const side = (axis, most) => [clamp(Math.floor(Math.min(a[axis], b[axis])), 0, most), clamp(Math.ceil(Math.max(a[axis], b[axis])), 0, most)];
    const [[left, right], [top, bottom]] = [side(0, width), side(1, height)];
    return [left, top, right, bottom];
  }
  // The stroke is done, or (`kept` is false) is taken back.
  end(kept) {
    const { stroke, work } = this;
    if (!stroke) return;
    this.stroke = null;
    if (kept && stroke.box) {
      this.view.again(work.bitmap.rectangle(stroke.box, stroke.value));
      this.tools.showBox(stroke.box.map((one) => Math.round(one * this.unit)));
    }
    if (kept) work.bitmap.commit();
    else this.view.again(work.bitmap.revert());
    this.outline(null);
    this.#changed();
    if (kept) this.#sayLater();
  }
  // The circle that will be painted, at a point of the area; null for none.
  point(at, pressure = 1) {
    this.at = at;
    const seen = at && this.ready && this.tool !== "rectangle" && !this.gestures.space;
    shown(this.cursor, seen);
    if (!seen) return;
    const wide = Math.max(2, (this.size / this.unit) * pressure * this.view.now);
    Object.assign(this.cursor.style, { width: `${wide}px`, height: `${wide}px`, transform: `translate(${at.x - wide / 2}px, ${at.y - wide / 2}px)` });
  }
  moveBy(x, y) { this.view.moveBy(x, y); }
  zoomBy(k, x, y) { this.view.zoomBy(k, x, y); }
  fit() { this.view.fit(); }
  full() { this.view.full(); }
  #looked() {
    const { view } = this;
    text(this.tools.scale, `${Math.round(view.percent)} %`);
    this.area.classList.toggle("movable", !view.fits);
    if (this.at) this.point(this.at);
    if (this.lined) this.outline(this.lined);
    this.#sharpen();
  }
  // Past the preview's own pixels the picture itself takes its place.
  async #sharpen() {
    const { shot, view } = this;
    const original = ours(shot.original);
    if (this.sharp || !original || !this.img.naturalWidth || view.bitmap.width * view.now * devicePixelRatio < this.img.naturalWidth * 1.05) return;
    this.sharp = true;
    const next = new Image();
    next.src = original;
    await next.decode().catch(() => {});
    if (shot === this.shot && next.naturalWidth) this.img.src = original;
  }

  // ---- tools ----
  use(tool) {
    const news = this.tool !== tool && this.tool;
    this.tool = tool;
    attr(this.area, "data-tool", tool);
    this.tools.showTool(tool);
    this.point(this.at);
    if (news) announce(t("mask_said_tool", { tool: t("mask_" + tool) }));
  }
  resize(size) {
    this.size = this.work.size = clamp(Math.round(size), 1, this.tools.most);
    this.tools.showSize(this.size);
    this.point(this.at);
  }
  #act(change, words) {
    if (!this.ready || this.gestures.busy) return;
    const box = change(this.work.bitmap);
    this.tools.tell("");
    this.view.again(box);
    this.#changed();
    announce(`${words} ${hint(this.work.bitmap.share)}`);
  }
  undo() { this.work.bitmap.undoes ? this.#act((bitmap) => bitmap.undo(), t("mask_said_undone")) : announce(t("mask_said_nothing_undo")); }
  redo() { this.work.bitmap.redoes ? this.#act((bitmap) => bitmap.redo(), t("mask_said_redone")) : announce(t("mask_said_nothing_redo")); }
  invert() { this.#act((bitmap) => bitmap.invert(), t("mask_said_inverted")); }
  clear() { if (this.work.bitmap.count) this.#step((bitmap) => bitmap.rectangle([0, 0, bitmap.width, bitmap.height], 0), t("mask_said_cleared")); }
  #step(draw, words) {
    this.#act((bitmap) => {
      bitmap.begin();
      const box = draw(bitmap);
      bitmap.commit();
      return box;
    }, words);
  }
  // A box in pixels of the picture.
  rectangle(box, value) {
    const [left, top, right, bottom] = box.map((one) => Math.round(one / this.unit));
    const { width, height } = this.work.bitmap;
    const seen = [clamp(left, 0, width), clamp(top, 0, height), clamp(right, 0, width), clamp(bottom, 0, height)];
    const [w, h] = [Math.max(0, seen[2] - seen[0]), Math.max(0, seen[3] - seen[1])].map((one) => Math.round(one * this.unit));
    this.#step((bitmap) => bitmap.rectangle(seen, value), t(value ? "mask_said_marked" : "mask_said_unmarked", { w, h }));
  }
  // The dashed box of what is about to be marked, in pixels of the picture; null for none.
  outline(box) {
    this.lined = box;
    shown(this.corner, box && this.view.bitmap);
    if (!box || !this.view.bitmap) return;
    const [x, y, w, h] = this.view.outside(box.map((one) => one / this.unit));
    Object.assign(this.corner.style, { transform: `translate(${x}px, ${y}px)`, width: `${Math.max(0, w)}px`, height: `${Math.max(0, h)}px` });
  }
  #changed() {
    const { bitmap, mask } = this.work;
    this.tools.showShare(bitmap.share);
    this.tools.showSteps(bitmap.undoes, bitmap.redoes, bitmap.count);
    shown(this.tools.remove, mask || this.had);
    shown(this.tools.discard, this.dirty);
  }
  #sayLater() {
    clearTimeout(this.later);
    const { work } = this;
    this.later = setTimeout(() => !this.hidden && work === this.work && announce(hint(work.bitmap.share)), QUIET);
  }

  // ---- called by the keys ----
  space(down) {
    this.gestures.space = down;
    this.area.classList.toggle("moves", down);
    this.point(this.at);
  }
  numbers() {
    this.use("rectangle");
    this.tools.numbers[0].focus();
    this.tools.numbers[0].select();
  }

  // ---- files ----
  browse() { this.input.click(); }
  // A file becomes the mask, as one step that can be undone.
  async #import(file, ...more) {
    if (!file || !this.ready || this.#wait) return;
    this.tools.tell(t("mask_reading", { name: file.name }));
    const { bitmap } = this.work;
    const answer = await this.#send(file, "auto", file.name);
    if (!answer) return;
    try {
      const pixels = await read(ours(answer.href), bitmap.width, bitmap.height);
      if (bitmap !== this.work.bitmap || this.hidden) return;
      this.end(true); // a stroke that was begun meanwhile
      this.gestures.drop();
      this.#step((one) => one.replace(pixels), answer.said);
      this.tools.tell([...answer.notes, ...(more.length ? [t("mask_one_file")] : [])].join(" "));
    } catch {
      this.tools.tell(t("mask_failed"), true);
    }
  }
  // What the route answers to a body, or to a promise of one; null where what went wrong was said, or nobody waits any more.
  async #send(body, convention, name = "") {
    this.#wait = new AbortController();
    this.tools.showBusy(true);
    const answer = await sent(this.id, body, convention, name, this.#wait.signal);
    if (!answer) return null;
    this.#stop();
    if (answer.id) return answer;
    this.tools.tell(answer.error ?? t("mask_failed"), true);
    return null;
  }

  // ---- ends ----
  async done() {
    if (!this.ready || this.#wait) return;
    const { work } = this;
    if (!work.bitmap.count) return work.mask || this.had ? this.remove() : this.tools.tell(t("mask_hint_none"), true);
    if (work.mask && !this.dirty) return this.close();
    const { state } = work.bitmap;
    this.tools.tell(t("mask_sending"));
    const answer = await this.#send(written(work.bitmap), "light");
    if (!answer) return;
    Object.assign(work, { mask: answer.id, saved: state });
    announce(`${t("mask_said_done")} ${answer.said}`);
    this.#leave();
    this.send("mask", answer);
  }
  remove() {
    this.#stop();
    forget(this.id);
    announce(t("mask_said_removed"));
    this.#leave();
    this.send("mask", null);
  }
  // Back to the mask that was there before, or to none.
  discard() {
    const { shot, id, work } = this;
    forget(id);
    announce(t("mask_said_discarded"));
    this.open({ shot, id, mask: work.mask ? { id: work.mask, href: `/masks/${work.mask}` } : null });
  }
}

customElements.define("mask-painter", MaskPainter);
