// How a picture came about: every step with its instruction, one press back. `open` {run, n} leaves.
import { Part, attr, each, h, hear, icon, ours, rove, shown, t, text } from "./dom.js";

class EditChain extends Part {
  build() {
    this.where = h("span.q");
    this.steps = h("ol");
    this.append(h("div.group", {}, h("h2.lab", {}, h("span", { text: t("chain") }), this.where), this.steps));
    rove(this.steps, "button");
    this.drifts = new Map();
    hear(this, "studio:drift", ({ run, number }) => {
      this.drifts.set(run, number);
      for (const node of this.steps.children) if (node.step?.run === run) this.#fact(node);
    });
    new ResizeObserver(() => this.#show()).observe(this.steps); // what was hidden has a height now
    shown(this, false);
  }
  draw({ steps, at }) {
    shown(this, steps.length > 1);
    text(this.where, t("chain_at", { n: at + 1, all: steps.length }));
    each(this.steps, steps, (step, index) => `${index}:${step.run}`, (step) => this.#step(step), (node, step, index) => {
      const [button] = node.children;
      const [thumb, words] = button.children; // and the fact
      const on = index === at;
      attr(button, "aria-current", on ? "step" : null);
      attr(button, "aria-label", `${t("chain_step", { n: index + 1 })}: ${step.prompt || step.note}`);
      attr(button, "title", step.prompt || step.note);
      attr(button, "aria-disabled", step.run ? null : "true");
      node.classList.toggle("on", on);
      node.classList.toggle("later", index > at);
      attr(thumb.firstChild, "src", ours(step.src) || null);
      shown(thumb.firstChild, ours(step.src));
      text(thumb.lastChild, String(index + 1));
      text(words, step.prompt || step.note);
      words.classList.toggle("q", !step.prompt);
      node.step = step;
      this.#fact(node);
      button.onclick = () => step.run && this.send("open", { run: step.run, n: step.n });
    });
    const here = `${at} ${steps.length}`;
    if (here !== this.here) {
      this.here = here;
      this.#show();
    }
  }
  // The step that is shown, inside the list alone: the column around it stays where the person has it.
  #show() {
    const node = this.steps.querySelector(".on");
    if (!node) return;
    const top = node.offsetTop - this.steps.offsetTop;
    const { scrollTop, clientHeight } = this.steps;
    if (top < scrollTop || top + node.offsetHeight > scrollTop + clientHeight) this.steps.scrollTop = top - (clientHeight - node.offsetHeight) / 2;
  }
  #step() {
    return h("li", {}, h("button", {}, h("span.thumb", {}, h("img", { alt: "" }), h("span.num", { "aria-hidden": "true" })), h("bdi.words"), h("small.fact.q")));
  }
  // What it cost, and how far it drifted: measured while the step is looked at, it arrives later.
  #fact(node) {
    const { fact, drift, run } = node.step;
    const far = this.drifts.get(run) ?? drift;
    const small = node.firstChild.lastChild;
    text(small, [fact, far ? t("drift_of", { n: far }) : ""].filter(Boolean).join(" · "));
    shown(small, small.textContent);
  }
}

customElements.define("edit-chain", EditChain);
