// One picture of the library: what made it, what it cost, what it came from and what came of it, a note of one's own, and where it goes on.
// `use` {to, run, n}, `reuse` {run}, `fill` {values, …}, `compare` {a, b} leave. A recipe that was read from a file is shown in its place.
import { Part, announce, attr, copy, each, frameOf, h, hear, icon, iconButton, ours, phone, shown, t, tell, text } from "./dom.js";
import { ask } from "./library-view.js";
import { tree } from "./library-lineage.js";
import { menuButton } from "./menu.js";
import { closeButton, closeSheet, openSheet } from "./sheets.js";

class LibraryDetail extends Part {
  #now = null;
  build() {
    this.picture = h("img", { alt: "" });
    this.hero = h("button.hero", { "aria-label": t("enlarge"), onclick: () => this.send("look", { shots: [this.#now.shot], at: 0 }) }, this.picture);
    this.reuse = h("button.btn.primary.grow", { onclick: () => this.#go("reuse", { run: this.#now.run }, this.#now.tab) }, t("reuse"));
    this.reference = h("button.btn", { onclick: () => this.#go("use", { to: "reference", run: this.#now.run, n: this.#now.n }, "i2i") }, t("reference_short"));
    this.compare = iconButton("compare", t("compare_source"), () => this.send("compare", { a: this.#now.source, b: { ...this.#now.shot, label: "" } }), false);
    this.save = h("a.icon-btn", { download: "", "aria-label": t("lib_original"), title: t("lib_original") }, icon("down"));
    this.more = menuButton("more", t("more"), () => this.#actions());
    this.prompt = h("p.words", { dir: "auto" });
    this.facts = h("dl.rec");
    this.note = h("textarea", { rows: "2", placeholder: t("lib_note"), "aria-label": t("lib_note"), onchange: () => this.#keep() });
    this.kin = h("div.tree", { id: "library-lineage" });
    this.extra = h("div.extra");
    this.none = h("p.none.q", { text: t("lib_pick") });
    const group = (title, beside, ...inside) => h("section.group", {}, h("h3.lab", {}, h("span", { text: title }), beside && h("span.q", { text: beside })), ...inside);
    this.family = group(t("lib_lineage"), t("lib_restart"), this.kin);
    this.body = h("div.body", {}, this.hero, h("div.acts", {}, this.reuse, this.reference, this.compare, this.save, this.more), h("section.group", {}, this.prompt), h("section.group", {}, this.facts),
      h("section.group.mine", {}, h("div.field", {}, this.note)), this.family, this.extra);
    this.append(h("header.sheet-hd", {}, h("h2", { text: t("lib_picture") }), h("span.grow"), closeButton()), h("div.scroll", {}, this.none, this.body));
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    shown(this.body, false);
    hear(this, "studio:picture", (detail) => this.#load(detail));
    hear(this, "studio:recipe", (file) => this.#read(file));
  }
  async #load({ id, q }) {
    this.asking?.abort();
    if (!id) { this.#now = null; shown(this.body, false); shown(this.none, true); return; }
    this.asking = new AbortController();
    const found = await ask(`/library/picture/${id}?q=${encodeURIComponent(q ?? "")}`, undefined, this.asking.signal);
    if (!found) return;
    if (found.error) { text(this.none, found.error); shown(this.none, true); shown(this.body, false); return; }
    this.#show(found);
  }
  // {run, n, tab, shot, source, href, prompt: [[words, marked]], facts, note, starred, deleted, kin, extra: [sentences]}
  #show(found) {
    const fresh = found.id !== this.#now?.id;
    this.#now = found;
    this.recipe?.remove();
    this.recipe = null;
    shown(this.none, false);
    shown(this.body, true);
    attr(this.picture, "src", ours(found.shot.preview));
    attr(this.picture, "alt", found.shot.alt);
    attr(this.save, "href", ours(found.href) || null);
    shown(this.compare, found.source);
    this.prompt.replaceChildren(...found.prompt.map(([words, marked]) => (marked ? h("mark", { text: words }) : document.createTextNode(words))));
    each(this.facts, found.facts.flatMap((fact) => [{ tag: "dt", text: fact.term }, { tag: "dd", text: fact.text, differs: fact.differs }]), (one, at) => at + one.tag, (one) => h(one.tag), (node, one) => {
      text(node, one.text);
      node.classList.toggle("billed", Boolean(one.differs));
    });
    if (fresh || document.activeElement !== this.note) this.note.value = found.note;
    shown(this.family, found.kin.length > 1);
    tree(this.kin, found.kin, (one) => this.#picked(one));
    each(this.extra, found.extra, (one) => one, (one) => h("p.note", {}, icon("info", true), h("span", { text: one, dir: "auto" })));
    shown(this.extra, found.extra.length);
  }
  // ---- a picture from elsewhere ----
  async #read(file) {
    let found;
    try {
      found = await (await fetch("/library/recipe", { method: "POST", body: file })).json();
    } catch {
      found = { error: t("gw_no_answer") };
    }
    this.#now = null;
    shown(this.body, false);
    shown(this.none, found.error);
    text(this.none, found.error ?? t("lib_pick"));
    this.recipe?.remove();
    this.recipe = null;
    announce(found.error ?? t("lib_recipe_of", { tool: found.tool }));
    if (found.error) return;
    const row = ({ term, text: words }) => [h("dt", { text: term }), h("dd", { text: words, dir: "auto" })];
    const group = (title, ...inside) => h("section.group", {}, h("h3.lab", {}, h("span", { text: title })), ...inside);
    this.recipe = h("div.read", {}, group(t("lib_recipe_of", { tool: found.tool }), h("p.words", { text: found.prompt, dir: "auto" })),
      found.negative && group(t("lib_negative"), h("p.words", { text: found.negative, dir: "auto" })),
      h("div.acts", {}, h("button.btn.primary.grow", { onclick: () => this.#go("fill", found.fits, "t2i") }, t("lib_fill"))),
      found.notes.length > 0 && h("div.extra", {}, ...found.notes.map((one) => h("p.note", {}, icon("info", true), h("span", { text: one, dir: "auto" })))),
      found.facts.length > 0 && group(t("lib_recipe_facts"), h("dl.rec", {}, ...found.facts.flatMap(row))));
    this.none.after(this.recipe);
    if (phone.matches) openSheet("detail");
  }
  #picked({ id }) {
    frameOf(this).querySelector("library-grid").choose(id);
    this.#load({ id });
  }
  async #keep() {
    const { id } = this.#now;
    const done = await ask("/library/note", { id, note: this.note.value });
    announce(done?.error ?? t("lib_note_kept"));
  }
  // Work goes on in another tab, which is shown at once; its values follow.
  #go(name, detail, tab) {
    closeSheet();
    tell("studio:show", { tab, prompt: true });
    this.send(name, detail);
  }
  #actions() {
    const one = this.#now;
    const view = frameOf(this).querySelector("library-view");
    return [
      { name: "show", icon: "image", label: t("lib_show_run"), run: () => { closeSheet(); tell("studio:show", one.tab); document.querySelector("history-rail").send(one.tab, { run: one.run, n: one.n }); } },
      { name: "chat", icon: "chat", label: t("chat_edit"), run: () => this.#go("use", { to: "chat", run: one.run, n: one.n }, "chat") },
      { name: "copy", icon: "copy", label: t("copy_prompt"), run: () => copy(one.prompt.map(([words]) => words).join("")) },
      { name: "recipe", icon: "down", label: t("lib_with_recipe"), href: one.copy },
      { name: "public", icon: "down", label: t("lib_public"), href: one.public },
      { name: "star", icon: "star", label: t(one.starred ? "lib_unstar" : "lib_star"), run: () => view.star([one.id], !one.starred) },
      { name: "bin", icon: one.deleted ? "undo" : "trash", label: t(one.deleted ? "lib_restore" : "lib_discard"), run: () => { closeSheet(); view.discard([one.id], one.deleted); } },
    ];
  }
}

customElements.define("library-detail", LibraryDetail);
