// More than two pictures: a strip to choose A and B from. strip.of = an image-compare whose value has {all, at}; a choice is told as `choose` {slot, at}.
import { BAR_SHEET } from "./compare-bar-sheet.js";
import { make, put, sheetOf } from "./image-compare-nodes.js";
import { COMPARE_WORDS, sayWords } from "./image-compare-words.js";

let stripSheet;

class CompareStrip extends HTMLElement {
  #of = null;
  #heard = () => this.#draw();
  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [stripSheet ??= sheetOf(BAR_SHEET)];
    this.list = make("div", "list", { role: "group" });
    root.append(this.list);
  }
  connectedCallback() {
    if (!Object.hasOwn(this, "of")) return;
    const early = this.of;
    delete this.of;
    this.of = early;
  }
  get of() { return this.#of; }
  set of(element) {
    for (const name of ["value", "choose"]) this.#of?.removeEventListener(name, this.#heard);
    this.#of = element;
    for (const name of ["value", "choose"]) element?.addEventListener(name, this.#heard);
    this.#draw();
  }
  #said(key, values) { return sayWords((this.#of?.words ?? COMPARE_WORDS)[key], values); }
  #choose(slot, at) {
    this.#of.take(slot, at);
    this.dispatchEvent(new CustomEvent("choose", { detail: { slot, at } }));
    this.#draw();
  }
  #draw() {
    const { all = [], at = [0, 1] } = this.#of?.value ?? {};
    put(this.list, "aria-label", this.#said("strip"));
    this.hidden = all.length < 3;
    if (this.drawn !== all) {
      this.drawn = all;
      this.list.replaceChildren(...all.map((shot, index) => this.#shot(shot, index)));
    }
    [...this.list.children].forEach((node, index) => {
      node.classList.toggle("on", at.includes(index));
      [...node.lastChild.children].forEach((button, slot) => put(button, "aria-pressed", at[slot] === index));
    });
  }
  #shot(shot, index) {
    const name = shot.label || String(index + 1);
    const img = new Image();
    img.src = shot.preview || shot.original;
    img.alt = "";
    img.loading = "lazy";
    const slot = (side) => make("button", "", { type: "button", "aria-label": this.#said("as_" + side, { a: name }), onclick: () => this.#choose(side, index) }, side.toUpperCase());
    return make("figure", "", { title: name }, make("button", "look", { type: "button", tabindex: "-1", "aria-hidden": "true", onclick: () => this.#choose("b", index) }, img), make("div", "slots", {}, slot("a"), slot("b")));
  }
}

if (!customElements.get("compare-strip")) customElements.define("compare-strip", CompareStrip);
