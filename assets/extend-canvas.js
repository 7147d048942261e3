// A larger canvas for a picture of the tray: to a ratio, or by so many pixels at its sides. `done(ref)` gets the canvas with its mask, as the tray takes it.
import { h, t, text } from "./dom.js";
import { drop, push } from "./layers.js";
import { ask } from "./library-ask.js";

const RATIOS = ["", "1:1", "4:5", "3:4", "2:3", "9:16", "5:4", "4:3", "3:2", "16:9", "21:9"];
const SIDES = ["left", "right", "top", "bottom"];

export class ExtendCanvas {
  constructor(done) {
    this.done = done;
    this.ratio = h("select", { "aria-label": t("extend_ratio"), onchange: () => this.#show() }, ...RATIOS.map((value) => h("option", { value, text: value || t("extend_by_sides") })));
    this.sides = SIDES.map((name) => h("input", { type: "number", min: "0", max: "8192", step: "8", value: "0", "aria-label": t("extend_" + name), oninput: () => this.#show() }));
    this.fields = h("div.sides", {}, ...this.sides.map((input, at) => h("label", {}, h("span", { text: t("extend_" + SIDES[at]) }), input)));
    this.size = h("p.q", { role: "status" });
    this.wrong = h("p.failed", { role: "alert" });
    this.go = h("button.btn.primary", { onclick: () => this.#send() }, t("extend_do"));
    this.pop = h("div.pop.extend", { popover: "manual", role: "dialog", "aria-label": t("extend_title") }, h("h2.lab", { text: t("extend_title") }), h("label", {}, h("span", { text: t("extend_ratio") }), this.ratio), this.fields, this.size, this.wrong,
      h("div.row", {}, h("button.btn", { onclick: () => this.close() }, t("extend_cancel")), this.go));
    this.layer = { node: this.pop, trap: true, close: () => this.close() };
    for (const kind of ["input", "change"]) this.pop.addEventListener(kind, (event) => event.stopPropagation());
    this.pop.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && this.#send());
  }
  // `masked`: the model takes a real mask, so what is new stays empty; else it is grey.
  open(ref, anchor, masked) {
    Object.assign(this, { ref, masked });
    text(this.wrong, "");
    document.body.append(this.pop);
    this.pop.showPopover();
    push(this.layer);
    const box = anchor.getBoundingClientRect();
    Object.assign(this.pop.style, { left: `${Math.max(8, Math.min(box.left, innerWidth - this.pop.offsetWidth - 8))}px`, top: `${Math.max(8, box.top - this.pop.offsetHeight - 8)}px` });
    this.#show();
    this.ratio.focus();
  }
  close() {
    if (!this.pop.matches(":popover-open")) return;
    drop(this.layer);
    this.pop.hidePopover();
  }
  get #wish() { return Object.fromEntries(SIDES.map((name, at) => [name, this.ratio.value ? 0 : Math.max(0, Math.round(Number(this.sides[at].value) || 0))])); }
  #show() {
    this.fields.hidden = Boolean(this.ratio.value);
    const { width, height } = this.ref;
    const { left, right, top, bottom } = this.#wish;
    const [across, down] = this.ratio.value ? this.ratio.value.split(":").map(Number) : [0, 0];
    const wide = across ? Math.max(width, Math.round((height * across) / down)) : width + left + right;
    const high = across ? Math.max(height, Math.round((width * down) / across)) : height + top + bottom;
    text(this.size, t("extend_size", { before: `${width}×${height}`, after: `${wide}×${high}` }));
    this.go.disabled = wide === width && high === height;
  }
  async #send() {
    if (this.go.disabled) return;
    this.go.disabled = true;
    const found = await ask("/edits/extend", { id: this.ref.id, ...this.#wish, ratio: this.ratio.value, masked: this.masked });
    this.go.disabled = false;
    if (found.error) return void text(this.wrong, found.error);
    this.close();
    this.done(found);
  }
}
