// The controls of one image-compare, the same in the tab, over other tabs' stages, on a share page and in an exported file.
//   bar.of = element; bar.parts = some of PARTS, in this order; bar.full = the node that fills the screen (else what holds both); bar.words = {…COMPARE_WORDS}
// What has no room goes into a menu; under 600 px it becomes two rows for fingers. It keeps nothing: every state is the element's.
import { BAR_SHEET } from "./compare-bar-sheet.js";
import { hushed, optionControl, radios } from "./compare-controls.js";
import { HELP_SHEET, keyCap, openCompareHelp } from "./compare-help.js";
import { COMPARE_MODES } from "./compare-modes.js";
import { FITS } from "./image-compare-place.js";
import { SIGN_SHEET, make, put, sheetOf, sign, write } from "./image-compare-nodes.js";
import { COMPARE_WORDS, sayWords } from "./image-compare-words.js";

const PARTS = ["modes", "swap", "options", "hints", "surround", "fit", "zoom", "help", "full"];
const SURROUNDINGS = ["black", "stage", "mid", "white", "checker"];
const FOLDING = ["surround", "help", "fit", "full", "zoom", "swap"]; // what goes into the menu first
const HINTS = [[["←", "→"], "hint_move"], [["S"], "slider"], [["B"], "blink"], [["D"], "difference"], [["X"], "hint_swap"]];
const HEARD = ["view", "mode", "fit", "value"];
const COMPACT = 600;
let barSheet;

