// The estimate beside Generate, with its basis. The foot of the settings sheet hears of it by `studio:price`.
import { Part, h, lang, shown, t, tell, text } from "./dom.js";

class RunPrice extends Part {
  build() {
    this.next = h("span.next", { text: t("next_run") + (lang() === "en" ? " " : "") });
    this.amount = h("b");
    this.basis = h("small");
    this.append(h("span.price", { role: "note", "aria-label": t("price") }, this.next, this.amount, this.basis));
    shown(this, false);
  }
  draw({ amount, basis }) {
    text(this.amount, amount);
    text(this.basis, basis);
    shown(this, amount || basis);
    if (amount !== this.told) tell("studio:price", (this.told = amount), this);
  }
}

customElements.define("run-price", RunPrice);
