// The pictures of the library by what came from what: a row for each family, its newest first, from the first source at the left to the last edits at the right.
// `pick` {id}, `open` {id}, `star` {id, on}, `discard` {ids}, `further` leave; it knows nothing of searching.
import { Part, attr, each, h, phone, t, text } from "./dom.js";
import { endless } from "./library-endless.js";
import { tree } from "./library-lineage.js";

const LARGE = { size: 112, wide: 156, tall: 144, first: true };
const SMALL = { size: 80, wide: 108, tall: 110, first: true };

class LibraryFamilies extends Part {
  chosen = "";
  build() {
    this.rows = h("div", { role: "group", "aria-label": t("lib_lineage") });
    this.append(this.rows);
    this.more = endless(this, () => this.send("further", {}));
    phone.addEventListener("change", () => this.families && this.draw({ families: this.families, more: this.further }));
    this.rows.addEventListener("keydown", (event) => this.#key(event));
    this.rows.addEventListener("dblclick", (event) => { const id = event.target.closest(".kin")?.dataset.key; if (id) this.send("open", { id }); });
  }
  // All that is known so far: [{id, day, note, kin: [{id, parent, thumb, label, name, fits, …}]}]; `more`: there are further ones.
  draw({ families, more }) {
    this.families = families;
    this.further = more;
    each(this.rows, families, (one) => one.id, () => h("section.kins", {}, h("h2.day", {}, h("b.cut"), h("span")), h("div.tree.large")), (row, one) => {
      const [first] = one.kin;
      const [heading, box] = row.children;
      text(heading.firstChild, first.prompt || t("lib_untitled"));
      text(heading.lastChild, [one.day, one.note].filter(Boolean).join(" · "));
      attr(row, "aria-label", `${heading.firstChild.textContent}, ${heading.lastChild.textContent}`);
      this.#tree(box, one.kin);
    });
    this.more(more);
  }
  choose(id) {
    if (id === this.chosen) return;
    const changed = [this.chosen, id];
    this.chosen = id;
    this.families?.forEach((one, at) => { if (one.kin.some((kin) => changed.includes(kin.id))) this.#tree(this.rows.children[at].lastChild, one.kin); });
  }
  clear() {}
  #tree(box, kin) {
    const size = phone.matches ? SMALL : LARGE;
    tree(box, kin.map((one) => ({ ...one, here: one.id === this.chosen })), ({ id }) => { this.choose(id); this.send("pick", { id }); }, size);
  }
  #key(event) {
    const id = event.target.closest?.(".kin")?.dataset.key;
    if (!id || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && id === this.chosen) this.send("open", { id });
    else if (event.key === "s") this.send("star", { id });
    else if (event.key === "Delete") this.send("discard", { ids: [id] });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define("library-families", LibraryFamilies);
