// What the model of each tile thought, as it comes: chips choose the tile, Follow stops at the first scroll up. In the process view it is the timeline.
import { Part, attr, copy, each, h, hear, icon, iconButton, mark, ours, recall, remember, rove, shown, t, tabOf, tell, text } from "./dom.js";
import { BUSY, HUE } from "./tile.js";
import { closeButton } from "./sheets.js";
import { seconds, stepsOf } from "./steps.js";

class ThoughtColumn extends Part {
  #n = 0;
  #byHand = false;
  #mode = "view";
  #at = -1;
  #stage = { run: "", n: 0 };
  build() {
    this.heading = h("h2", { text: t("thoughts") });
    this.who = h("div.who", { role: "tablist", "aria-label": t("pictures") });
    this.copier = iconButton("copy", t("copy_thoughts"), () => copy(this.#words()));
    this.folder = iconButton("fold", t("fold_thoughts"), () => this.fold(true));
    this.folder.classList.add("folder");
    this.think = h("div.think");
    this.line = h("ol.line");
    this.none = h("p.none.q", { text: t("thoughts_none") });
    this.body = h("div.scroll", { role: "tabpanel", tabindex: "0", "aria-label": t("thoughts") }, this.none, this.think, this.line);
    this.followed = h("input.switch", { type: "checkbox", role: "switch", id: `${tabOf(this)}-follow`, onchange: () => this.follow(this.followed.checked) });
    this.followed.checked = true;
    this.note = h("span.q.saved", { text: t("thoughts_saved") });
    this.total = h("span.total");
    this.foot = h("footer", {}, h("label.follow", {}, this.followed, h("span", { text: t("follow") })), h("span.q2.sum"), h("span.grow"), this.note, this.total);
    this.unfold = h("button.unfold", { "aria-label": t("unfold_thoughts"), title: t("unfold_thoughts"), onclick: () => this.fold(false) }, icon("think"), h("span", { text: t("thoughts") }));
    this.append(this.unfold, h("header.head", {}, this.heading, h("span.grow"), this.who, this.copier, this.folder, closeButton()), this.body, this.foot);
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    rove(this.who, "[role=tab]", (node) => this.choose(Number(node.dataset.key)));
    this.body.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    hear(this, "studio:tile", (detail) => { if (detail.by !== this) this.choose(detail.n, true); });
    hear(this, "studio:chosen", (detail) => { if (detail.run !== this.#stage.run || detail.n !== this.#stage.n) { this.#stage = detail; this.#again(); } });
    hear(this, "studio:mode", (detail) => { this.#mode = detail; this.#again(); });
    hear(this, "studio:step", (detail) => { if (detail.by !== this) { this.#at = detail.at; this.#again(); } });
    this.fold(recall("thoughts") === "folded");
  }
  draw({ run, tiles }) {
    if (run !== this.run) {
      this.run = run;
      this.#n = 0;
      this.#byHand = false;
      this.follow(true);
    }
    if (!this.#byHand || !tiles.some((one) => one.n === this.#n)) {
      // while something is drawn: who has most to say; after that: the picture that is chosen on the stage
      const now = tiles.find((one) => one.n === this.#n);
      const stage = !tiles.some((one) => BUSY.has(one.state) || one.state === "queued") && this.#stage.run === run && tiles.find((one) => one.n === this.#stage.n);
      if (stage) this.#n = stage.n;
      else if (!now || !now.sections.length || !BUSY.has(now.state)) this.#n = (busiest(tiles) ?? (now?.sections.length ? now : null) ?? tiles.find((one) => one.sections.length) ?? tiles[0])?.n ?? 0;
    }
    each(this.who, tiles, (one) => one.n, (one) => h("button", { role: "tab", onclick: () => this.choose(one.n) }, h("i.dot"), h("span", { text: one.n })), (node, one) => {
      node.firstChild.className = "dot " + (HUE[one.state] ?? "q");
      attr(node, "aria-selected", String(one.n === this.#n));
      attr(node, "tabindex", one.n === this.#n ? "0" : "-1");
      attr(node, "aria-label", `${t("tile_n", { n: one.n })}, ${t("state_" + one.state)}`);
    });
    shown(this.who, tiles.length > 1);
    this.who.parentNode.classList.toggle("many", tiles.length > 4);
    const of = tiles.find((one) => one.n === this.#n);
    const process = this.#mode === "process";
    text(this.heading, t(process ? "process" : "thoughts"));
    shown(this.think, !process);
    shown(this.line, process);
    if (process) this.#timeline(of);
    else this.#stream(of);
    shown(this.none, process ? !this.line.childElementCount : !of?.sections.length && !of?.answer);
    text(this.none, t(of && !BUSY.has(of.state) && of.state !== "queued" ? "thoughts_without" : "thoughts_none"));
    this.#footer(of, process);
    shown(this.copier, this.#words());
    const key = `${this.run}:${this.#n}:${JSON.stringify(of)}`;
    if (key !== this.told) {
      this.told = key;
      this.now = { ...this.value, shown: this.#n };
      tell("studio:thoughts", this.now, this);
    }
    if (this.followed.checked && !process && of && BUSY.has(of.state)) this.#end();
  }
  #stream(of) {
    const parts = [...(of?.sections ?? [])];
    if (of?.answer) parts.push({ title: t("answer"), text: of.answer, span: "", src: "", alt: "" });
    each(this.think, parts, (part, index) => `${this.run}:${this.#n}:${index}:${part.src ? "draft" : "text"}`, (part) => (part.src ? draft() : passage()), (node, part) => {
      if (part.src) {
        attr(node.firstChild, "src", ours(part.src) || null);
        attr(node.firstChild, "alt", part.alt);
        text(node.lastChild.firstChild, part.title || t("draft"));
        text(node.lastChild.lastChild, part.span);
        return;
      }
      const [heading, body] = node.children;
      text(heading.firstChild, part.title);
      text(heading.lastChild, part.span);
      shown(heading, part.title || part.span);
      grow(body, part.text);
    });
    const last = this.think.lastElementChild;
    for (const node of this.think.children) node.classList.toggle("live", node === last && BUSY.has(of?.state) && node.matches("section"));
  }
  #timeline(of) {
    const { steps, timed } = stepsOf(of);
    each(this.line, steps, (step, index) => `${this.run}:${this.#n}:${index}:${step.kind}`, (step, index) => {
      const pick = h("button.title", { onclick: () => { this.#at = index; tell("studio:step", { at: index, by: this }, this); this.#again(); } }, h("b"), h("span"));
      const original = step.kind === "final" ? h("a.btn.s.bare", { download: "" }, icon("down", true), t("original")) : null;
      const shot = step.src ? h("div.shot", {}, h("img", { alt: "" }), h("div", {}, h("p"), original)) : h("p");
      return h("li.step." + step.kind, {}, h("i.k"), h("div", {}, pick, shot));
    }, (node, step, index) => {
      const [pick, body] = node.lastChild.children;
      node.classList.toggle("on", index === this.#at);
      attr(node, "aria-current", index === this.#at ? "step" : null);
      text(pick.firstChild, step.title);
      text(pick.lastChild, timed && step.end - step.start >= 0.05 ? seconds(step.end - step.start) : step.span);
      if (!step.src) return void text(body, step.text);
      attr(body.firstChild, "src", ours(step.src) || null);
      attr(body.firstChild, "alt", step.alt || step.title);
      body.firstChild.classList.toggle("soft", step.kind === "draft");
      text(body.lastChild.firstChild, step.note || (step.kind === "draft" && timed ? t("kept_at", { time: seconds(step.end) }) : step.span));
      const original = body.lastChild.children[1];
      if (original) { attr(original, "href", ours(of.original) || null); shown(original, ours(of.original)); }
    });
  }
  #footer(of, process) {
    const drafts = of?.sections.filter((section) => section.src).length ?? 0;
    shown(this.foot.firstChild, !process);
    shown(this.note, !process && of?.sections.length);
    text(this.foot.children[1], process ? of?.note ?? t("drafts_count", { n: drafts }) : "");
    text(this.total, process ? of?.total ?? "" : "");
  }
  choose(n, quietly = false) {
    if (!this.value?.tiles.some((one) => one.n === n)) return;
    this.#n = n;
    this.#byHand = true;
    this.draw(this.value);
    if (!quietly) tell("studio:tile", { n, by: this }, this);
  }
  follow(yes) {
    this.followed.checked = yes;
    if (yes) this.#end();
  }
  fold(yes) {
    mark(this, "thoughts", yes ? "folded" : "");
    remember("thoughts", yes ? "folded" : "open");
    if (!yes && this.unfold === document.activeElement) this.folder.focus();
    if (yes && this.folder === document.activeElement) this.unfold.focus();
  }
  #scrolled() {
    const up = this.body.scrollTop < this.top - 2;
    this.top = this.body.scrollTop;
    if (up && this.followed.checked && this.body.scrollHeight - this.body.scrollTop - this.body.clientHeight > 24) {
      this.followed.checked = false;
      this.#byHand = true; // someone reads here: the column stays with this picture
    }
  }
  // Once a frame at most: asking for the height costs a layout.
  #end() {
    this.ending ??= requestAnimationFrame(() => {
      this.ending = null;
      this.body.scrollTop = this.body.scrollHeight;
    });
  }
  #again() { if (this.value) this.draw(this.value); }
  #words() {
    const of = this.value?.tiles.find((one) => one.n === this.#n);
    return [...(of?.sections ?? []).filter((one) => !one.src).map((one) => [one.title, one.text].filter(Boolean).join("\n")), of?.answer].filter(Boolean).join("\n\n");
  }
}

const passage = () => h("section", {}, h("h3", {}, h("b"), h("span")), h("div.words"));
const draft = () => h("figure", {}, h("img", { alt: "", loading: "lazy" }), h("figcaption", {}, h("span"), h("span")));

// Until someone chooses, the column shows the tile that has most to say right now.
const busiest = (tiles) => tiles.filter((one) => BUSY.has(one.state) && one.sections.length).sort((a, b) => b.sections.length - a.sections.length)[0];

// Text only ever grows: a paragraph a node, the last one appended to.
function grow(box, words) {
  const paragraphs = words.split(/\n{2,}/);
  each(box, paragraphs, (_, index) => index, () => h("p", {}, document.createTextNode("")), (node, part) => {
    const old = node.firstChild.data;
    if (part === old) return;
    if (part.startsWith(old)) node.firstChild.appendData(part.slice(old.length));
    else node.firstChild.data = part;
  });
}

customElements.define("thought-column", ThoughtColumn);
