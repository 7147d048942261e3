// Two pictures against each other, in one element that imports nothing: the same file serves the tabs, share pages and exported files.
//   value = {a, b, mode?}; a (before) and b (after) are {preview, original, width, height, alt, label, fact}
//   mode  "slider" | "side" (see MODES); view = {mode, position, zoom, x, y}; events `view`, `mode`, `swap`; words = {…WORDS}
// It follows every address it is given: who sets `value` vouches for it. Nothing is kept on the host, which a framework may rewrite.

const NEAR = 24; // a press this close to the divider holds the divider, also when zoomed
const MOST = 16; // device pixels for one picture pixel
const MOST_FIT = 4; // tiny pictures are not blown up further than this to fit
const STEP = 1.25;
const WORDS = {
  name: "Comparison of {a} and {b}", divider: "Divider between {a} and {b}", share: "{n} % {a}", slider: "Slider", side: "Side by side",
  fit: "Fit, {n} %", zoom: "{n} %", scaled: "shown at {n} %", swapped: "Swapped", failed: "This picture could not be loaded.",
};

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const contain = (pane, size) => Math.min(pane.w / size[0], pane.h / size[1]);
const alike = (one, other) => one === other || (one && other && ["preview", "original", "width", "height"].every((name) => one[name] === other[name]));
const whole = (box) => [{ x: 0, y: 0, ...box }, { x: 0, y: 0, ...box }];

// Left and right, or one above the other: whichever shows the pictures larger.
function halves(box, sizes) {
  const gap = box.w < 600 ? 4 : 8;
  const w = Math.max(1, Math.floor((box.w - gap) / 2));
  const h = Math.max(1, Math.floor((box.h - gap) / 2));
  const beside = [{ x: 0, y: 0, w, h: box.h }, { x: box.w - w, y: 0, w, h: box.h }];
  const stacked = [{ x: 0, y: 0, w: box.w, h }, { x: 0, y: box.h - h, w: box.w, h }];
  const large = (panes) => sizes.reduce((sum, size, at) => sum + (size ? contain(panes[at], size) ** 2 * size[0] * size[1] : 0), 0);
  return large(stacked) > large(beside) ? stacked : beside;
}

// A mode: its key, where the two panes lie, whether a divider parts them, and its rules in SHEET under [data-mode].
const MODES = {
  slider: { key: "s", panes: whole, divides: true },
  side: { key: "2", panes: halves, divides: false },
};

