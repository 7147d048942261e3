// Beside the comparison: the settings of both in a table, equal ones dimmed, prompts by word; what was measured between the two; and how it is given away.
import { Part, attr, each, h, hear, icon, remember, recall, shown, t, text } from "./dom.js";
import "./compare-export.js";

class CompareFacts extends Part {
  build() {
    this.said = h("span.q");
    this.only = h("button.btn.s.bare", { "aria-pressed": String(recall("only") === "1"), onclick: () => this.#differ() }, t("two_only"));
    this.body = h("tbody");
    this.table = h("table", { id: "compare-table" }, h("caption.vh", { text: t("two_settings") }), h("thead", {}, h("tr", {}, h("td"), h("th", { scope: "col", text: "A" }), h("th", { scope: "col", text: "B" }))), this.body);
    this.state = h("span.q");
    this.aligned = h("p.note");
    this.progress = h("progress", { max: "1", "aria-label": t("two_measuring") });
    this.measures = h("dl.pair");
    this.between = h("section.group", { id: "compare-measure" }, h("h3.lab", {}, h("span", { text: t("two_registration") }), this.state), this.progress, this.aligned, this.measures);
    this.none = h("p.none.q", { text: t("two_none") });
    this.giving = h("compare-export", { id: "compare-export" });
    this.append(h("header.hd", {}, h("h2", { text: t("two_settings") }), this.said, h("span.grow"), this.only), h("div.scroll", {}, this.none, this.table, this.between), this.giving);
    this.#paint(null);
    hear(this, "studio:pair", (pair) => this.#paint(pair));
    hear(this, "studio:measured", (found) => this.#measured(found));
  }
  #differ() {
    const on = this.only.getAttribute("aria-pressed") !== "true";
    attr(this.only, "aria-pressed", String(on));
    remember("only", on ? "1" : "");
    this.#paint(this.pair);
  }
  #paint(pair) {
    this.pair = pair;
    const rows = pair?.rows ?? [];
    const both = pair?.a && pair?.b;
    const only = both && this.only.getAttribute("aria-pressed") === "true";
    text(this.said, pair?.said ?? "");
    shown(this.none, !rows.length);
    shown(this.table, rows.length);
    shown(this.only, both && rows.some((row) => row.same));
    if (!both) shown(this.between, false);
    each(this.body, rows.filter((row) => !only || !row.same), (row) => row.name + row.same + Boolean(row.pieces.length), (row) => makeRow(row), (node, row) => fillRow(node, row));
    this.giving.value = { pair: both ? pair : null };
  }
  // {state, said, done, why, facts: [[name, value]]}, null where nothing is measured
  #measured(found) {
    shown(this.between, found);
    if (!found) return;
    const pending = found.state === "pending";
    shown(this.progress, pending);
    this.progress.value = found.done;
    text(this.state, pending ? "" : t(found.state === "found" ? "two_aligned" : "two_apart"));
    this.aligned.replaceChildren(icon(pending ? "clock" : found.state === "found" ? "check" : "warn", true), h("span", { text: found.why || found.said }));
    each(this.measures, pending ? [] : found.facts.flatMap(([name, value]) => [["dt", name], ["dd", value]]), ([tag, words]) => tag + words, ([tag]) => h(tag), (node, [, words]) => text(node, words));
  }
}

function makeRow(row) {
  const wide = row.same || row.pieces.length;
  return h("tr", {}, h("th", { scope: "row" }), h("td", { colspan: wide ? "2" : null, dir: "auto" }), wide ? null : h("td", { dir: "auto" }));
}
function fillRow(node, row) {
  const [name, a, b] = node.children;
  node.classList.toggle("same", row.same);
  node.classList.toggle("long", row.pieces.length > 0);
  text(name, row.name);
  if (row.pieces.length) return void a.replaceChildren(...row.pieces.map(([kind, words]) => (kind === "same" ? document.createTextNode(words) : h(kind, { text: words }))));
  [[a, row.a, row.differs[0]], [b, row.b, row.differs[1]]].forEach(([cell, words, differs]) => cell?.replaceChildren(document.createTextNode(words), ...(differs ? [h("span.billed", { text: differs })] : [])));
}

customElements.define("compare-facts", CompareFacts);
