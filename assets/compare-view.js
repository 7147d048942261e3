// A picture against its source, over a stage (`open`, Esc goes back) or as one of its modes (`inline`, `value`). The comparing itself is <image-compare>, its controls
// <compare-bar>; here are its layer, what a person used last, and what of our own the addresses may be.
import { Part, attr, h, iconButton, ours, recall, remember, shown, t, text } from "./dom.js";
import "./image-compare.js";
import "./compare-bar.js";
import "./compare-strip.js";
import { COMPARE_WORDS } from "./image-compare-words.js";
import { Measure, idOf } from "./compare-measure.js";
import { drop, push } from "./layers.js";

// The comparer's words in the person's language.
export const compareWords = () => Object.fromEntries(Object.keys(COMPARE_WORDS).map((name) => [name, t("cmp_" + name)]));
const vouched = (one, label) => one && { ...one, label: one.label || t(label), preview: ours(one.preview), original: ours(one.original) };
const SURROUNDS = ["black", "stage", "mid", "white", "checker"];

class CompareView extends Part {
  measure = new Measure();
  build() {
    this.inline = this.hasAttribute("inline");
    this.compare = h("image-compare", { tabindex: "0" }); // its own stops are in its shadow: the layer counts this one
    this.compare.words = compareWords();
    this.bar = h("compare-bar");
    this.strip = h("compare-strip", { hidden: true });
    this.label = h("span.what");
    this.tools = h("div.tools", {}, this.bar);
    if (!this.inline) this.#asLayer();
    this.append(this.compare, this.strip, this.tools);
    if (this.inline) this.bar.parts = ["modes", "swap", "options", "fit", "zoom", "help", "full"]; // the stage has its surround
    this.bar.full = this;
    this.bar.of = this.strip.of = this.compare;
    this.compare.addEventListener("mode", ({ detail }) => { remember("compare", detail.mode); this.#register(); });
    this.compare.addEventListener("fit", () => this.#register());
    this.bar.addEventListener("option", ({ detail }) => detail.name === "surround" && remember("surround", detail.value));
    this.addEventListener("keydown", (event) => this.compare.key(event));
    this.#recall();
    if (this.value) this.draw(this.value);
  }
  #asLayer() {
    this.layer = { node: this, trap: true, close: () => this.close() };
    this.tools.prepend(this.label);
    this.tools.append(iconButton("x", t("cmp_close"), () => this.close(), false));
    attr(this, "role", "dialog");
    attr(this, "aria-modal", "true");
    attr(this, "aria-label", t("cmp_title"));
    shown(this, false);
  }
  get mode() { return this.compare.mode; }
  set mode(mode) {
    this.compare.mode = mode;
    remember("compare", this.compare.mode);
    this.#register();
  }
  // {a, b, title?, registration?, fit?, all?, at?}: before and after, as <image-compare> takes them.
  draw({ a, b, title, registration, fit, all, at }) {
    const ids = { a: idOf(a), b: idOf(b) };
    if (JSON.stringify(ids) !== JSON.stringify(this.ids)) { this.measure.stop(); this.found = null; this.measured = false; }
    this.ids = ids;
    this.compare.value = { a: vouched(a, "cmp_before"), b: vouched(b, "cmp_after"), registration: registration ?? this.found ?? undefined, fit, all: all?.map((one) => vouched(one, "")), at };
    text(this.label, title);
    this.#register();
  }
  // Where the two lie on each other is only asked for by who looks at their difference: it costs the studio seconds.
  #register() {
    const { value } = this.compare;
    if (this.measured || this.compare.mode !== "difference" || !value.a || !value.b || !this.ids?.a || !this.ids.b || (value.registration && !this.found)) return;
    this.measured = true;
    this.measure.ask(this.ids, (found) => { this.found = found; this.compare.value = { ...this.compare.value, mode: undefined, registration: found }; });
  }
  open(value) {
    const fresh = this.hidden;
    shown(this, true);
    this.#recall();
    this.value = value;
    if (!fresh) return;
    push(this.layer);
    this.compare.view = {}; // fitted, also when the same two come again
    this.compare.focus({ preventScroll: true });
  }
  close() {
    if (this.hidden || this.inline) return;
    if (document.fullscreenElement === this) document.exitFullscreen();
    shown(this, false);
    drop(this.layer);
  }
  #recall() {
    this.compare.mode = recall("compare") ?? "slider";
    if (!this.inline) this.compare.surround = SURROUNDS.includes(recall("surround")) ? recall("surround") : "stage";
  }
}

customElements.define("compare-view", CompareView);
