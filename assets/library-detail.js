// One picture of the library: what made it, what it cost, what it came from and what came of it, a note of one's own, and where it goes on.
// `use` {to, run, n}, `reuse` {run}, `fill` {values, …}, `compare` {a, b} leave. A recipe that was read from a file is shown in its place.
import { Part, announce, attr, copy, each, frameOf, h, hear, icon, iconButton, ours, phone, shown, t, tell, text } from "./dom.js";
import { ways } from "./compare-ways.js";
import { ask, take } from "./library-ask.js";
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
    this.parcel = h("section.group.parcel", { "aria-label": t("lib_copying"), hidden: true });
    this.note = h("textarea", { rows: "2", placeholder: t("lib_note"), "aria-label": t("lib_note"), onchange: () => this.#keep() });
    this.unkept = h("p.help.failed", { role: "alert" });
    this.kin = h("div.tree", { id: "library-lineage" });
    this.extra = h("div.extra");
    this.none = h("p.none.q", { text: t("lib_pick") });
    const group = (title, beside, ...inside) => h("section.group", {}, h("h3.lab", {}, h("span", { text: title }), beside && h("span.q", { text: beside })), ...inside);
    this.family = group(t("lib_lineage"), t("lib_restart"), this.kin);
    this.body = h("div.body", {}, this.hero, h("div.acts", {}, this.reuse, this.reference, this.compare, this.save, this.more), this.parcel, h("section.group", {}, this.prompt), h("section.group", {}, this.facts),
      h("section.group.mine", {}, h("div.field", {}, this.note), this.unkept), this.family, this.extra);
    this.append(h("header.sheet-hd", {}, h("h2", { text: t("lib_picture") }), h("span.grow"), closeButton()), h("div.scroll", {}, this.none, this.body));
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    shown(this.body, false);
    hear(this, "studio:picture", (detail) => this.#load(detail));
    hear(this, "studio:recipe", (file) => this.#read(file));
  }
  async #load({ id, q }) {
    this.asking?.abort();
    if (!id) { this.#nothing(t("lib_pick")); return; }
    this.asking = new AbortController();
    const found = await ask(`/library/picture/${id}?q=${encodeURIComponent(q ?? "")}`, undefined, this.asking.signal);
    if (!found) return;
    if (found.error) this.#nothing(found.error);
    else this.#show(found);
  }
  #nothing(words) {
    this.#now = null;
    this.recipe?.remove();
    this.recipe = null;
    shown(this.body, false);
    text(this.none, words);
    shown(this.none, words);
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
    if (fresh) { shown(this.parcel, false); text(this.unkept, ""); }
    shown(this.family, found.kin.length > 1);
    tree(this.kin, found.kin, (one) => this.#picked(one));
    each(this.extra, found.extra, (one) => one, (one) => h("p.note", {}, icon("info", true), h("span", { text: one, dir: "auto" })));
    shown(this.extra, found.extra.length);
  }
  // ---- a picture from elsewhere ----
  async #read(file) {
    this.asking?.abort();
    const found = await ask("/library/recipe", file);
    this.#nothing(found.error ?? "");
    announce(found.error ?? t("lib_recipe_of", { tool: found.tool }));
    if (phone.matches) openSheet("detail");
    if (found.error) return;
    const row = ({ term, text: words }) => [h("dt", { text: term }), h("dd", { text: words, dir: "auto" })];
    const group = (title, ...inside) => h("section.group", {}, h("h3.lab", {}, h("span", { text: title })), ...inside);
    this.recipe = h("div.read", {}, group(t("lib_recipe_of", { tool: found.tool }), h("p.words", { text: found.prompt, dir: "auto" })),
      found.negative && group(t("lib_negative"), h("p.words", { text: found.negative, dir: "auto" })),
      h("div.acts", {}, h("button.btn.primary.grow", { onclick: () => this.#go("fill", found.fits, "t2i") }, t("lib_fill"))),
      found.notes.length > 0 && h("div.extra", {}, ...found.notes.map((one) => h("p.note", {}, icon("info", true), h("span", { text: one, dir: "auto" })))),
      found.facts.length > 0 && group(t("lib_recipe_facts"), h("dl.rec", {}, ...found.facts.flatMap(row))));
    this.none.after(this.recipe);
  }
  #picked({ id }) { frameOf(this).querySelector("library-view").choose(id, true); }
  async #keep() {
    const { id } = this.#now;
    const done = await ask("/library/note", { id, note: this.note.value });
    if (id === this.#now?.id) text(this.unkept, done.error);
    if (!done.error) announce(t("lib_note_kept"));
  }
  // A copy is made first. What does not hold in it is said before it is saved; where there is nothing to say it is saved at once.
  async #copied(open) {
    const { id } = this.#now;
    const put = (...inside) => { this.parcel.replaceChildren(...inside); shown(this.parcel, true); };
    const line = (sign, words, hue = "") => h("p.note" + hue, {}, icon(sign, true), h("span", { text: words }));
    const close = () => { shown(this.parcel, false); this.more.focus(); };
    put(h("p.note", {}, h("i.spin"), h("span", { text: t("lib_copying") })));
    const made = await ask("/library/copy", { id, public: open });
    if (id !== this.#now?.id) return;
    announce([made.error ?? made.said, ...(made.notes ?? [])].join(" "));
    if (made.error) return void put(h("div.row", {}, line("cross", made.error, ".failed"), iconButton("x", t("dismiss"), close)));
    if (!made.notes.length) {
      take(made);
      return void put(h("div.row", {}, line("check", made.said), iconButton("x", t("dismiss"), close)));
    }
    const save = h("a.btn", { href: ours(made.href), download: "", onclick: () => put(h("div.row", {}, line("check", made.said), iconButton("x", t("dismiss"), close))) }, icon("down", true), t("lib_save_copy"));
    put(h("h3.lab", {}, h("span", { text: t("lib_copy_notes") })), ...made.notes.map((one) => line("warn", one, ".warned")), h("p.help", { text: made.said }), h("div.row", {}, save, h("button.btn.bare", { onclick: close }, t("lib_cancel"))));
    this.parcel.scrollIntoView({ block: "nearest" });
    save.focus();
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
      { name: "chat", icon: "chat", label: t("use_chat"), run: () => this.#go("use", { to: "chat", run: one.run, n: one.n }, "chat") },
      ...ways(one.run, one.n),
      { name: "copy", icon: "copy", label: t("copy_prompt"), run: () => copy(one.prompt.map(([words]) => words).join("")) },
      { name: "recipe", icon: "down", label: t("lib_with_recipe"), run: () => this.#copied(false) },
      { name: "public", icon: "down", label: t("lib_public"), run: () => this.#copied(true) },
      { name: "star", icon: "star", label: t(one.starred ? "lib_unstar" : "lib_star"), run: () => view.star([one.id], !one.starred) },
      { name: "bin", icon: one.deleted ? "undo" : "trash", label: t(one.deleted ? "lib_restore" : "lib_discard"), run: () => { closeSheet(); view.discard([one.id], one.deleted); } },
    ];
  }
}

customElements.define("library-detail", LibraryDetail);
