// Use result as input: the finished picture that the stage shows takes the place of image 1. `use` {to, run, n} leaves.
import { Part, frameOf, h, hear, shown, t } from "./dom.js";

class UseResult extends Part {
  #at = null;
  build() {
    this.append(h("button.btn.l", { text: t("use_result"), onclick: () => this.#use() }));
    const take = (detail) => {
      this.#at = detail;
      shown(this, detail?.done);
    };
    take(frameOf(this)?.querySelector("tile-grid")?.now); // the stage may have been there first
    hear(this, "studio:chosen", take);
  }
  #use() {
    if (!this.#at?.done) return;
    this.send("use", { to: "input", run: this.#at.run, n: this.#at.n });
    const box = frameOf(this)?.querySelector(".prompt textarea");
    box?.focus();
    box?.select(); // the instruction was for the step before: what is typed now replaces it
  }
}

customElements.define("use-result", UseResult);
