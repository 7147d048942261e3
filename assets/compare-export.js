// The comparison given away: each kind says its size before it is made, is made by the studio with its progress, and is then taken by the browser; what does
// not hold in it is said beside it. value {pair, mode}: null where there are not two.
import { Part, announce, h, icon, recall, remember, shown, t, text } from "./dom.js";
import { ask, take } from "./library-ask.js";
import { menuButton } from "./menu.js";

const BEAT = 300;
const EDGES = ["1024", "1600", "2400", "16384"];
class CompareExport extends Part {
  #sizes = {};
  build() {
    const button = (name, what, ...inside) => h(what, { "data-kind": name, onclick: () => this.#make(name) }, ...inside, h("span", { text: t("give_" + name) }));
    this.html = button("html", "button.btn.primary.l", icon("share", true));
    this.rest = ["wipe", "png"].map((name) => { const node = button(name, "button.btn.grow"); node.append(h("small.q")); return node; });
    this.more = menuButton("more", t("more"), () => ["blink", "jpeg", "originals"].map((name) => ({ name, icon: "down", label: [t("give_" + name), this.#sizes[name]].filter(Boolean).join(", "), run: () => this.#make(name) })));
    this.edge = h("select", { "aria-label": t("give_edge"), onchange: () => this.#wished() }, ...EDGES.map((value) => h("option", { value, text: value === "16384" ? t("give_edge_full") : t("give_edge_px", { n: value }) })));
    this.recipe = h("input", { type: "checkbox", onchange: () => this.#wished() });
    this.edge.value = EDGES.includes(recall("give-edge")) ? recall("give-edge") : "1600";
    this.recipe.checked = recall("give-recipe") !== "";
    this.help = h("p.help");
    this.bar = h("progress", { max: "1", "aria-label": t("give_making") });
    this.stop = h("button.btn.s", { text: t("stop"), onclick: () => this.#stopped() });
    this.going = h("div.going", { hidden: true }, this.bar, this.stop);
    this.said = h("p.help.said", { role: "status", hidden: true });
    this.append(h("div.wish", {}, h("label", {}, h("span.q", { text: t("give_edge") }), this.edge), h("label.check", {}, this.recipe, h("span", { text: t("give_recipe") }))), this.html,
      h("div.rest", {}, ...this.rest, this.more), this.help, this.going, this.said);
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    shown(this, false);
  }
  draw({ pair }) {
    const ids = pair ? { a: pair.a.id, b: pair.b.id } : null;
    shown(this, ids);
    if (JSON.stringify(ids) === JSON.stringify(this.ids)) return;
    this.ids = ids;
    shown(this.said, false);
    this.#stopped();
    if (ids) this.#measure();
  }
  #wish() { return { ...this.ids, edge: Number(this.edge.value), recipe: this.recipe.checked }; }
  #wished() {
    remember("give-edge", this.edge.value);
    remember("give-recipe", this.recipe.checked ? "1" : "");
    this.#measure();
  }
  async #measure() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.#sizes = {};
    this.#sized();
    const found = await ask("/compare/sizes", this.#wish(), asking.signal);
    if (!found || this.asking !== asking) return;
    this.#sizes = found.sizes ?? {};
    this.#sized();
    if (found.error) this.#say(found.error, true);
  }
  #sized() {
    text(this.help, [t("give_html_help"), this.#sizes.html].filter(Boolean).join(" "));
    for (const node of this.rest) text(node.lastChild, this.#sizes[node.dataset.kind] ?? "");
  }
  async #make(name) {
    if (this.job) return;
    this.job = "asked";
    shown(this.said, false);
    this.bar.removeAttribute("value");
    shown(this.going, true);
    let state = await ask("/compare/export", { ...this.#wish(), way: name, mode: document.querySelector("#comparer")?.mode ?? "slider" });
    while (this.job && state.job && !state.error && !state.href) {
      this.job = state.job;
      this.bar.value = state.done;
      await new Promise((done) => setTimeout(done, BEAT));
      if (this.job) state = await ask(`/parcels/${state.job}`);
    }
    if (!this.job) return;
    this.job = null;
    shown(this.going, false);
    if (state.error) return void this.#say(state.error, true);
    take(state);
    this.#say([state.said, ...state.notes].join("\n"));
  }
  #stopped() {
    if (this.job && this.job !== "asked") fetch(`/parcels/${this.job}`, { method: "DELETE" }).catch(() => {});
    this.job = null;
    shown(this.going, false);
  }
  #say(words, wrong = false) {
    text(this.said, words);
    this.said.classList.toggle("wrong", wrong);
    shown(this.said, true);
    announce(words);
  }
}

customElements.define("compare-export", CompareExport);