const SHEET = `
:host { display: block; position: relative; min-width: 0; min-height: 0; font: var(--t-12, 12px/16px system-ui, sans-serif); -webkit-tap-highlight-color: transparent; }
:host([hidden]), [hidden] { display: none !important; }
.stage { position: absolute; inset: 0; overflow: hidden; touch-action: none; user-select: none; -webkit-user-select: none; outline: none; cursor: default; --cut: 0px; }
.stage[data-drag=slide] { cursor: ew-resize; }
.stage[data-drag=pan] { cursor: grab; }
.stage[data-drag=pan].held { cursor: grabbing; }
.pane { position: absolute; left: 0; top: 0; overflow: hidden; }
[data-mode=slider] .pane.a { clip-path: inset(0 calc(100% - var(--cut)) 0 0); }
[data-mode=slider] .pane.b { clip-path: inset(0 0 0 var(--cut)); }
.pic { position: absolute; left: 0; top: 0; transform-origin: 0 0; background: var(--hover, #e9e9e9); --k: 1; }
.pic.ready { background: repeating-conic-gradient(var(--checker-1, #c9c9c9) 0 25%, var(--checker-2, #f4f4f4) 0 50%) 0 0 / calc(16px / var(--k)) calc(16px / var(--k)); }
.pic.missing { background: none; }
.pic img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; pointer-events: none; display: block; }
.pic.pixels img { image-rendering: pixelated; }
.say { position: absolute; inset: 0; margin: 0; padding: 16px; display: grid; place-items: center; text-align: center; text-wrap: balance; font: var(--t-13, 13px/20px system-ui, sans-serif); color: var(--text-2, #4a4a4a); background: var(--hover, #e9e9e9); }
[data-mode=slider] .pane.a .say { right: calc(100% - var(--cut)); }
[data-mode=slider] .pane.b .say { left: var(--cut); }
.line, .grip { position: absolute; left: 0; top: 0; }
.line { width: 1px; margin-left: -.5px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .35); transform: translate(var(--cut), var(--top)); height: var(--tall); cursor: ew-resize; }
.line::after { content: ""; position: absolute; inset: 0 -${NEAR}px; }
.grip { width: 30px; height: 30px; margin: -15px; border-radius: 50%; background: #fff; color: #1a1a1a; display: grid; place-items: center; box-shadow: 0 1px 6px rgb(0 0 0 / .4); cursor: ew-resize; outline: 2px solid transparent; transform: translate(var(--grip-x), var(--grip-y)); }
.grip::after { content: ""; position: absolute; inset: -7px; border-radius: 50%; }
.grip:focus-visible { box-shadow: 0 0 0 2px #fff, 0 0 0 4px var(--accent, #2450c8), 0 0 0 5px rgb(255 255 255 / .8); }
.grip svg { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; }
.stage:not([data-mode=slider]) > :is(.line, .grip) { display: none; }
.cap { position: absolute; background: var(--over, rgb(20 20 20 / .84)); color: var(--over-text, #f5f5f5); border-radius: var(--r-1, 4px); padding: 3px 8px; box-sizing: border-box; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; pointer-events: none; }
.cap b { font-weight: 600; }
.cap span:not(:empty) { margin-left: 6px; }
.cap span:not(:empty) + .more:not(:empty) { margin-left: 0; }
.cap.tight .more, .cap.small span { display: none; }
.cross { position: absolute; left: -8px; top: -8px; width: 16px; height: 16px; display: none; pointer-events: none; }
.cross::before, .cross::after { content: ""; position: absolute; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .55); }
.cross::before { left: 7px; width: 1px; height: 16px; }
.cross::after { top: 7px; height: 1px; width: 16px; }
.stage.over .cross { display: block; }
.ring { position: absolute; inset: 0; pointer-events: none; outline: 2px solid transparent; outline-offset: -2px; display: none; }
.stage:focus-visible > .ring { display: block; box-shadow: inset 0 0 0 2px var(--accent, #2450c8), inset 0 0 0 4px var(--panel, #f7f7f7); }
.live { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) { .grip { width: 44px; height: 44px; margin: -22px; } .grip::after { inset: 0; } }
@media (forced-colors: active) {
  .line { width: 3px; margin-left: -1.5px; background: CanvasText; }
  .grip { background: ButtonFace; color: ButtonText; border: 2px solid ButtonText; box-sizing: border-box; }
  .grip:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
  .stage:focus-visible > .ring { outline-color: Highlight; }
  .cap { border: 1px solid CanvasText; }
}`;

function make(tag, name, props = {}, ...children) {
  const node = document.createElement(tag);
  node.className = name;
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
function swapIcon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M3 5.5h9.5m0 0L10 3m2.5 2.5L10 8M13 10.5H3.5m0 0L6 8m-2.5 2.5L6 13");
  svg.append(path);
  return svg;
}
function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

