// The conversations, newest first, on shelves by time. `open` {chat} and `fresh` leave; the search is of the titles that are here. On a phone it is a sheet.
import { Part, attr, each, h, icon, iconButton, ours, rove, shown, t, text } from "./dom.js";
import { closeButton, closeSheet } from "./sheets.js";

class ChatList extends Part {
  #now = "";
  #last = null;
  build() {
    this.search = h("input", { type: "search", placeholder: t("chat_search"), "aria-label": t("chat_search"), autocomplete: "off", spellcheck: "false", oninput: () => this.#fill() });
    this.fresh = iconButton("plus", t("chat_fresh"), () => { this.send("fresh", {}); closeSheet(); }, false);
    this.shelves = h("div.talks");
    this.none = h("p.none.q", { role: "status" });
    this.append(h("header.sheet-hd", {}, h("h2", { text: t("chat_talks") }), h("span.grow"), closeButton()),
      h("div.find", {}, h("label.field", {}, icon("search", true), this.search), this.fresh),
      h("nav.scroll", { "aria-label": t("chat_talks") }, this.none, this.shelves));
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    rove(this.shelves, "button.talk", (node) => this.#rest(node));
    this.search.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") {
        const first = this.shelves.querySelector("button.talk");
        if (!first) return;
        event.preventDefault();
        this.#rest(first);
        first.focus();
      } else if (event.key === "Escape" && this.search.value) {
        event.stopPropagation(); // Esc empties the field first, and stops or closes something only then
        this.search.value = "";
        this.#fill();
      }
    });
  }
  draw({ chat }) {
    if (chat !== this.#last) this.#now = this.#last = chat;
    this.#fill();
  }
  #fill() {
    const all = this.value?.talks ?? [];
    const plain = (words) => words.normalize("NFKC").toLowerCase();
    const wish = plain(this.search.value.trim());
    const talks = wish ? all.filter((talk) => plain(talk.title || t("chat_untitled")).includes(wish)) : all;
    const shelves = [];
    for (const talk of talks) {
      if (shelves.at(-1)?.when !== talk.when) shelves.push({ when: talk.when, talks: [] });
      shelves.at(-1).talks.push(talk);
    }
    each(this.shelves, shelves, (shelf, at) => `${at}:${shelf.when}`, () => h("section", {}, h("h3.when"), h("div.lines")), (node, shelf) => {
      text(node.firstChild, shelf.when);
      shown(node.firstChild, shelf.when);
      each(node.lastChild, shelf.talks, (talk) => talk.chat, (talk) => this.#make(talk), (line, talk) => this.#patch(line, talk));
    });
    text(this.none, talks.length ? "" : t(all.length ? "chat_no_match" : "chat_none"));
    shown(this.none, !talks.length);
    const at = this.shelves.querySelector("[aria-current=true]") ?? this.shelves.querySelector("button.talk");
    const focused = this.shelves.contains(document.activeElement) ? document.activeElement : null;
    if (focused ?? at) this.#rest(focused ?? at);
  }
  #make({ chat }) {
    return h("button.talk", { tabindex: "-1", onclick: () => {
      this.#now = chat;
      this.#fill();
      this.send("open", { chat });
      closeSheet();
    } }, h("span.face", {}, icon("chat"), h("img", { alt: "", loading: "lazy" })), h("b.cut", { dir: "auto" }), h("small.cut"), h("i.spin"));
  }
  #patch(line, talk) {
    const [face, title, note, spin] = line.children;
    const src = ours(talk.src);
    attr(face.lastChild, "src", src || null);
    shown(face.lastChild, src);
    shown(face.firstChild, !src);
    text(title, talk.title || t("chat_untitled"));
    attr(line, "title", talk.title || null);
    text(note, talk.note);
    shown(spin, talk.working);
    attr(spin, "role", talk.working ? "img" : null);
    attr(spin, "aria-label", talk.working ? t("chat_working") : null);
    attr(line, "aria-current", talk.chat === this.#now ? "true" : null);
  }
  #rest(node) {
    for (const line of this.shelves.querySelectorAll("button.talk")) attr(line, "tabindex", line === node ? "0" : "-1");
  }
}

customElements.define("chat-list", ChatList);
