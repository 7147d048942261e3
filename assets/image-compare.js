// Two pictures against each other in one element that imports nothing but its own parts: the same source serves the tabs, share pages and exported files.
//   value = {a, b, mode?, fit?, registration?, all?, at?}; a (before) and b (after) are {preview, original, width, height, alt, label, fact}
//   registration {state: "pending", said, done} | {state: "found", said, scale, dx, dy} | {state: "none", said, why}; all, at: what compare-strip chooses from
//   mode, options, fitting, surround, position, view = {mode, position, zoom, x, y}; events `view`, `mode`, `swap`, `fit`, `choose`; words = {…COMPARE_WORDS}
// It follows every address it is given: who sets `value` vouches for it. Nothing is kept on the host, which a framework may rewrite.
import { COMPARE_MODES } from "./compare-modes.js";
import { CompareCamera } from "./image-compare-camera.js";
import { CompareGestures } from "./image-compare-gestures.js";
import { compareKey, holdB } from "./image-compare-keys.js";
import { nameLabels, placeLabels } from "./image-compare-labels.js";
import { SIGN_SHEET, make, put, sheetOf, sign, write } from "./image-compare-nodes.js";
import { ComparePicture, alike } from "./image-compare-picture.js";
import { FITS, clamp, turned, wholePanes } from "./image-compare-place.js";
import { COMPARE_SHEET } from "./image-compare-sheet.js";
import { COMPARE_WORDS, sayWords } from "./image-compare-words.js";

const OPTIONS = { opacity: 50, amplify: 4, tint: "grey", power: 3, glass: "ab", locked: false, speed: 2, held: false, linked: true };
let compareSheet;

class ImageCompare extends HTMLElement {
  static observedAttributes = ["mode"];
  static modes = Object.keys(COMPARE_MODES);
  swapped = false;
  options = { ...OPTIONS };
  fitting = "fit";
  camera = new CompareCamera();
  seen = [null, null]; // as drawn, in pixels of the stage: {x, y, w, h, per}, per: CSS pixels for a picture pixel
  box = { w: 0, h: 0 };
  #value = {};
  #words = COMPARE_WORDS;
  #mode = "slider";
  #parts = new Map();
  #position = 50;
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
    this.addEventListener("keyup", (event) => event.key === " " && holdB(this, false));
    this.addEventListener("blur", () => holdB(this, false));
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
    this.rule.enter?.(this); // again, when it was moved
  }
  disconnectedCallback() { this.rule.leave?.(this); }
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
    if (changed.every(Boolean)) this.camera.home(); // one of the two alone changes under the same view
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
    holdB(this, false);
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
  get view() { return { mode: this.#mode, position: this.#position, zoom: this.camera.zoom, x: 0.5 - this.camera.u, y: 0.5 - this.camera.v }; }
  set view({ mode, position, zoom = 1, x = 0.5, y = 0.5 }) {
    this.mode = mode;
    if (position !== undefined) this.position = position;
    this.camera.home();
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
      this.camera.home();
      this.#lay();
      this.tell(this.#words["fit_" + value]);
      this.dispatchEvent(new CustomEvent("fit", { detail: { fit: value } }));
      return;
    }
    if (!Object.hasOwn(OPTIONS, name) || this.options[name] === value) return;
    this.options[name] = value;
    if (name === "linked" && value) this.camera.link();
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
  get unit() { return this.camera.unit; }
  get scale() { return this.camera.scale; }
  get fits() { return this.camera.fits; }
  get movable() { return this.camera.movable; }
  get rooms() { return this.camera.rooms; }

  focus(options) { (this.slides && !this.grip.hidden ? this.grip : this.stage).focus(options); }
  fit() {
    this.camera.home();
    this.soon();
    this.#tellZoom();
  }
  full(x = 0, y = 0) { this.#zoomed(() => this.camera.zoomTo(1 / devicePixelRatio, x, y)); }
  zoomBy(k, x = 0, y = 0) { this.#zoomed(() => this.camera.zoomBy(k, x, y)); }
  #zoomed(zoom) {
    if (!this.unit) return;
    zoom();
    this.soon();
    this.#tellZoom();
  }
  swap() {
    if (!this.unit) return;
    this.swapped = !this.swapped;
    this.pictures.reverse();
    this.#seat();
    this.camera.turn(() => this.#place());
    this.#name();
    this.#lay();
    this.tell(this.#words.swapped);
    this.dispatchEvent(new CustomEvent("swap", { detail: { swapped: this.swapped } }));
  }

  // One key press; true when it was one of ours. The view around the element may hand its own presses on.
  key(event) { return compareKey(this, event); }
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
  #place() {
    const sizes = this.pictures.map((picture) => picture.size);
    const found = this.registration?.state === "found" ? this.registration : null;
    this.camera.lay(this.rule.fit?.(this) ?? this.fitting, (this.alone ? wholePanes : this.rule.panes)(this.box, sizes, this), sizes, found);
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
      picture.node.hidden = !this.camera.drawn[at];
    });
    if (this.wish && this.unit) {
      this.camera.look(this.wish);
      this.wish = null;
    }
    nameLabels(this);
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
    this.camera.free = this.#mode === "side" && !this.options.linked;
    this.seen = this.camera.seen(this.pictures.map((picture) => picture.size));
    this.seen.forEach((seen, at) => {
      if (!seen) return;
      const picture = this.pictures[at];
      const room = this.rooms[at];
      const pixels = seen.w * devicePixelRatio;
      // sized, not scaled: what is a layer of its own while it is moved stays sharp
      Object.assign(picture.node.style, { width: `${seen.w}px`, height: `${seen.h}px`, transform: `translate(${seen.x - room.x}px, ${seen.y - room.y}px)` });
      picture.node.classList.toggle("pixels", seen.per * devicePixelRatio > 3);
      picture.sharpen(this.rule.exact && !this.alone ? Infinity : pixels);
    });
    placeLabels(this);
    this.rule.paint?.(this);
    this.#report();
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
    const { l, t, r, b } = this.range;
    const [from, to, at] = this.rule.slides.axis === "y" ? [t, b, point.y] : [l, r, point.x];
    this.slid = to > from ? ((at - off - from) / (to - from)) * 100 : 50;
  }
  moveBy(x, y) {
    this.camera.moveBy(x, y);
    this.soon();
  }
}

if (!customElements.get("image-compare")) customElements.define("image-compare", ImageCompare);
