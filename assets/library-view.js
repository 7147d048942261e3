// Everything made: search, filters, the grid or the families, what is done with several at once. Pages come from our own routes as JSON and are asked for as
// one scrolls. `look` {shots, at} leaves; what is chosen is told to <library-detail> beside it.
import { Part, announce, attr, choices, frameOf, h, icon, iconButton, ours, phone, recall, remember, shown, t, tell, text } from "./dom.js";
import { ask, take } from "./library-ask.js";
import "./library-families.js";
import "./library-filters.js";
import "./library-grid.js";
import { openSheet } from "./sheets.js";

const PAGE = 80;
const TREES = 16;
const EMPTY = { q: "", task: "", model: "", gateway: "", session: "", since: "", starred: "", bin: "" };

class LibraryView extends Part {
  #wish = { ...EMPTY };
  #items = [];
  #families = [];
  #next = "";
  #asking = null;
  #facets = {};
  build() {
    this.search = h("input", { type: "search", id: "library-search", placeholder: t("lib_search"), "aria-label": t("lib_search"), autocomplete: "off", spellcheck: "false", oninput: () => this.#typed() });
    this.summary = h("span.q", { role: "status" });
    this.bin = h("button.btn.s.bare", { onclick: () => this.wish({ bin: this.#wish.bin ? "" : "1" }), "aria-pressed": "false" }, icon("trash", true), h("span"));
    this.file = h("input", { type: "file", accept: "image/png,image/jpeg,image/webp", hidden: true, onchange: () => this.#read(this.file.files[0]) });
    const load = h("button.btn.s.bare", { onclick: () => this.file.click(), title: t("lib_import_note") }, icon("down", true), t("lib_import"));
    this.filters = h("library-filters.chips", { id: "library-filters" });
    this.empty = h("button.btn.s.danger", { onclick: () => this.#emptied(), hidden: true }, t("lib_empty_bin"));
    this.grid = h("library-grid.scroll", { id: "library-grid" });
    this.trees = h("library-families.scroll", { id: "library-families" });
    this.shelf = recall("library") === "lineage" ? this.trees : this.grid;
    const face = (sign, word) => h("span.face", {}, icon(sign, true), h("span", { text: t(word) }));
    this.layout = choices("div.seg", t("lib_layout"), [["grid", "grid", "lib_grid"], ["lineage", "branch", "lib_lineage"]].map(([value, sign, word]) => ({ value, said: t(word), label: face(sign, word) })), (name) => this.#arrange(name));
    this.none = h("p.none", { role: "status" });
    this.again = h("button.btn.again", { onclick: () => (this.again.first ? this.fresh() : this.#further()) }, icon("again", true), t("lib_again"));
    this.notice = h("p.notice", { role: "alert" });
    this.bulk = h("div.bulk", { role: "toolbar", "aria-label": t("lib_marked_tools") });
    this.append(h("h1.vh", { text: t("tab_library") }), h("div.toolbar", {}, h("label.field", {}, icon("search", true), this.search, h("kbd", { text: "/", "aria-hidden": "true" })), this.summary, h("span.grow"), this.bin, load, this.layout, this.file),
      this.filters, this.notice, this.none, this.again, this.grid, this.trees, this.bulk);
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    for (const shelf of [this.grid, this.trees]) {
      shelf.addEventListener("pick", ({ detail }) => this.choose(detail.id));
      shelf.addEventListener("open", ({ detail }) => this.look(detail.id));
      shelf.addEventListener("further", () => this.#further());
      shelf.addEventListener("star", ({ detail }) => this.star([detail.id], detail.on ?? !this.#items.find((item) => item.id === detail.id)?.starred));
      shelf.addEventListener("discard", ({ detail }) => this.discard(detail.ids));
    }
    this.grid.addEventListener("marked", ({ detail }) => this.#bulk(detail));
    this.filters.append(this.empty);
    this.filters.addEventListener("wish", ({ detail }) => this.wish(detail));
    this.filters.addEventListener("clear", () => { this.search.value = ""; this.wish({ ...EMPTY, bin: this.#wish.bin }); });
    this.#bulk([]);
    this.#arrange(this.shelf === this.trees ? "lineage" : "grid");
    this.#drops();
    document.addEventListener("dragover", (event) => { if (this.#elsewhere(event)) event.preventDefault(); });
    document.addEventListener("drop", (event) => { // on Text to image, which takes no references: its recipe is read
      if (!this.#elsewhere(event)) return;
      event.preventDefault();
      const [file] = event.dataTransfer.files; // gone once the event is over
      tell("studio:show", "library");
      this.#read(file);
    });
    document.addEventListener("studio:tab", ({ detail }) => detail === frameOf(this)?.id && this.fresh());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || !this.checkVisibility() || event.target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      this.search.focus();
    });
    if (this.checkVisibility()) this.fresh();
  }
  // {warnings: [sentences]}: what is wrong with the home.
  draw({ warnings }) {
    text(this.notice, (warnings ?? []).join("\n"));
    shown(this.notice, this.notice.textContent);
  }
  #arrange(name) {
    this.layout.choose(name);
    const { chosen } = this.shelf;
    this.shelf = name === "lineage" ? this.trees : this.grid;
    this.shelf.chosen = chosen;
    shown(this.grid, name === "grid");
    shown(this.trees, name === "lineage");
    if (recall("library") === name || !this.known) return;
    remember("library", name);
    this.grid.clear();
    this.fresh();
  }
  // ---- asking ----
  wish(more) {
    Object.assign(this.#wish, more);
    this.#fill();
    this.fresh();
  }
  // The first page anew, for what is wished now.
  async fresh() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.known = true;
    const [page, facets] = await Promise.all([this.#page("", signal), ask(`/library/facets${this.#wish.bin ? "?bin=1" : ""}`, undefined, signal)]);
    if (!page || signal.aborted) return;
    if (facets && !facets.error) this.#facets = facets;
    this.#took(page, true);
    if (!this.#items.some((item) => item.id === this.shelf.chosen)) this.choose(phone.matches ? "" : this.#items[0]?.id ?? "", true);
  }
  #page(after, signal) {
    const wished = Object.entries(this.#wish).filter(([, value]) => value);
    const [route, limit] = this.shelf === this.trees ? ["families", TREES] : ["pictures", PAGE];
    return ask(`/library/${route}?` + new URLSearchParams([...wished, ["limit", limit], ...(after ? [["after", after]] : [])]), undefined, signal);
  }
  async #further() {
    if (this.loading || !this.#next) return;
    this.loading = true;
    const signal = this.#asking?.signal;
    const page = await this.#page(this.#next, signal);
    this.loading = false;
    if (page && !signal?.aborted) this.#took(page);
  }
  // A page, the first one instead of all that was there. One that failed takes nothing away.
  #took(page, first = false) {
    shown(this.again, page.error);
    this.again.first = first;
    if (page.error) { text(this.none, page.error); shown(this.none, true); this.shelf.more(false); return; }
    if (first) this.#items = this.#families = [];
    this.#next = page.next ?? "";
    const known = new Set(this.#items.map((item) => item.id));
    const trees = this.shelf === this.trees;
    if (trees) this.#families = [...this.#families, ...page.items];
    const items = trees ? page.items.flatMap((one) => one.kin) : page.items;
    this.#items = [...this.#items, ...items.filter((item) => !known.has(item.id) && known.add(item.id))];
    if (page.said !== undefined) { text(this.summary, page.said); attr(this.summary, "title", page.said); }
    const { bin, ...narrowed } = this.#wish;
    const none = bin && !this.#facets.bin ? "lib_bin_empty" : trees ? "lib_alone" : bin || Object.values(narrowed).some(Boolean) ? "lib_no_match" : "lib_none";
    text(this.none, this.#items.length || this.#next ? "" : t(none));
    shown(this.none, this.none.textContent);
    this.#draw();
    this.#fill();
  }
  #draw() {
    const more = Boolean(this.#next);
    if (this.shelf === this.trees) this.trees.draw({ families: this.#families, more });
    else this.grid.draw({ items: this.#items, more });
  }
  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wish({ q: this.search.value.trim() }), 160);
  }
  #fill() {
    this.filters.draw({ wish: this.#wish, facets: this.#facets });
    attr(this.bin, "aria-pressed", String(Boolean(this.#wish.bin)));
    text(this.bin.lastChild, t("lib_bin", { n: this.#facets.bin ?? 0 }));
    shown(this.empty, this.#wish.bin && this.#facets.bin);
  }
  // ---- doing ----
  choose(id, quiet = false) {
    this.shelf.choose(id);
    tell("studio:picture", { id, q: this.#wish.q }, this);
    if (phone.matches && !quiet && id) openSheet("detail");
  }
  look(id) {
    const item = this.#items.find((one) => one.id === id);
    if (item) this.send("look", { shots: this.#items.map((one) => ({ preview: one.preview, original: one.original, width: one.width, height: one.height, alt: one.prompt, label: "", fact: one.fact })), at: this.#items.indexOf(item) });
  }
  async star(ids, on) {
    const done = await ask("/library/star", { ids, on });
    if (done.error) return void this.#toast(done.error, { failed: true });
    for (const item of [...this.#items, ...this.#families.flatMap((one) => one.kin)]) if (ids.includes(item.id)) item.starred = on;
    this.#draw();
    tell("studio:picture", { id: this.shelf.chosen, q: this.#wish.q }, this);
    return announce(t(on ? "lib_starred_now" : "lib_unstarred"));
  }
  // Into the bin, or out of it; what goes is out of sight at once and can be undone.
  async discard(ids, restore = Boolean(this.#wish.bin)) {
    if (!ids.length) return;
    const done = await ask("/library/bin", { ids, restore });
    if (done.error) return void this.#toast(done.error, { failed: true });
    this.grid.clear();
    const at = this.#items.findIndex((item) => ids.includes(item.id));
    const left = this.#items.filter((item) => !ids.includes(item.id));
    const focused = this.shelf.contains(document.activeElement);
    this.choose((left[at] ?? left.at(-1))?.id ?? "", true);
    await this.fresh();
    if (focused) this.shelf.querySelector("[aria-current=true]")?.focus(); // what had it is gone
    this.#toast(done.said, restore ? {} : { undo: () => this.discard(ids, true) });
  }
  // What was done, for a while; what failed, until it is put away.
  #toast(said, { undo, failed } = {}) {
    this.toast?.remove();
    clearTimeout(this.fading);
    announce(said);
    const close = iconButton("x", t("dismiss"), () => this.toast.remove());
    this.toast = h("div.undo", {}, icon(failed ? "cross" : "check", true), h("span", { text: said }), undo && h("button.btn.s", { onclick: undo }, icon("undo", true), t("lib_undo")), close);
    this.toast.classList.toggle("failed", Boolean(failed));
    this.append(this.toast);
    const fade = () => { this.fading = setTimeout(() => (this.toast.matches(":hover, :focus-within") ? fade() : this.toast.remove()), 12_000); };
    if (!failed) fade();
  }
  async #emptied() {
    const calm = () => { clearTimeout(this.sure); this.sure = 0; text(this.empty, t("lib_empty_bin")); };
    if (!this.sure) {
      this.sure = setTimeout(calm, 4000);
      text(this.empty, t("lib_empty_sure", { n: this.#facets.bin }));
      return;
    }
    calm();
    const done = await ask("/library/empty", {});
    await this.fresh();
    this.#toast(done.error ?? done.said, { failed: done.error });
  }
  #bulk(ids) {
    shown(this.bulk, ids.length);
    if (!ids.length) return;
    announce(t("lib_marked", { n: ids.length }));
    const button = (sign, word, press) => h("button.btn.s", { onclick: press }, icon(sign, true), t(word));
    this.bulk.replaceChildren(h("b", { text: t("lib_marked", { n: ids.length }) }),
      this.#wish.bin ? button("undo", "lib_restore", () => this.discard(ids)) : button("star", "lib_star", () => this.star(ids, true)),
      button("down", "lib_export", () => this.export(ids)), ...(this.#wish.bin ? [] : [button("trash", "lib_discard", () => this.discard(ids))]),
      h("span.grow"), iconButton("x", t("lib_unmark"), () => this.grid.clear()));
  }
  // A ZIP is made on the machine first, with its progress shown; then the browser takes it, and what is not in it is said.
  async export(ids) {
    const bar = h("progress", { max: "1", value: "0", "aria-label": t("lib_export") });
    for (const button of this.bulk.querySelectorAll("button")) attr(button, "disabled", true);
    this.bulk.append(bar);
    let made = await ask("/library/export", { ids });
    while (!made.error && !made.href) {
      bar.value = made.done;
      await new Promise((done) => setTimeout(done, 200));
      made = await ask(`/parcels/${made.job}`);
    }
    bar.remove();
    for (const button of this.bulk.querySelectorAll("button")) attr(button, "disabled", null);
    if (made.error) return void this.#toast(made.error, { failed: true });
    take(made);
    this.#toast([made.said, ...made.notes].join(" "), { failed: made.notes.length });
    this.grid.clear();
  }
  // ---- recipes of pictures that come from elsewhere ----
  #drops() {
    const over = (event) => { if ([...(event.dataTransfer?.types ?? [])].includes("Files")) { event.preventDefault(); attr(this, "data-over", event.type === "dragover"); } };
    for (const name of ["dragover", "dragleave"]) this.addEventListener(name, over);
    this.addEventListener("drop", (event) => { over(event); if (event.dataTransfer.files[0]) this.#read(event.dataTransfer.files[0]); });
  }
  #elsewhere(event) { return document.body.dataset.tab === "t2i" && [...(event.dataTransfer?.types ?? [])].includes("Files"); }
  #read(file) {
    this.file.value = "";
    if (file) tell("studio:recipe", file, this);
  }
}

customElements.define("library-view", LibraryView);
