// A picture against its source, over a stage (`open`, Esc goes back) or as one of its modes (`inline`, `value`). The comparing itself is <image-compare>;
// here are its buttons, its layer, and what of our own the addresses may be.
import { Part, attr, choices, h, iconButton, ours, recall, remember, shown, t, text } from "./dom.js";
import "./image-compare.js";
import { drop, push } from "./layers.js";

const ICONS = { slider: "compare", side: "columns" };
const WORDS = { name: "cmp_name", divider: "cmp_divider", share: "cmp_share", fit: "cmp_fit", zoom: "cmp_zoom", scaled: "cmp_scaled", swapped: "cmp_swapped", failed: "cmp_failed" };
const vouched = (one, label) => one && { ...one, label: one.label || t(label), preview: ours(one.preview), original: ours(one.original) };

class CompareView extends Part {
  build() {
    this.inline = this.hasAttribute("inline");
    this.compare = h("image-compare", { tabindex: "0" }); // its own stops are in its shadow: the layer counts this one
    const { modes } = customElements.get("image-compare");
    this.compare.words = Object.fromEntries([...Object.entries(WORDS).map(([name, key]) => [name, t(key)]), ...modes.map((mode) => [mode, t("cmp_" + mode)])]);
    this.modes = choices("div.seg.fit", t("cmp_modes"), modes.map((value) => ({ value, icon: ICONS[value], said: t("cmp_" + value) })), (mode) => this.#pick(mode));
    this.label = h("span.what");
    this.scale = h("span.scale");
    const key = (name) => h("kbd", { text: name, "aria-hidden": "true" });
    this.tools = h("div.tools", { role: "toolbar", "aria-label": t("cmp_tools") }, this.modes, iconButton("swap", t("cmp_swap"), () => this.compare.swap(), false), this.label,
      h("button.btn.s", { onclick: () => this.compare.fit() }, t("fit"), " ", key("0")), h("button.btn.s", { onclick: () => this.compare.full() }, "100 %", " ", key("1")), this.scale);
    attr(this.tools.children[1], "title", `${t("cmp_swap")} (X)`);
    if (!this.inline) this.#asLayer();
    this.append(this.compare, this.tools);
    this.compare.addEventListener("mode", ({ detail }) => this.#pick(detail.mode));
    this.compare.addEventListener("view", () => text(this.scale, t(this.compare.fits ? "cmp_fit" : "cmp_zoom", { n: Math.round(this.compare.scale) })));
    this.addEventListener("keydown", (event) => this.compare.key(event));
    this.#pick(recall("compare") ?? modes[0]);
    if (this.value) this.draw(this.value);
  }
  #asLayer() {
    this.layer = { node: this, trap: true, close: () => this.close() };
    this.tools.append(iconButton("x", t("cmp_close"), () => this.close(), false));
    attr(this, "role", "dialog");
    attr(this, "aria-modal", "true");
    attr(this, "aria-label", t("cmp_title"));
    shown(this, false);
  }
  get mode() { return this.compare.mode; }
  set mode(mode) { this.#pick(mode); }
  // {a, b, title?}: before and after, as <image-compare> takes them.
  draw({ a, b, title }) {
    this.compare.value = { a: vouched(a, "cmp_before"), b: vouched(b, "cmp_after") };
    text(this.label, title);
  }
  open(value) {
    const fresh = this.hidden;
    shown(this, true);
    this.#pick(recall("compare") ?? this.compare.mode);
    this.value = value;
    if (!fresh) return;
    push(this.layer);
    this.compare.view = {}; // fitted, also when the same two come again
    this.compare.focus({ preventScroll: true });
  }
  close() {
    if (this.hidden || this.inline) return;
    shown(this, false);
    drop(this.layer);
  }
  #pick(mode) {
    this.compare.mode = mode;
    this.modes.choose(this.compare.mode);
    remember("compare", this.compare.mode);
  }
}

customElements.define("compare-view", CompareView);
