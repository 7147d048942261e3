// A place of the tab Compare, A or B: what stands there, and a press opens the picker: the library by search, or a file of one's own. `choose` {id} leaves.
import { Part, attr, h, icon, ours, shown, t, text } from "./dom.js";
import { PicturePicker } from "./picture-picker.js";

class CompareSlot extends Part {
  build() {
    const letter = this.getAttribute("letter");
    this.button = h("button.slot", { "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.#toggle() }, h("b", { text: letter }), h("img", { alt: "" }), h("span.cut"), icon("v", true));
    this.append(this.button);
    this.draw(null);
  }
  // What a slot shows: a Side, or null for an empty one.
  draw(side) {
    const [, img, words] = this.button.children;
    attr(img, "src", side ? ours(side.thumb) : null);
    shown(img, side);
    text(words, side?.title ?? t("two_choose"));
    attr(this.button, "aria-label", t(side ? "two_slot" : "two_slot_empty", { slot: this.getAttribute("letter"), title: side?.title ?? "" }));
    attr(this.button, "title", side?.title);
    this.button.classList.toggle("vacant", !side);
  }
  get value() { return super.value; }
  set value(value) {
    super.value = value;
    if (!value && this.button) this.draw(null);
  }
  open() { if (!this.picker?.opened) this.#toggle(); }
  #toggle() {
    this.picker ??= new PicturePicker(t("two_pick", { slot: this.getAttribute("letter") }), (id) => this.send("choose", { id }));
    if (this.picker.opened) this.picker.close();
    else this.picker.open(this.button);
  }
}

customElements.define("compare-slot", CompareSlot);