class CompareBar extends HTMLElement {
  #of = null;
  #words = null;
  #parts = PARTS;
  #heard = (event) => this.#draw(event.type);
  #keys = (event) => this.#key(event);
  #turned = () => this.#draw();
  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [barSheet ??= sheetOf(BAR_SHEET, SIGN_SHEET, HELP_SHEET)];
    this.row = make("div", "row");
    this.second = make("div", "row second");
    this.box = make("div", "", { role: "toolbar" }, this.row, this.second);
    this.menu = make("div", "menu", { popover: "auto", role: "group" });
    root.append(this.box, this.menu);
    this.addEventListener("keydown", this.#keys);
    this.menu.addEventListener("toggle", ({ newState }) => {
      put(this.more, "aria-expanded", newState === "open");
      this.#escapes(newState === "open" ? () => this.menu.hidePopover() : null);
    });
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry.contentRect.width);
      if (width !== this.wide) this.#fold(width);
    }).observe(this);
  }
  connectedCallback() {
    for (const name of ["words", "parts", "full", "of"]) {
      if (!Object.hasOwn(this, name)) continue;
      const early = this[name];
      delete this[name];
      this[name] = early;
    }
    document.addEventListener("fullscreenchange", this.#turned);
  }
  disconnectedCallback() { document.removeEventListener("fullscreenchange", this.#turned); }
  get of() { return this.#of; }
  set of(element) {
    for (const name of HEARD) this.#of?.removeEventListener(name, this.#heard);
    this.#of?.removeEventListener("keydown", this.#keys);
    this.#of = element;
    for (const name of HEARD) element?.addEventListener(name, this.#heard);
    element?.addEventListener("keydown", this.#keys);
    customElements.whenDefined("image-compare").then(() => this.#of === element && this.#build());
  }
  get parts() { return this.#parts; }
  set parts(parts) {
    this.#parts = PARTS.filter((name) => parts.includes(name));
    this.#build();
  }
  get words() { return this.#words ?? this.#of?.words ?? COMPARE_WORDS; }
  set words(words) {
    this.#words = { ...COMPARE_WORDS, ...words };
    this.#build();
  }
  #said(key, values = {}) { return sayWords(this.words[key] ?? key, values); }
  // What fills the screen: the smallest node that holds both, without being the page.
  get #whole() {
    if (this.full) return this.full;
    let node = this.#of;
    while (node && !node.contains(this)) node = node.parentElement;
    return !node || node === document.body || node === document.documentElement ? this.#of : node;
  }

  // ---- building ----
  #icon(name, word, press) { return make("button", "icon", { type: "button", "aria-label": this.#said(word), title: this.#said(word), onclick: press }, sign(name), make("span", "", {}, this.#said(word))); }
  #build() {
    if (!this.#of?.choose) return;
    const part = (...nodes) => make("div", "part", {}, ...nodes);
    const text = (word, key, press) => make("button", "text", { type: "button", onclick: press }, this.#said(word), hushed(key));
    this.modes = radios("seg modes", this.#said("modes"), Object.keys(COMPARE_MODES).map((value) => ({ value, said: this.#said(value), text: this.#said(value), node: sign(value), key: COMPARE_MODES[value].key.toUpperCase() })), (mode) => this.#of.choose("mode", mode));
    this.around = radios("around", this.#said("surround"), SURROUNDINGS.map((value) => ({ value, said: this.#said(value), node: make("i", "") })), (value) => this.#choose("surround", value));
    this.sizes = make("select", "", { "aria-label": this.#said("fits"), title: this.#said("fits"), onchange: () => this.#of.choose("fit", this.sizes.value) }, ...FITS.map((value) => make("option", "", { value }, this.#said("fit_" + value))));
    this.scale = make("span", "scale");
    this.toFull = this.#icon("full", "full", () => this.#screen());
    this.options = make("div", "opts");
    const all = {
      modes: this.modes,
      swap: part(this.#icon("swap", "swap", () => this.#of.swap())),
      options: this.options,
      hints: make("div", "hints", { "aria-hidden": "true" }, ...HINTS.map(([keys, word]) => make("span", "", {}, ...keys.map(keyCap), this.#said(word)))),
      surround: part(this.around),
      fit: part(this.sizes),
      zoom: part(text("to_fit", "0", () => this.#of.fit()), text("to_full", "1", () => this.#of.full()), this.scale),
      help: part(this.#icon("help", "help", () => this.#help())),
      full: part(this.toFull),
    };
    this.groups = Object.fromEntries(PARTS.filter((name) => this.#parts.includes(name)).map((name) => [name, all[name]]));
    if (!document.fullscreenEnabled) delete this.groups.full;
    this.more = this.#icon("more", "more", () => this.#open());
    put(this.more, "aria-expanded", false);
    put(this.more, "aria-haspopup", "true");
    put(this.box, "aria-label", this.#said("tools"));
    put(this.menu, "aria-label", this.#said("more"));
    this.shown = "";
    this.#draw();
    this.#fold(Math.round(this.getBoundingClientRect().width));
  }
  // The mode's own options.
  #optionsOf(mode) {
    const options = COMPARE_MODES[mode].options.filter((option) => !option.hidden?.(this.#of));
    const said = (key, values) => this.#said(key, values);
    this.own = options.map((option) => optionControl(option, said, (value) => this.#choose(option.name, value === undefined ? !this.#of.options[option.name] : value)));
    this.options.replaceChildren(...this.own.map(({ node }) => node));
    this.options.hidden = !options.length;
  }
  #choose(name, value) {
    this.#of.choose(name, value);
    this.dispatchEvent(new CustomEvent("option", { detail: { name, value } }));
  }

  // ---- drawing ----
  #draw() {
    const { of } = this;
    if (!of || !this.groups) return;
    const registered = of.registration?.state;
    const shown = `${of.mode}:${registered === "none"}`;
    if (shown !== this.shown) {
      this.shown = shown;
      this.modes.mark(of.mode);
      this.#optionsOf(of.mode);
      this.#fold(this.wide);
    }
    for (const { name, mark } of this.own) mark(of.options[name]);
    this.around.mark(of.surround || "stage");
    const aligned = this.sizes.querySelector("[value=aligned]");
    aligned.hidden = aligned.disabled = registered !== "found";
    if (this.sizes.value !== of.fitting) this.sizes.value = of.fitting;
    write(this.scale, this.#said(of.fits ? "fit" : "zoom", { n: Math.round(of.scale) }));
    const full = document.fullscreenElement && document.fullscreenElement === this.#whole;
    if (Boolean(full) !== this.filled) {
      this.filled = Boolean(full);
      put(this.toFull, "aria-label", this.#said(full ? "leave_full" : "full"));
      put(this.toFull, "title", this.toFull.getAttribute("aria-label") + " (F)");
      this.toFull.firstChild.replaceWith(sign(full ? "leave_full" : "full"));
      write(this.toFull.lastChild, this.toFull.getAttribute("aria-label"));
    }
  }
  // Everything in the row, then into the menu what has no room. Measured when width or mode change, never while one drags.
  #fold(width) {
    if (!this.groups || !width) return;
    this.wide = width;
    const held = this.shadowRoot.activeElement;
    const compact = width < COMPACT && this.groups.modes && Object.keys(this.groups).length > 1;
    const { modes, swap, options, hints, surround, fit, zoom, help, full } = this.groups;
    const some = (...nodes) => nodes.filter(Boolean);
    const fold = (group) => {
      if (!this.more.isConnected) this.row.append(this.more);
      this.menu.append(group);
    };
    this.box.classList.toggle("lines", Boolean(compact));
    this.second.hidden = !compact;
    this.options.classList.remove("terse");
    this.menu.replaceChildren();
    if (compact) {
      modes.classList.remove("words");
      this.row.replaceChildren(modes);
      this.second.replaceChildren(...some(swap, options, options?.childElementCount ? null : make("span", "grow"), zoom));
      for (const group of some(fit, surround, help, full)) fold(group);
      for (const group of some(zoom, swap)) if (options && options.scrollWidth > options.clientWidth + 1) fold(group);
    } else {
      this.row.replaceChildren(...some(modes, swap, options, make("span", "grow"), hints, surround, fit, zoom, help, full));
      const tight = () => [this.row, options].some((node) => node && node.scrollWidth > node.clientWidth + 1);
      modes?.classList.add("words");
      if (hints && tight()) hints.remove();
      if (tight()) modes?.classList.remove("words");
      if (tight()) this.options.classList.add("terse");
      for (const name of FOLDING) if (this.groups[name] && tight()) fold(this.groups[name]);
      for (const group of some(full, help, swap)) {
        if (group.parentNode !== this.menu) continue; // a small one may have room once a large one is gone
        this.more.before(group);
        if (tight()) this.menu.append(group);
      }
      if (!this.menu.childElementCount) this.more.remove();
    }
    if (held && held !== this.shadowRoot.activeElement && held.isConnected) held.focus({ preventScroll: true });
  }
  #open() {
    if (this.menu.matches(":popover-open")) return void this.menu.hidePopover();
    this.menu.showPopover();
    const at = this.more.getBoundingClientRect();
    const { width, height } = this.menu.getBoundingClientRect();
    const above = at.bottom + height + 12 > innerHeight;
    Object.assign(this.menu.style, { left: `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`, top: `${above ? Math.max(8, at.top - height - 6) : at.bottom + 6}px` });
    this.menu.querySelector("select, button[tabindex='0'], button")?.focus();
  }

  // ---- keys ----
  #key(event) {
    if (!this.#of || event.defaultPrevented) return;
    const typed = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.composedPath()[0].closest?.("select, textarea");
    if (!typed && event.key === "?") this.#help();
    else if (!typed && event.key.toLowerCase() === "f" && this.groups?.full) this.#screen();
    else return void (event.currentTarget === this && !event.composedPath()[0].closest?.("select, dialog") && this.#of.key(event));
    event.preventDefault();
  }
  #help() {
    if (this.dialog?.open) return;
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
    this.dialog = openCompareHelp(this.shadowRoot, (word) => this.#said(word));
    this.#escapes(() => this.dialog.close());
    this.dialog.addEventListener("close", () => this.#escapes(null));
  }
  // Esc closes what is open here and nothing behind it: heard before the page's own keys.
  #escapes(close) {
    if (this.escape) window.removeEventListener("keydown", this.escape, true);
    this.escape = close && ((event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      close();
      if (!this.dialog?.open) this.more.focus({ preventScroll: true });
    });
    if (close) window.addEventListener("keydown", this.escape, true);
  }
  #screen() {
    const node = this.#whole;
    if (document.fullscreenElement) document.exitFullscreen();
    else node.requestFullscreen?.().catch(() => {});
  }
}

if (!customElements.get("compare-bar")) customElements.define("compare-bar", CompareBar);
