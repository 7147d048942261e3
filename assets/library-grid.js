// The pictures of the library by day, newest first. One is chosen (its facts stand beside), several can be marked. `pick` {id}, `open` {id}, `marked` [ids],
// `further` leave; the grid knows nothing of searching.
import { Part, attr, each, h, icon, iconButton, ours, phone, shown, t, text } from "./dom.js";
import { endless } from "./library-endless.js";
import { ratioOf, rows } from "./library-rows.js";

const GAP = 6;

export class LibraryGrid extends Part {
  #marked = new Set();
  #from = "";
  chosen = "";
  build() {
    this.days = h("div.days", { role: "group", "aria-label": t("lib_pictures") });
    this.append(this.days);
    this.more = endless(this, () => this.send("further", {}));
    this.items = [];
    new ResizeObserver(() => this.#layout()).observe(this.days);
    this.days.addEventListener("keydown", (event) => this.#key(event));
  }
  get marked() { return [...this.#marked]; }
  // All that is known so far: [{id, thumb, width, height, prompt, day, starred, children, …}]; `more`: there are further ones.
  draw({ items, more }) {
    this.items = items;
    this.known = new Map(items.map((item) => [item.id, item]));
    for (const id of this.#marked) if (!this.known.has(id)) this.#marked.delete(id);
    this.#layout();
    this.more(more);
  }
  clear() {
    this.#marked.clear();
    this.#tell();
  }
  // The one whose facts are shown; `focus` after a key.
  choose(id, focus = false) {
    this.chosen = id;
    for (const node of this.days.querySelectorAll("figure")) this.#stand(node);
    this.#rest();
    if (focus) this.node(id)?.querySelector(".hit").focus();
  }
  node(id) { return this.days.querySelector(`figure[data-key="${CSS.escape(id)}"]`); }
  #layout() {
    const width = this.days.clientWidth;
    if (!width || !this.items) return;
    const days = [];
    for (const item of this.items) {
      if (days.at(-1)?.day !== item.day) days.push({ day: item.day, note: item.day_note, items: [] });
      days.at(-1).items.push({ ...item, ratio: ratioOf(item) });
    }
    const target = phone.matches ? 128 : Math.min(240, Math.max(150, width / 5));
    each(this.days, days, (one, at) => `${at}:${one.day}`, () => h("section", {}, h("h2.day", {}, h("b"), h("span")), h("div.rows")), (node, one) => {
      text(node.firstChild.firstChild, one.day);
      text(node.firstChild.lastChild, one.note);
      attr(node, "aria-label", one.day);
      const lines = rows(one.items, width, target, GAP);
      node.style.setProperty("--tall", `${Math.round(lines.reduce((sum, line) => sum + line.height + GAP, 36))}px`);
      const places = lines.flatMap((line) => line.items.map((item, at) => ({ item, height: line.height, last: !line.full && at === line.items.length - 1 })));
      each(node.lastChild, places, ({ item }) => item.id, ({ item }) => this.#make(item), (figure, place) => this.#patch(figure, place));
    });
    this.#rest();
  }
  // Something can be reached by Tab, whatever is chosen.
  #rest() {
    const first = this.days.querySelector(".hit");
    if (first && !this.days.querySelector(".hit[tabindex='0']")) attr(first, "tabindex", "0");
  }
  #make({ id }) {
    const star = iconButton("star", t("lib_star"), () => this.send("star", { id, on: !this.known.get(id).starred }));
    star.classList.add("mini", "star");
    attr(star, "tabindex", "-1");
    const mark = h("button.mini.mark", { role: "checkbox", tabindex: "-1", onclick: (event) => this.#mark(id, event.shiftKey) }, icon("check", true));
    return h("figure", {}, h("button.hit", { tabindex: "-1", onclick: (event) => this.#press(id, event), ondblclick: () => this.send("open", { id }) }, h("img", { alt: "", loading: "lazy", decoding: "async" })),
      mark, star, h("span.mini.kin", {}, icon("branch", true), h("span")));
  }
  #patch(figure, { item, height, last }) {
    const [hit, mark, star, kin] = figure.children;
    figure.style.cssText = `width:${(height * item.ratio).toFixed(2)}px;height:${height.toFixed(2)}px;${last ? "margin-right:auto" : ""}`;
    const src = ours(item.thumb);
    if (src) attr(hit.firstChild, "src", src);
    attr(hit, "aria-label", item.prompt || t("lib_untitled"));
    attr(hit, "title", item.prompt || null);
    attr(star, "aria-pressed", String(Boolean(item.starred)));
    attr(mark, "aria-label", t("lib_mark"));
    shown(kin, item.children);
    text(kin.lastChild, String(item.children || ""));
    figure.dataset.key = item.id;
    this.#stand(figure);
  }
  #stand(figure) {
    const id = figure.dataset.key;
    figure.classList.toggle("on", id === this.chosen);
    figure.classList.toggle("marked", this.#marked.has(id));
    attr(figure.children[1], "aria-checked", String(this.#marked.has(id)));
    attr(figure.firstChild, "aria-current", id === this.chosen ? "true" : null);
    attr(figure.firstChild, "tabindex", id === this.chosen ? "0" : "-1");
  }
  #press(id, event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return this.#mark(id, event.shiftKey);
    this.#from = id;
    this.choose(id);
    return this.send("pick", { id });
  }
  #mark(id, range) {
    const at = this.items.findIndex((item) => item.id === id);
    const from = this.items.findIndex((item) => item.id === this.#from);
    if (range && from >= 0) for (const item of this.items.slice(Math.min(at, from), Math.max(at, from) + 1)) this.#marked.add(item.id);
    else if (!this.#marked.delete(id)) this.#marked.add(id);
    this.#from = id;
    this.#tell();
  }
  #tell() {
    for (const node of this.days.querySelectorAll("figure")) this.#stand(node);
    this.#rest();
    this.classList.toggle("marking", this.#marked.size > 0);
    this.send("marked", this.marked);
  }
  #key(event) {
    const figure = event.target.closest?.("figure");
    if (!figure || event.isComposing || event.altKey) return;
    const id = figure.dataset.key;
    const at = this.items.findIndex((item) => item.id === id);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: this.items.length - 1 }[event.key] ?? ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ? this.#beside(figure, event.key === "ArrowDown") : undefined);
    if ((event.ctrlKey || event.metaKey) && event.key === "a") for (const item of this.items) this.#marked.add(item.id);
    else if (event.ctrlKey || event.metaKey) return;
    else if (to !== undefined && this.items[to]) {
      this.choose(this.items[to].id, true);
      this.node(this.items[to].id).scrollIntoView({ block: "nearest" });
      this.send("pick", { id: this.items[to].id });
    } else if (event.key === " ") this.#mark(id, event.shiftKey);
    else if (event.key === "Enter") this.send("open", { id });
    else if (event.key === "s") this.send("star", { id, on: !this.known.get(id).starred });
    else if (event.key === "Delete") this.send("discard", { ids: this.#marked.size ? this.marked : [id] });
    else if (event.key === "Escape" && this.#marked.size) this.clear();
    else return;
    if (event.key === "a") this.#tell();
    event.preventDefault();
    event.stopPropagation();
  }
  // The picture of the next or previous row that stands nearest.
  #beside(figure, below) {
    const box = figure.getBoundingClientRect();
    const middle = box.left + box.width / 2;
    const all = [...this.days.querySelectorAll("figure")].map((node) => ({ node, box: node.getBoundingClientRect() }));
    const others = all.filter((one) => (below ? one.box.top > box.bottom - 2 : one.box.bottom < box.top + 2));
    const edge = below ? Math.min(...others.map((one) => one.box.top)) : Math.max(...others.map((one) => one.box.top));
    const row = others.filter((one) => Math.abs(one.box.top - edge) < 2);
    const best = row.sort((one, other) => Math.abs(one.box.left + one.box.width / 2 - middle) - Math.abs(other.box.left + other.box.width / 2 - middle))[0];
    return best ? this.items.findIndex((item) => item.id === best.node.dataset.key) : undefined;
  }
}

customElements.define("library-grid", LibraryGrid);
