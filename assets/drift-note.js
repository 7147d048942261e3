// Under an edit: how far it went beyond what was asked. value {run, n}, null where there is nothing to measure. `compare` {a, b} leaves for the marked picture,
// `open` {run, n} for what was pasted back; `studio:drift` {run, number} is told to the chain of the same tab.
import { Part, announce, frameOf, h, icon, ours, shown, t, tell, text } from "./dom.js";
import { ask } from "./library-ask.js";

const SIGNS = { done: "check", warn: "warn", failed: "cross" };
const SETTLED = 400;

class DriftNote extends Part {
  build() {
    this.sign = h("span.sign");
    this.number = h("b");
    this.said = h("span");
    this.more = h("small.q2");
    this.where = h("button.btn.s", { onclick: () => this.#show() }, t("drift_where"));
    this.paste = h("button.btn.s", { onclick: () => this.#paste() }, t("drift_paste"));
    this.append(this.sign, h("p", { role: "status" }, this.number, " ", this.said, " ", this.more), this.where, this.paste);
    shown(this, false);
  }
  get value() { return super.value; }
  set value(value) {
    const key = value ? `${value.run}/${value.n}` : "";
    if (key === this.key) return;
    this.key = key;
    clearTimeout(this.timer);
    this.asking?.abort();
    this.found = null;
    super.value = value;
    if (!value) return void shown(this, false);
    this.#paint({ mark: "", where: t("drift_measuring"), said: "", notes: [], overlay: "", masked: false });
    this.timer = setTimeout(() => this.#load(value), SETTLED);
  }
  draw() {}
  async #load({ run, n }) {
    const asking = (this.asking = new AbortController());
    const found = await ask(`/edits/${run}/${n}/drift`, undefined, asking.signal);
    if (!found || asking !== this.asking) return;
    if (found.error) return void shown(this, false); // nothing to measure against
    this.found = found;
    this.#paint(found);
    tell("studio:drift", { run, number: found.number }, this);
  }
  #paint({ mark, number, where, said, notes, overlay, masked }) {
    shown(this, true);
    this.sign.className = `sign ${mark === "warn" ? "billed" : mark}`;
    this.sign.replaceChildren(mark ? icon(SIGNS[mark], true) : h("i.spin"));
    text(this.number, mark ? [t("drift"), number].filter(Boolean).join(" ") : where);
    text(this.said, said);
    text(this.more, notes.join(" "));
    shown(this.where, ours(overlay));
    shown(this.paste, masked);
  }
  // The edit beside its source in grey, on which what changed unasked is the only colour.
  #show() {
    const pair = frameOf(this)?.querySelector("tile-grid")?.pair;
    if (!pair) return;
    const { width, height, alt } = pair.a;
    const address = ours(this.found.overlay);
    this.dispatchEvent(new CustomEvent("compare", { bubbles: true, detail: { a: { ...pair.b, label: t("cmp_after") }, b: { preview: address, original: address, width, height, alt, label: t("drift_shown"), fact: this.found.where } } }));
  }
  async #paste() {
    const { run, n } = this.value;
    this.paste.disabled = true;
    text(this.paste, t("drift_pasting"));
    const made = await ask(`/edits/${run}/${n}/paste`, {});
    this.paste.disabled = false;
    text(this.paste, t("drift_paste"));
    if (made.error) {
      text(this.more, made.error);
      return void announce(made.error);
    }
    announce(t("drift_pasted"));
    document.querySelector("history-rail").send("i2i", { run: made.run, n: 1 });
  }
}

customElements.define("drift-note", DriftNote);
