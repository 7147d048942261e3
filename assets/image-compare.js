// Two pictures against each other in one element that imports nothing but its own parts: the same source serves the tabs, share pages and exported files.
//   value = {a, b, mode?, fit?, registration?, all?, at?}; a (before) and b (after) are {preview, original, width, height, alt, label, fact}
//   registration {state: "pending", said, done} | {state: "found", said, scale, dx, dy} | {state: "none", said, why}; all, at: what compare-strip chooses from
//   mode, options, fitting, surround, position, view = {mode, position, zoom, x, y}; events `view`, `mode`, `swap`, `fit`, `choose`; words = {…COMPARE_WORDS}
// It follows every address it is given: who sets `value` vouches for it. Nothing is kept on the host, which a framework may rewrite.
import { COMPARE_MODES } from "./compare-modes.js";
import { CompareGestures } from "./image-compare-gestures.js";
import { SIGN_SHEET, make, put, sheetOf, sign, write } from "./image-compare-nodes.js";
import { ComparePicture, alike } from "./image-compare-picture.js";
import { FITS, MOST, clamp, placed, turned, wholePanes } from "./image-compare-place.js";
import { COMPARE_SHEET } from "./image-compare-sheet.js";
import { COMPARE_WORDS, sayWords } from "./image-compare-words.js";

const STEP = 1.25;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OPTIONS = { opacity: 50, amplify: 4, tint: "grey", power: 3, glass: "ab", locked: false, speed: 2, held: false, linked: true };
const TYPED = "textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])";
let compareSheet;