// One of the two: its preview first, the original once the preview's own pixels are used up. What was asked for earlier never wins.
class Picture {
  spec = null;
  size = null;
  #turn = 0;
  #sharp = false;
  constructor(changed) {
    this.changed = changed;
    this.node = make("div", "pic");
    this.say = make("p", "say", { hidden: "" });
  }
  show(spec, failed) {
    const same = alike(spec ?? null, this.spec);
    this.spec = spec ?? null;
    write(this.say, failed);
    if (same) {
      if (this.img) this.img.alt = spec.alt ?? "";
      return false;
    }
    const turn = ++this.#turn;
    this.img = null;
    this.#sharp = false;
    this.size = spec?.width > 0 && spec?.height > 0 ? [spec.width, spec.height] : null;
    this.say.hidden = true;
    this.node.replaceChildren();
    this.node.className = spec ? "pic" : "pic missing";
    if (spec) this.#first(turn);
    return true;
  }
  async #first(turn) {
    if ((await this.#load(this.spec.preview, turn)) || (await this.#load(this.spec.original, turn)) || turn !== this.#turn) return;
    this.node.className = "pic missing";
    this.say.hidden = false;
    this.changed();
  }
  // Decoded before it is shown, so that nothing flashes.
  async #load(address, turn) {
    if (!address || turn !== this.#turn) return false;
    const img = new Image();
    img.draggable = false;
    img.src = address;
    const came = await img.decode().then(() => img.naturalWidth > 0, () => false);
    if (!came || turn !== this.#turn) return false;
    img.alt = this.spec.alt ?? "";
    this.img = img;
    this.size ??= [img.naturalWidth, img.naturalHeight];
    this.node.replaceChildren(img);
    this.node.classList.add("ready");
    this.changed();
    return true;
  }
  // `pixels`: how many device pixels wide it is drawn now.
  sharpen(pixels) {
    if (this.#sharp || !this.img || !this.spec.original || pixels <= this.img.naturalWidth * 1.05 || this.img.src === new URL(this.spec.original, document.baseURI).href) return;
    this.#sharp = true;
    this.#load(this.spec.original, this.#turn);
  }
}

class ImageCompare extends HTMLElement {
  static observedAttributes = ["mode"];
  static modes = Object.keys(MODES);
  swapped = false;
  #value = {};
  #words = WORDS;
  #mode = "slider";
  // z: CSS pixels for one pixel of B, 0 for fit; u, v: how far the pictures are moved, in parts of B as drawn.
  #at = { position: 50, z: 0, u: 0, v: 0 };
  #box = { w: 0, h: 0 };
  #range = { l: 0, t: 0, r: 0, b: 0 };
  #fingers = new Map();
  #touched = { type: "", time: 0, x: 0, y: 0, position: 50 };
  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SHEET);
    root.adoptedStyleSheets = [sheet];
    this.pictures = [0, 1].map(() => new Picture(() => this.#lay()));
    this.panes = ["pane a", "pane b"].map((name, at) => make("div", name, {}, this.pictures[at].node, this.pictures[at].say));
    this.line = make("div", "line");
    this.grip = make("div", "grip", { role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-valuemin": "0", "aria-valuemax": "100" }, swapIcon());
    this.captions = ["cap a", "cap b"].map((name) => make("div", name, {}, make("b", ""), make("span", ""), make("span", "more")));
    this.cross = make("i", "cross");
    this.live = make("p", "live", { role: "status", "aria-live": "polite" });
    this.stage = make("div", "stage", { role: "group", "data-mode": this.#mode }, ...this.panes, this.line, ...this.captions, this.grip, this.cross, make("div", "ring"), this.live);
    root.append(this.stage);
    this.addEventListener("keydown", (event) => this.key(event));
    this.#pointers();
    new ResizeObserver(([entry]) => {
      this.#box = { w: entry.contentRect.width, h: entry.contentRect.height };
      this.#lay();
    }).observe(this.stage);
    this.#name();
  }
  connectedCallback() {
    // set before this module was there
    for (const name of ["words", "value", "mode", "view"]) {
      if (!Object.hasOwn(this, name)) continue;
      const early = this[name];
      delete this[name];
      this[name] = early;
    }
  }
  attributeChangedCallback(name, old, mode) { if (mode) this.mode = mode; }

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
    const changed = this.pictures.map((picture, at) => picture.show(pair[at], this.#words.failed)).some(Boolean);
    if (changed) Object.assign(this.#at, { z: 0, u: 0, v: 0 });
    if (this.#value.mode) this.mode = this.#value.mode;
    this.#name();
    this.#lay();
  }
  get words() { return this.#words; }
  set words(words) {
    this.#words = { ...WORDS, ...words };
    for (const picture of this.pictures) write(picture.say, this.#words.failed);
    this.#name();
    this.#lay();
  }
  get mode() { return this.#mode; }
  set mode(mode) {
    if (!Object.hasOwn(MODES, mode) || mode === this.#mode) return;
    const held = this.shadowRoot.activeElement;
    this.#mode = mode;
    this.stage.dataset.mode = mode;
    this.stage.classList.remove("over");
    this.#name();
    this.#lay();
    if (held) this.focus({ preventScroll: true });
    this.#tell(this.#words[mode]);
  }
  // Where one is: `zoom` against the fitted pictures, `x` and `y` the point of B (0 to 1) in the middle.
  get view() { return { mode: this.#mode, position: this.#at.position, zoom: this.#zoom, x: 0.5 - this.#at.u, y: 0.5 - this.#at.v }; }
  set view({ mode, position, zoom = 1, x = 0.5, y = 0.5 }) {
    this.mode = mode;
    if (position !== undefined) this.position = position;
    this.wish = { zoom, x, y };
    this.#lay();
  }
  get position() { return this.#at.position; }
  set position(position) {
    this.#at.position = clamp(position, 0, 100);
    this.#soon();
  }
  // Percent: device pixels for a pixel of B.
  get scale() { return this.unit ? (this.#at.z || this.unit) * devicePixelRatio * 100 : 0; }
  get fits() { return this.#at.z === 0; }

  focus(options) { (MODES[this.#mode].divides ? this.grip : this.stage).focus(options); }
  fit() {
    Object.assign(this.#at, { z: 0, u: 0, v: 0 });
    this.#soon();
    this.#tellZoom();
  }
  full(x = 0, y = 0) { this.#zoomTo(1 / devicePixelRatio, x, y); }
  zoomBy(k, x = 0, y = 0) { this.#zoomTo((this.#at.z || this.unit) * k, x, y); }
  swap() {
    if (!this.unit) return;
    const { zoom, x, y } = this.view;
    this.swapped = !this.swapped;
    this.pictures.reverse();
    this.#seat();
    if (!this.fits) this.wish = { zoom, x, y };
    this.#name();
    this.#lay();
    this.#tell(this.#words.swapped);
    this.dispatchEvent(new CustomEvent("swap", { detail: { swapped: this.swapped } }));
  }
  // One key press; true when it was one of ours. The view around the element may hand its own presses on.
  key(event) {
    const from = event.composedPath()[0];
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || from.closest?.("input, textarea, select, [contenteditable]")) return false;
    const acted = event.key.startsWith("Arrow") ? this.#arrow(event) : !event.altKey && this.#letter(event.key.toLowerCase());
    if (acted) event.preventDefault();
    return Boolean(acted);
  }
  #letter(key) {
    const mode = Object.keys(MODES).find((name) => MODES[name].key === key);
    if (mode) {
      this.#choose(mode);
      return true;
    }
    const slide = MODES[this.#mode].divides ? { pageup: this.position + 10, pagedown: this.position - 10, home: 0, end: 100 }[key] : undefined;
    if (slide !== undefined) {
      this.position = slide;
      return true;
    }
    const run = { 0: () => this.fit(), 1: () => this.full(), "+": () => this.zoomBy(STEP), "=": () => this.zoomBy(STEP), "-": () => this.zoomBy(1 / STEP), x: () => this.swap() }[key];
    run?.();
    return run;
  }
  // Arrows move the divider; with Alt, and where there is none, they move the view.
  #arrow({ key, shiftKey, altKey }) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (MODES[this.#mode].divides && !altKey) this.position = Math.round(this.position) + (way[0] - way[1]) * (shiftKey ? 10 : 1);
    else if (this.movable) this.#moveBy(-way[0] * (shiftKey ? 160 : 40), -way[1] * (shiftKey ? 160 : 40));
    else return false;
    return true;
  }
  #choose(mode) {
    if (mode === this.#mode) return;
    this.mode = mode;
    this.dispatchEvent(new CustomEvent("mode", { detail: { mode } }));
  }

  // ---- words ----
  #label(at) { return this.pictures[at].spec?.label || "AB"[at]; }
  #name() {
    const names = { a: this.#label(0), b: this.#label(1) };
    const { divides } = MODES[this.#mode];
    this.stage.setAttribute("aria-label", fill(this.#words.name, names));
    this.stage.tabIndex = divides ? -1 : 0;
    this.grip.setAttribute("aria-label", fill(this.#words.divider, names));
  }
  #tell(words) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => write(this.live, words), 400);
  }
  #tellZoom() { this.#tell(fill(this.fits ? this.#words.fit : this.#words.zoom, { n: Math.round(this.scale) })); }

  // ---- geometry ----
  #seat() {
    this.panes.forEach((pane, at) => pane.firstChild !== this.pictures[at].node && pane.replaceChildren(this.pictures[at].node, this.pictures[at].say));
  }
  get #zoom() { return this.#at.z && this.unit ? this.#at.z / this.unit : 1; }
  get #moved() { return { x: this.#at.u * this.frame[0] * this.#zoom, y: this.#at.v * this.frame[1] * this.#zoom }; }

  // What follows from the box, the mode and the sizes. `unit`: CSS pixels for one pixel of B when it fits; `frame`: B as fitted.
  #lay() {
    if (!this.#box.w || !this.#box.h) return;
    const sizes = this.pictures.map((picture) => picture.size);
    const panes = MODES[this.#mode].panes(this.#box, sizes);
    const fits = sizes.map((size, at) => size && contain(panes[at], size));
    const grow = Math.min(1, ...fits.filter(Boolean).map((fit) => MOST_FIT / fit));
    this.rooms = panes;
    this.drawn = sizes.map((size, at) => size && [size[0] * fits[at] * grow, size[1] * fits[at] * grow]);
    const main = sizes[1] ? 1 : 0;
    this.unit = sizes[main] ? fits[main] * grow : 0;
    this.frame = this.drawn[main] ?? [1, 1];
    this.panes.forEach((pane, at) => {
      const { x, y, w, h } = panes[at];
      Object.assign(pane.style, { width: `${w}px`, height: `${h}px`, transform: `translate(${x}px, ${y}px)` });
    });
    this.pictures.forEach((picture, at) => {
      picture.node.hidden = !sizes[at];
      if (sizes[at]) Object.assign(picture.node.style, { width: `${this.drawn[at][0]}px`, height: `${this.drawn[at][1]}px` });
    });
    if (this.wish && this.unit) {
      const { zoom, x, y } = this.wish;
      Object.assign(this.#at, { z: zoom === 1 ? 0 : zoom * this.unit, u: 0.5 - x, v: 0.5 - y });
      this.wish = null;
    }
    const widest = Math.max(...fits.map((fit) => fit ?? 0));
    this.captions.forEach((caption, at) => {
      const { spec } = this.pictures[at];
      const least = Math.min(...fits.map((fit) => fit || widest));
      const more = fits[at] && fits[at] / least > 1.005 ? fill(this.#words.scaled, { n: Math.round((fits[at] / least) * 100) }) : "";
      caption.hidden = !spec;
      const [label, fact, scaled] = caption.children;
      write(label, this.#label(at));
      write(fact, spec?.fact ?? "");
      write(scaled, more && spec.fact ? `, ${more}` : more);
    });
    this.#paint();
  }
  #soon() {
    this.due ??= requestAnimationFrame(() => this.#paint());
  }
  // Only transforms and custom properties; no layout is read here.
  #paint() {
    cancelAnimationFrame(this.due);
    this.due = undefined;
    if (!this.unit) return void (this.line.hidden = this.grip.hidden = true);
    this.#keepIn();
    const k = this.#zoom;
    const moved = this.#moved;
    const snap = (value) => Math.round(value * devicePixelRatio) / devicePixelRatio;
    const seen = this.pictures.map((picture, at) => {
      if (!this.drawn[at]) return null;
      const room = this.rooms[at];
      const [w, h] = [this.drawn[at][0] * k, this.drawn[at][1] * k];
      const [x, y] = [snap((room.w - w) / 2 + moved.x), snap((room.h - h) / 2 + moved.y)];
      picture.node.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
      picture.node.style.setProperty("--k", k);
      picture.node.classList.toggle("pixels", (w * devicePixelRatio) / picture.size[0] > 3);
      picture.sharpen(w * devicePixelRatio);
      return { l: room.x + Math.max(0, x), t: room.y + Math.max(0, y), r: room.x + Math.min(room.w, x + w), b: room.y + Math.min(room.h, y + h) };
    });
    this.#frame(seen);
    this.#report();
  }
  // Divider and captions keep to what is seen of the pictures.
  #frame(seen) {
    const { divides } = MODES[this.#mode];
    const both = seen.filter(Boolean);
    const edge = (side, pick) => pick(...both.map((one) => one[side]));
    const range = { l: edge("l", Math.min), t: edge("t", Math.min), r: edge("r", Math.max), b: edge("b", Math.max) };
    this.#range = range;
    const { style } = this.stage;
    const cut = range.l + ((range.r - range.l) * this.#at.position) / 100;
    this.cut = cut;
    style.setProperty("--cut", `${cut}px`);
    style.setProperty("--top", `${range.t}px`);
    style.setProperty("--tall", `${range.b - range.t}px`);
    style.setProperty("--grip-x", `${clamp(cut, 18, Math.max(18, this.#box.w - 18))}px`);
    style.setProperty("--grip-y", `${Math.max(18, Math.min((range.t + range.b) / 2, edge("b", Math.min) - 62))}px`);
    this.line.hidden = this.grip.hidden = !this.pictures[0].spec || !this.pictures[1].spec;
    this.stage.dataset.drag = this.movable ? "pan" : divides ? "slide" : "";
    const middle = (range.l + range.r) / 2;
    this.captions.forEach((caption, at) => {
      const place = seen[at] ?? range;
      const most = (divides ? (at ? place.r - middle : middle - place.l) : place.r - place.l) - 16;
      caption.classList.toggle("tight", most < 240);
      caption.classList.toggle("small", most < 110);
      Object.assign(caption.style, {
        visibility: most < 44 ? "hidden" : "", bottom: `${this.#box.h - place.b + 10}px`, maxWidth: `${Math.max(0, most)}px`,
        ...(at ? { right: `${this.#box.w - place.r + 10}px` } : { left: `${place.l + 10}px` }),
      });
    });
    const n = Math.round(this.#at.position);
    this.grip.setAttribute("aria-valuenow", n);
    this.grip.setAttribute("aria-valuetext", fill(this.#words.share, { n, a: this.#label(0), b: this.#label(1) }));
  }
  #keepIn() {
    const k = this.#zoom;
    const most = (axis, side) => Math.max(0, ...this.drawn.map((one, at) => (one ? (one[axis] * k - this.rooms[at][side]) / 2 : 0)));
    const [x, y] = [most(0, "w"), most(1, "h")];
    this.movable = x + y > 0.5;
    this.#at.u = clamp(this.#at.u, -x / (this.frame[0] * k), x / (this.frame[0] * k));
    this.#at.v = clamp(this.#at.v, -y / (this.frame[1] * k), y / (this.frame[1] * k));
  }
  #report() {
    const detail = { ...this.view, scale: this.scale };
    const said = JSON.stringify(detail);
    if (said === this.said) return;
    this.said = said;
    this.dispatchEvent(new CustomEvent("view", { detail }));
  }
  #moveBy(x, y) {
    const k = this.#zoom;
    this.#at.u += x / (this.frame[0] * k);
    this.#at.v += y / (this.frame[1] * k);
    this.#soon();
  }
  // What is under (x, y), measured from the middle of its pane, stays there, in both.
  #zoomTo(wanted, x, y) {
    if (!this.unit) return;
    const full = 1 / devicePixelRatio;
    const z = clamp(wanted, Math.min(this.unit, full), Math.max(this.unit, full * MOST));
    const was = this.#moved;
    const ratio = z / (this.#at.z || this.unit);
    if (Math.abs(z / this.unit - 1) < 1e-4) Object.assign(this.#at, { z: 0, u: 0, v: 0 });
    else {
      const k = z / this.unit;
      Object.assign(this.#at, { z, u: (x - (x - was.x) * ratio) / (this.frame[0] * k), v: (y - (y - was.y) * ratio) / (this.frame[1] * k) });
    }
    this.#keepIn();
    this.#soon();
    this.#tellZoom();
  }

  // ---- pointers ----
  #point(event) { return { x: event.clientX - this.rect.left, y: event.clientY - this.rect.top }; }
  #room(point) {
    const [, b] = this.rooms ?? [];
    return b && !MODES[this.#mode].divides && point.x >= b.x && point.y >= b.y ? 1 : 0;
  }
  #inside(point, at = this.#room(point)) {
    const room = this.rooms[at];
    return [point.x - room.x - room.w / 2, point.y - room.y - room.h / 2];
  }
  #slide(x) {
    const { l, r } = this.#range;
    this.position = r > l ? ((x - l) / (r - l)) * 100 : 50;
  }
  #pointers() {
    const { stage } = this;
    const look = () => { this.rect = stage.getBoundingClientRect(); };
    stage.addEventListener("pointerenter", look);
    stage.addEventListener("mousedown", (event) => event.preventDefault()); // the browser would take the focus from the grip
    stage.addEventListener("pointerdown", (event) => {
      if (!this.unit || (event.pointerType === "mouse" && event.button)) return;
      look();
      stage.setPointerCapture(event.pointerId);
      this.focus({ preventScroll: true });
      this.#press(event, this.#point(event));
    });
    stage.addEventListener("pointermove", (event) => {
      const was = this.#fingers.get(event.pointerId);
      if (!this.rect || !this.unit) return;
      const now = this.#point(event);
      if (was) this.#drag(event.pointerId, was, now);
      else if (event.pointerType !== "touch") this.#mirror(now);
    });
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.#release(event));
    stage.addEventListener("pointerleave", () => stage.classList.remove("over"));
    stage.addEventListener("wheel", (event) => {
      if (!this.unit) return;
      event.preventDefault();
      look();
      const by = event.deltaY * [1, 16, 400][event.deltaMode];
      this.zoomBy(Math.exp(-by / (event.ctrlKey ? 100 : 300)), ...this.#inside(this.#point(event)));
    }, { passive: false });
    stage.addEventListener("dblclick", (event) => this.#touched.type !== "touch" && this.unit && this.#toggle(this.#point(event)));
  }
  #press(event, point) {
    this.#fingers.set(event.pointerId, point);
    this.stage.classList.add("held");
    this.stage.classList.remove("over");
    // the first press of a double one moves the divider: the second puts it back
    if (event.timeStamp - this.#touched.time > 400) this.#touched.position = this.position;
    const { divides } = MODES[this.#mode];
    const near = divides && (Math.abs(point.x - this.cut) <= NEAR || event.composedPath().includes(this.grip));
    this.hold = { slides: divides && this.#fingers.size === 1 && (near || !this.movable), off: near ? point.x - this.cut : 0, room: this.#room(point), from: point, far: false };
    if (this.hold.slides) this.#slide(point.x - this.hold.off);
  }
  #drag(id, was, now) {
    this.#fingers.set(id, now);
    const other = [...this.#fingers].find(([one]) => one !== id)?.[1];
    if (Math.hypot(now.x - this.hold.from.x, now.y - this.hold.from.y) > 6) this.hold.far = true;
    if (other) {
      const wide = (one) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.#moveBy((now.x - was.x) / 2, (now.y - was.y) / 2);
      this.zoomBy(wide(now) / wide(was), ...this.#inside({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, this.hold.room));
    } else if (this.hold.slides) this.#slide(now.x - this.hold.off);
    else this.#moveBy(now.x - was.x, now.y - was.y);
  }
  #release(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    const { hold } = this;
    this.stage.classList.toggle("held", this.#fingers.size > 0);
    if (this.#fingers.size) this.hold = { ...hold, slides: false, far: true };
    const last = this.#touched;
    const tap = event.type === "pointerup" && !hold.far && !this.#fingers.size;
    const twice = tap && event.pointerType === "touch" && last.type === "touch" && event.timeStamp - last.time < 400 && Math.hypot(hold.from.x - last.x, hold.from.y - last.y) < 30;
    this.#touched = { type: event.pointerType, time: tap && !twice ? event.timeStamp : 0, x: hold.from.x, y: hold.from.y, position: last.position };
    if (twice) this.#toggle(hold.from);
  }
  #toggle(point) {
    if (MODES[this.#mode].divides) this.position = this.#touched.position;
    if (this.fits) this.full(...this.#inside(point));
    else this.fit();
  }
  // Side by side, a cross marks in the other picture what the pointer is on.
  #mirror(point) {
    if (MODES[this.#mode].divides) return;
    const at = this.#room(point);
    const [here, there] = [this.rooms[at], this.rooms[1 - at]];
    const [x, y] = [point.x - here.x, point.y - here.y];
    this.stage.classList.toggle("over", x >= 0 && y >= 0 && x <= here.w && y <= here.h);
    this.cross.style.transform = `translate(${there.x + x}px, ${there.y + y}px)`;
  }
}

if (!customElements.get("image-compare")) customElements.define("image-compare", ImageCompare);
