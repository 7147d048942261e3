// What stands around the picture of a mask painter: its tools, the numbers of a rectangle, and the line that says what will change. It holds no state of its own:
// what is pressed goes to the host, what is so is told by `show…`.
import { attr, choices, h, icon, iconButton, shown, t, text } from "./dom.js";

const FINE = 1000; // steps of the slider; a step is a ratio, as sizes are seen
export const TOOLS = ["brush", "eraser", "rectangle"];

// A share of the picture in words, never 0 for something nor 100 for less than all.
export function percent(share) {
  const value = share * 100;
  if (value === 0 || value === 100) return String(value);
  if (value >= 99) return Math.min(value, 99.9).toFixed(1);
  if (value >= 10) return value.toFixed(0);
  return value >= 0.1 ? value.toFixed(1) : Math.max(value, 0.01).toFixed(2);
}
export const hint = (share) => (share === 0 ? t("mask_hint_none") : share === 1 ? t("mask_hint_all") : t("mask_hint", { percent: percent(share) }));

const keyed = (node, key) => { attr(node, "aria-keyshortcuts", key); node.title += ` (${key.replace("Control", "Ctrl")})`; return node; };
const cap = (key) => h("kbd", { text: key, "aria-hidden": "true" });

export class MaskTools {
  constructor(host) {
    this.tool = choices("div.seg.fit", t("mask_tool"), TOOLS.map((value) => ({ value, icon: value, said: t("mask_" + value) })), (value) => host.use(value));
    [...this.tool.children].forEach((node, at) => keyed(node, "BER"[at]));
    this.slider = h("input", { type: "range", min: 0, max: FINE, step: 1, "aria-label": t("mask_size"), oninput: () => host.resize(Math.round(this.most ** (Number(this.slider.value) / FINE))) });
    this.size = h("div.size", {}, this.slider, this.pixels = h("output", { "aria-hidden": "true" }), h("span.keys", {}, cap("["), cap("]")));
    this.undo = keyed(iconButton("undo", t("mask_undo"), () => host.undo(), true), "Control+Z");
    this.redo = keyed(iconButton("redo", t("mask_redo"), () => host.redo(), true), "Control+Shift+Z");
    const plain = (word, act, sign) => h(`button.btn.s.bare.${word}`, { onclick: act, "aria-label": t("mask_" + word), title: t("mask_" + word) }, ...(sign ? [icon(sign, true)] : []), h("span", { text: t("mask_" + word) }));
    this.invert = keyed(plain("invert", () => host.invert(), "invert"), "I");
    this.clear = plain("clear", () => host.clear(), "trash");
    this.bring = plain("import", () => host.browse(), "up");
    attr(this.bring, "title", t("mask_import_title"));
    this.bar = h("div.bar", { role: "toolbar", "aria-label": t("mask_tools") }, h("b.what", { text: t("mask_image") }), this.tool, this.size, h("span.sep"), this.undo, this.redo, h("span.grow"), this.invert, this.clear, this.bring);
    this.bar.addEventListener("mousedown", (event) => !event.target.closest("input") && event.preventDefault()); // the picture keeps the focus, and with it Space
    this.#rectangle(host);

    this.words = h("span.words");
    this.told = h("p.told", { role: "status" }, icon("info", true), h("span"));
    this.scale = h("span.scale");
    this.remove = plain("remove", () => host.remove());
    this.discard = plain("discard", () => host.discard());
    this.done = h("button.btn.primary.done", { onclick: () => host.done() }, t("mask_done"));
    this.foot = h("div.foot", {}, h("p.hint", { id: "mask-hint" }, icon("brush", true), this.words), h("span.grow"),
      h("div.look", {}, h("button.btn.s", { onclick: () => host.fit() }, t("fit"), " ", cap("0")), h("button.btn.s", { onclick: () => host.full() }, "100 %", " ", cap("1")), this.scale),
      this.discard, this.remove, h("button.btn.cancel", { onclick: () => host.close(), text: t("mask_cancel") }), this.done);
  }
  #rectangle(host) {
    this.numbers = ["left", "top", "width", "height"].map((name) => h("input", { type: "number", inputmode: "numeric", step: 1, min: name === "left" || name === "top" ? 0 : 1, "aria-label": t("mask_" + name), oninput: () => host.outline(this.box) }));
    const act = (word, value) => h("button.btn.s", { onclick: () => host.rectangle(this.box, value), text: t("mask_" + word) });
    this.row = h("div.numbers", { role: "group", "aria-label": t("mask_rect_name"), hidden: true },
      ...this.numbers.map((input, at) => h("label", {}, h("span", { text: t("mask_" + ["left", "top", "width", "height"][at]), "aria-hidden": "true" }), input)), act("mark", 1), act("unmark", 0));
    this.row.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input") || event.isComposing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      host.rectangle(this.box, 1);
    });
    this.row.addEventListener("focusin", () => host.outline(this.box));
    this.row.addEventListener("focusout", ({ relatedTarget }) => !this.row.contains(relatedTarget) && host.outline(null));
  }
  // [left, top, right, bottom] of what is typed.
  get box() {
    const [left, top, width, height] = this.numbers.map((input) => Math.round(Number(input.value) || 0));
    return [left, top, left + width, top + height];
  }
  showBox([left, top, right, bottom]) { [left, top, right - left, bottom - top].forEach((value, at) => { this.numbers[at].value = value; }); }
  showPicture(width, height) {
    this.most = Math.max(2, Math.round(Math.max(width, height) / 2));
    this.numbers.forEach((input, at) => attr(input, "max", at % 2 ? height : width));
    this.showBox([Math.round(width / 4), Math.round(height / 4), Math.round((3 * width) / 4), Math.round((3 * height) / 4)]);
  }
  showTool(tool) {
    this.tool.choose(tool);
    shown(this.row, tool === "rectangle");
    shown(this.size, tool !== "rectangle");
  }
  showSize(size) {
    const at = Math.round((FINE * Math.log(size)) / Math.log(this.most));
    if (Math.round(this.most ** (Number(this.slider.value) / FINE)) !== size) this.slider.value = at;
    this.slider.style.setProperty("--v", `${at / (FINE / 100)}%`);
    const words = t("mask_px", { n: size });
    text(this.pixels, words);
    attr(this.slider, "aria-valuetext", words);
  }
  showShare(share) { text(this.words, hint(share)); }
  // What can not be done is said to be so, not taken away: the focus stays where it was.
  showSteps(undoes, redoes, some) {
    for (const [node, can] of [[this.undo, undoes], [this.redo, redoes], [this.clear, some]]) attr(node, "aria-disabled", can ? null : "true");
  }
  showBusy(busy) {
    attr(this.done, "aria-busy", busy ? "true" : null);
    this.done.classList.toggle("busy", busy);
  }
  // One sentence above the foot; `wrong` for what went wrong. Empty takes it away.
  tell(words, wrong = false) {
    shown(this.told, words);
    text(this.told.lastChild, words);
    this.told.classList.toggle("wrong", wrong);
    attr(this.told.firstChild.firstChild, "href", wrong ? "#i-cross" : "#i-info");
  }
}