class ImageCompare extends HTMLElement {
  static observedAttributes = ["mode"];
  static modes = Object.keys(COMPARE_MODES);
  swapped = false;
  options = { ...OPTIONS };
  fitting = "fit";
  active = 1; // whose view moves where they are unlinked
  seen = [null, null]; // as drawn, in pixels of the stage: {x, y, w, h, per}, per: CSS pixels for a picture pixel
  box = { w: 0, h: 0 };
  #value = {};
  #words = COMPARE_WORDS;
  #mode = "slider";
  #parts = new Map();
  #position = 50;
  // z: CSS pixels for one pixel of B, 0 for fit; u, v: how far the pictures are moved, in parts of B as drawn.
  #at = { z: 0, u: 0, v: 0 };
  #loose = [0, 1].map(() => ({ k: 1, x: 0, y: 0 }));
  #range = { l: 0, t: 0, r: 0, b: 0 };
  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    compareSheet ??= sheetOf(COMPARE_SHEET, SIGN_SHEET, ...Object.values(COMPARE_MODES).map((rule) => rule.sheet ?? ""));
    root.adoptedStyleSheets = [compareSheet];
    this.pictures = [0, 1].map(() => new ComparePicture(() => this.#lay()));
    this.panes = ["pane a", "pane b"].map((name, at) => make("div", name, {}, this.pictures[at].node, this.pictures[at].say));
    this.line = make("div", "line");
    this.grip = make("div", "grip", { role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100" }, sign("swap"), make("span", ""));
    this.captions = ["cap a", "cap b"].map((name) => make("div", name, {}, make("b", ""), make("span", ""), make("span", "more")));
    this.live = make("p", "live", { role: "status", "aria-live": "polite" });
    const both = make("div", "both", {}, make("div", "mix", {}, ...this.panes));
    this.stage = make("div", "stage", { role: "group", "data-mode": this.#mode, "data-slides": "x" }, both, this.line, ...this.captions, this.grip, make("div", "ring"), this.live);
    root.append(this.stage);
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("keyup", (event) => event.key === " " && this.#space(false));
    this.addEventListener("blur", () => this.#space(false));
    this.gestures = new CompareGestures(this);
    new ResizeObserver(([entry]) => {
      this.box = { w: entry.contentRect.width, h: entry.contentRect.height };
      this.#lay();
    }).observe(this.stage);
    this.#name();
  }
  connectedCallback() {
    // set before this module was there
    for (const name of ["words", "value", "mode", "view", "surround"]) {
      if (!Object.hasOwn(this, name)) continue;
      const early = this[name];
      delete this[name];
      this[name] = early;
    }
  }
  attributeChangedCallback(name, old, mode) { if (mode) this.mode = mode; }

  // ---- what is shown ----
  get value() { return this.#value; }
  set value(value) {
    this.#value = value ?? {};
    const pair = [this.#value.a ?? null, this.#value.b ?? null];
    if (this.swapped && !pair.every((spec, at) => alike(spec, this.pictures[1 - at].spec))) {
      this.swapped = false;
      this.pictures.reverse();
      this.#seat();
    }
    if (this.swapped) pair.reverse();
    const changed = this.pictures.map((picture, at) => picture.show(pair[at], this.#words.failed));
    if (changed.every(Boolean)) this.#home(); // one of the two alone changes under the same view
    if (FITS.includes(this.#value.fit)) this.fitting = this.#value.fit;
    if (this.#value.mode) this.mode = this.#value.mode;
    this.#name();
    this.#lay();
    this.dispatchEvent(new CustomEvent("value")); // for bar and strip
  }
  get words() { return this.#words; }
  set words(words) {
    this.#words = { ...COMPARE_WORDS, ...words };
    for (const picture of this.pictures) write(picture.say, this.#words.failed);
    this.#name();
    this.#lay();
  }
  get alone() { return !this.pictures[0].spec || !this.pictures[1].spec; }
  // As it lies now: A's point p is B's scale * p + (dx, dy), also when they are swapped.
  get registration() {
    const { registration } = this.#value;
    return registration?.state === "found" && this.swapped ? turned(registration) : registration;
  }
  get rule() { return COMPARE_MODES[this.#mode]; }
  get slides() { return Boolean(this.rule.slides); }
  parts(rule) {
    if (!this.#parts.has(rule)) this.#parts.set(rule, rule.build?.(this) ?? {});
    return this.#parts.get(rule);
  }
  get mode() { return this.#mode; }
  set mode(mode) {
    if (!Object.hasOwn(COMPARE_MODES, mode) || mode === this.#mode) return;
    const held = this.shadowRoot.activeElement;
    this.#space(false);
    this.rule.leave?.(this);
    this.#mode = mode;
    this.stage.dataset.mode = mode;
    this.stage.toggleAttribute("data-slides", this.slides);
    this.parts(this.rule);
    this.rule.enter?.(this);
    this.#name();
    this.#lay();
    if (held) this.focus({ preventScroll: true });
    this.tell(this.#words[mode]);
  }
  get surround() { return this.stage.dataset.surround ?? ""; }
  set surround(name) {
    if (name) this.stage.dataset.surround = name;
    else delete this.stage.dataset.surround;
    this.#report();
  }
  // Where one is: `zoom` against the fitted pictures, `x` and `y` the point of B (0 to 1) in the middle.
  get view() { return { mode: this.#mode, position: this.#position, zoom: this.zoom, x: 0.5 - this.#at.u, y: 0.5 - this.#at.v }; }
  set view({ mode, position, zoom = 1, x = 0.5, y = 0.5 }) {
    this.mode = mode;
    if (position !== undefined) this.position = position;
    this.#home();
    this.wish = { zoom, x, y };
    this.#lay();
  }
  get position() { return this.#position; }
  set position(position) {
    this.#position = clamp(position, 0, 100);
    this.soon();
  }
  // What the mode's slider stands at.
  get slid() { return this.rule.slides?.of === "opacity" ? this.options.opacity : this.#position; }
  set slid(value) {
    if (this.rule.slides?.of === "opacity") this.choose("opacity", clamp(value, 0, 100));
    else this.position = value;
  }
  // What a person chooses: "mode", "fit", "surround", or one of `options`.
  choose(name, value) {
    if (name === "mode") return void this.#pick(value);
    if (name === "surround") return void (this.surround = value);
    if (name === "fit") {
      if (!FITS.includes(value) || value === this.fitting) return;
      this.fitting = value;
      this.#home();
      this.#lay();
      this.tell(this.#words["fit_" + value]);
      this.dispatchEvent(new CustomEvent("fit", { detail: { fit: value } }));
      return;
    }
    if (!Object.hasOwn(OPTIONS, name) || this.options[name] === value) return;
    this.options[name] = value;
    if (name === "linked") this.#unlink();
    this.rule.option?.(this, name);
    this.soon();
  }
  // One of `all` becomes A or B; the one that was there already changes places with it.
  take(slot, at) {
    const { all = [], at: [i, j] = [0, 1] } = this.#value;
    if (!all[at]) return;
    const pair = slot === "a" ? [at, at === j ? i : j] : [at === i ? j : i, at];
    if (pair[0] === i && pair[1] === j) return;
    this.value = { ...this.#value, mode: undefined, a: all[pair[0]], b: all[pair[1]], at: pair, registration: undefined };
    this.dispatchEvent(new CustomEvent("choose", { detail: { slot, at } }));
  }
  // Percent: device pixels for a pixel of B.
  get scale() { return this.unit ? (this.#at.z || this.unit) * this.#free.k * devicePixelRatio * 100 : 0; }
  get fits() { return this.#at.z === 0 && this.#free.k === 1; }
  get zoom() { return this.#at.z && this.unit ? this.#at.z / this.unit : 1; }

  focus(options) { (this.slides && !this.grip.hidden ? this.grip : this.stage).focus(options); }
  fit() {
    this.#home();
    this.soon();
    this.#tellZoom();
  }
  full(x = 0, y = 0) { this.#zoomTo(1 / devicePixelRatio, x, y); }
  zoomBy(k, x = 0, y = 0) { this.#zoomTo((this.#at.z || this.unit) * this.#free.k * k, x, y); }
  swap() {
    if (!this.unit) return;
    const [k, moved] = [this.zoom, this.#moved];
    this.swapped = !this.swapped;
    this.pictures.reverse();
    this.#loose.reverse();
    this.#seat();
    const fitted = this.#at.z === 0;
    this.#place();
    // what is seen stays where it is, whichever of them now counts
    if (!fitted) Object.assign(this.#at, { z: k * this.unit, u: moved.x / (this.frame[0] * k), v: moved.y / (this.frame[1] * k) });
    this.#name();
    this.#lay();
    this.tell(this.#words.swapped);
    this.dispatchEvent(new CustomEvent("swap", { detail: { swapped: this.swapped } }));
  }

  // ---- keys ----
  // One key press; true when it was one of ours. The view around the element may hand its own presses on.
  key(event) {
    const from = event.composedPath()[0];
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || from.closest?.(TYPED)) return false;
    const way = WAYS[event.key];
    if (way && from.closest?.("input")) return false;
    const inside = event.composedPath().includes(this.stage);
    const acted = way ? this.#arrow(way, event) : event.key === " " ? inside && this.#space(true) : !event.altKey && this.#letter(event.key.toLowerCase());
    if (acted) event.preventDefault();
    return Boolean(acted);
  }
  #space(down) {
    if (!this.rule.press || (this.alone && down) || Boolean(this.pressed) === down) return Boolean(this.rule.press && down);
    this.pressed = down;
    this.rule.press(this, down, true);
    return true;
  }
  #letter(key) {
    const mode = ImageCompare.modes.find((name) => COMPARE_MODES[name].key === key);
    if (mode) {
      if (mode === this.#mode) this.rule.again?.(this);
      this.#pick(mode);
      return true;
    }
    const slide = this.slides ? { pageup: this.slid + 10, pagedown: this.slid - 10, home: 0, end: 100 }[key] : undefined;
    if (slide !== undefined) {
      this.slid = slide;
      return true;
    }
    const run = { 0: () => this.fit(), 1: () => this.full(), "+": () => this.zoomBy(STEP), "=": () => this.zoomBy(STEP), "-": () => this.zoomBy(1 / STEP), x: () => this.swap() }[key];
    run?.();
    return run;
  }
  // Arrows move what the mode moves; with Alt, and where there is nothing of the kind, the view.
  #arrow(way, { shiftKey, altKey }) {
    if (this.slides && !altKey && !this.alone) this.slid = Math.round(this.slid) + (this.rule.slides.axis === "y" ? way[0] + way[1] : way[0] - way[1]) * (shiftKey ? 10 : 1);
    else if (!altKey && this.rule.arrow?.(this, way, shiftKey)) return true;
    else if (this.movable) this.moveBy(-way[0] * (shiftKey ? 160 : 40), -way[1] * (shiftKey ? 160 : 40));
    else return false;
    return true;
  }
  #pick(mode) {
    if (mode === this.#mode || !Object.hasOwn(COMPARE_MODES, mode)) return;
    this.mode = mode;
    this.dispatchEvent(new CustomEvent("mode", { detail: { mode } }));
  }

  // ---- words ----
  label(at) { return this.pictures[at].spec?.label || "AB"[at]; }
  said(key, values = {}) { return sayWords(this.#words[key] ?? key, values); }
  #name() {
    const names = { a: this.label(0), b: this.label(1) };
    const { slides } = this.rule;
    put(this.stage, "aria-label", this.said("name", names));
    this.stage.tabIndex = slides && !this.alone ? -1 : 0;
    if (!slides) return;
    put(this.grip, "aria-label", this.said(slides.name, names));
    put(this.grip, "aria-orientation", slides.axis === "y" ? "vertical" : "horizontal");
  }
  // `words` may be a function, asked when it is said.
  tell(words, after = 400) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => write(this.live, typeof words === "function" ? words() : words), after);
  }
  #tellZoom() { this.tell(this.said(this.fits ? "fit" : "zoom", { n: Math.round(this.scale) })); }

  // ---- geometry ----
  #seat() {
    this.panes.forEach((pane, at) => pane.firstChild !== this.pictures[at].node && pane.replaceChildren(this.pictures[at].node, this.pictures[at].say));
  }
  #home() {
    Object.assign(this.#at, { z: 0, u: 0, v: 0 });
    for (const one of this.#loose) Object.assign(one, { k: 1, x: 0, y: 0 });
  }
  get #free() { return this.#loose[this.options.linked || this.#mode !== "side" ? 1 : this.active]; }
  #unlink() { if (this.options.linked) for (const one of this.#loose) Object.assign(one, { k: 1, x: 0, y: 0 }); }
  get #moved() { return { x: this.#at.u * this.frame[0] * this.zoom, y: this.#at.v * this.frame[1] * this.zoom }; }
  // What follows from the box, the mode and the sizes. `unit`: CSS pixels for one pixel of B when it fits; `frame`: B as fitted.
  #place() {
    const sizes = this.pictures.map((picture) => picture.size);
    const found = this.registration?.state === "found" ? this.registration : null;
    this.rooms = (this.alone ? wholePanes : this.rule.panes)(this.box, sizes, this);
    this.places = placed(this.rule.fit?.(this) ?? this.fitting, this.rooms, sizes, found);
    this.drawn = this.places.map((place, at) => place && sizes[at].map((side) => side * place.unit));
    const main = this.places[1] ? 1 : 0;
    this.unit = this.places[main]?.unit ?? 0;
    this.frame = this.drawn[main] ?? [1, 1];
  }
  #lay() {
    if (!this.box.w || !this.box.h) return;
    this.#place();
    this.stage.toggleAttribute("data-alone", this.alone);
    this.panes.forEach((pane, at) => {
      const { x, y, w, h } = this.rooms[at];
      Object.assign(pane.style, { width: `${w}px`, height: `${h}px`, transform: `translate(${x}px, ${y}px)` });
    });
    this.pictures.forEach((picture, at) => {
      picture.node.hidden = !this.drawn[at];
    });
    if (this.wish && this.unit) {
      const { zoom, x, y } = this.wish;
      Object.assign(this.#at, { z: zoom === 1 ? 0 : zoom * this.unit, u: 0.5 - x, v: 0.5 - y });
      this.wish = null;
    }
    const units = this.places.filter(Boolean).map((place) => place.unit);
    this.captions.forEach((caption, at) => {
      const { spec } = this.pictures[at];
      const grown = this.places[at] ? this.places[at].unit / Math.min(...units) : 1;
      const more = grown > 1.005 ? this.said("scaled", { n: Math.round(grown * 100) }) : "";
      caption.hidden = !spec;
      const [label, fact, scaled] = caption.children;
      write(label, this.label(at));
      write(fact, spec?.fact ?? "");
      write(scaled, more && spec.fact ? `, ${more}` : more);
    });
    this.rule.lay?.(this);
    this.#paint();
  }
  soon() {
    this.due ??= requestAnimationFrame(() => this.#paint());
  }
  // Only transforms and custom properties; no layout is read here.
  #paint() {
    cancelAnimationFrame(this.due);
    this.due = undefined;
    if (!this.unit) return void (this.line.hidden = this.grip.hidden = true);
    this.#keepIn();
    const moved = this.#moved;
    const snap = (value) => Math.round(value * devicePixelRatio) / devicePixelRatio;
    const free = !this.options.linked && this.#mode === "side";
    this.seen = this.pictures.map((picture, at) => {
      if (!this.drawn[at]) return null;
      const [room, place, one] = [this.rooms[at], this.places[at], this.#loose[at]];
      const k = this.zoom * (free ? one.k : 1);
      const [w, h] = [this.drawn[at][0] * k, this.drawn[at][1] * k];
      const [x, y] = [
        snap((room.w - w) / 2 + place.x * k + (free ? moved.x * one.k + one.x : moved.x)),
        snap((room.h - h) / 2 + place.y * k + (free ? moved.y * one.k + one.y : moved.y)),
      ];
      // sized, not scaled: what is a layer of its own while it is moved stays sharp
      Object.assign(picture.node.style, { width: `${w}px`, height: `${h}px`, transform: `translate(${x}px, ${y}px)` });
      picture.node.classList.toggle("pixels", (w * devicePixelRatio) / picture.size[0] > 3);
      picture.sharpen(this.rule.exact && !this.alone ? Infinity : w * devicePixelRatio);
      return { x: room.x + x, y: room.y + y, w, h, per: w / picture.size[0] };
    });
    this.#frame();
    this.rule.paint?.(this);
    this.#report();
  }
  // Slider and captions keep to what is seen of the pictures.
  #frame() {
    const seen = this.seen.map((one, at) => {
      const room = this.rooms[at];
      return one && { l: Math.max(room.x, one.x), t: Math.max(room.y, one.y), r: Math.min(room.x + room.w, one.x + one.w), b: Math.min(room.y + room.h, one.y + one.h) };
    });
    const both = seen.filter(Boolean);
    const edge = (side, pick) => pick(...both.map((one) => one[side]));
    const range = { l: edge("l", Math.min), t: edge("t", Math.min), r: edge("r", Math.max), b: edge("b", Math.max) };
    this.#range = range;
    const { slides } = this.rule;
    this.line.hidden = this.grip.hidden = this.alone || !slides;
    this.stage.dataset.drag = this.movable ? "pan" : slides && !this.alone ? "slide" : "";
    const low = edge("b", Math.min);
    if (slides) this.#slider(slides, range, low);
    this.#captions(seen, range);
  }
  #slider({ axis, of, said, shown }, range, low) {
    const { style } = this.stage;
    const { w, h } = this.box;
    const [from, to] = axis === "y" ? [range.t, range.b] : [range.l, range.r];
    this.cut = Math.round((from + ((to - from) * this.slid) / 100) * devicePixelRatio) / devicePixelRatio;
    const set = (name, value) => style.setProperty(name, `${value}px`);
    set("--cut", this.cut);
    set("--top", range.t);
    set("--tall", range.b - range.t);
    set("--left", range.l);
    set("--wide", range.r - range.l);
    const across = clamp(this.cut, 18, Math.max(18, w - 18));
    const beside = Math.max(18, Math.min((range.t + range.b) / 2, low - 62));
    if (shown) {
      set("--grip-x", clamp(this.cut, Math.min(w / 2, range.l + 44), Math.max(w / 2, range.r - 44)));
      set("--grip-y", Math.max(40, low - 42));
    } else {
      set("--grip-x", axis === "y" ? clamp((range.l + range.r) / 2, 18, w - 18) : across);
      set("--grip-y", axis === "y" ? clamp(this.cut, 18, Math.max(18, h - 18)) : beside);
    }
    if (of === "opacity") style.setProperty("--opacity", this.options.opacity / 100);
    const n = Math.round(this.slid);
    const words = this.said(said, { n, a: this.label(0), b: this.label(1) });
    put(this.grip, "aria-valuenow", n);
    put(this.grip, "aria-valuetext", words);
    write(this.grip.lastChild, shown ? words : "");
  }
  #captions(seen, range) {
    const { captions, slides } = this.rule;
    const ends = captions === "ends";
    const middle = (range.l + range.r) / 2;
    this.captions.forEach((caption, at) => {
      const place = seen[at] ?? range;
      const right = at && captions !== "first" && captions !== "stacked";
      const most = (ends && !this.alone ? (at ? place.r - middle : middle - place.l) : place.r - place.l) - 16;
      const top = captions === "stacked" && !at;
      caption.classList.toggle("tight", most < 240);
      caption.classList.toggle("small", most < 110);
      Object.assign(caption.style, {
        visibility: most < 44 ? "hidden" : "", maxWidth: `${Math.max(0, most)}px`,
        top: top ? `${place.t + 10}px` : "", bottom: top ? "" : `${this.box.h - place.b + 10}px`,
        right: right && slides ? `${this.box.w - place.r + 10}px` : right ? `${this.box.w - place.r + 10}px` : "", left: right ? "" : `${place.l + 10}px`,
      });
    });
  }
  #keepIn() {
    const k = this.zoom;
    const free = !this.options.linked && this.#mode === "side";
    const most = (axis, side, shift, own = 1) => (one, at) => (one ? Math.max(0, (one[axis] * k * (own === 1 ? 1 : own[at].k) - this.rooms[at][side]) / 2 + Math.abs(this.places[at][shift]) * k) : 0);
    const [x, y] = [Math.max(0, ...this.drawn.map(most(0, "w", "x"))), Math.max(0, ...this.drawn.map(most(1, "h", "y")))];
    // at fit a registered picture is shifted, and all of it is seen: nothing to move
    const still = this.#at.z === 0;
    this.#at.u = still ? 0 : clamp(this.#at.u, -x / (this.frame[0] * k), x / (this.frame[0] * k));
    this.#at.v = still ? 0 : clamp(this.#at.v, -y / (this.frame[1] * k), y / (this.frame[1] * k));
    this.movable = !still && x + y > 0.5;
    if (!free) return;
    const moved = this.#moved;
    this.#loose.forEach((one, at) => {
      const limit = [most(0, "w", "x", this.#loose)(this.drawn[at], at), most(1, "h", "y", this.#loose)(this.drawn[at], at)];
      one.x = clamp(moved.x * one.k + one.x, -limit[0], limit[0]) - moved.x * one.k;
      one.y = clamp(moved.y * one.k + one.y, -limit[1], limit[1]) - moved.y * one.k;
      this.movable ||= limit[0] + limit[1] > 0.5;
    });
  }
  #report() {
    const detail = { ...this.view, scale: this.scale, fits: this.fits, fit: this.fitting, surround: this.surround, options: { ...this.options } };
    const said = JSON.stringify(detail);
    if (said === this.reported) return;
    this.reported = said;
    this.dispatchEvent(new CustomEvent("view", { detail }));
  }

  // ---- moving: what gestures and keys ask for ----
  // The pane under a point of the stage, and the point measured from that pane's middle.
  roomAt(point) {
    const [a, b] = this.rooms ?? [];
    return b && (b.x !== a.x || b.y !== a.y) && point.x >= b.x && point.y >= b.y ? 1 : 0;
  }
  inside(point, at = this.roomAt(point)) {
    const room = this.rooms[at];
    return [point.x - room.x - room.w / 2, point.y - room.y - room.h / 2];
  }
  offDivider(point) { return (this.rule.slides.axis === "y" ? point.y : point.x) - this.cut; }
  slideTo(point, off) {
    const { l, t, r, b } = this.#range;
    const [from, to, at] = this.rule.slides.axis === "y" ? [t, b, point.y] : [l, r, point.x];
    this.slid = to > from ? ((at - off - from) / (to - from)) * 100 : 50;
  }
  moveBy(x, y) {
    const k = this.zoom;
    if (!this.options.linked && this.#mode === "side") {
      this.#loose[this.active].x += x;
      this.#loose[this.active].y += y;
    } else {
      this.#at.u += x / (this.frame[0] * k);
      this.#at.v += y / (this.frame[1] * k);
    }
    this.soon();
  }
  // What is under (x, y), measured from the middle of its pane, stays there, in both.
  #zoomTo(wanted, x, y) {
    if (!this.unit) return;
    const full = 1 / devicePixelRatio;
    const z = clamp(wanted, Math.min(this.unit, full), Math.max(this.unit, full * MOST));
    const was = this.#moved;
    if (!this.options.linked && this.#mode === "side") {
      const one = this.#loose[this.active];
      const ratio = z / ((this.#at.z || this.unit) * one.k);
      const [cx, cy] = [was.x * one.k + one.x, was.y * one.k + one.y];
      one.k *= ratio;
      one.x = x - (x - cx) * ratio - was.x * one.k;
      one.y = y - (y - cy) * ratio - was.y * one.k;
    } else {
      const ratio = z / (this.#at.z || this.unit);
      const k = z / this.unit;
      if (Math.abs(k - 1) < 1e-4) Object.assign(this.#at, { z: 0, u: 0, v: 0 });
      else Object.assign(this.#at, { z, u: (x - (x - was.x) * ratio) / (this.frame[0] * k), v: (y - (y - was.y) * ratio) / (this.frame[1] * k) });
    }
    this.#keepIn();
    this.soon();
    this.#tellZoom();
  }
}

if (!customElements.get("image-compare")) customElements.define("image-compare", ImageCompare);
