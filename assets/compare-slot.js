// A place of the tab Compare, A or B: what stands there, and a press opens the picker: the library by search, or a file of one's own. `choose` {id} leaves.
import { Part, attr, each, h, icon, iconButton, ours, rove, shown, t, text } from "./dom.js";
import { drop, push } from "./layers.js";
import { ask } from "./library-ask.js";
import { Uploads, onTheWay } from "./tray-upload.js";

const PAGE = 40;

class CompareSlot extends Part {
  build() {
    const letter = this.getAttribute("letter");
    this.button = h("button.slot", { "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => this.#toggle() }, h("b", { text: letter }), h("img", { alt: "" }), h("span.cut"), icon("v", true));
    this.append(this.button);
    this.draw(null);
  }
  // What a slot shows: a Side, or null for an empty one.
  draw(side) {
    const [, img, words] = this.button.children;
    attr(img, "src", side ? ours(side.thumb) : null);
    shown(img, side);
    text(words, side?.title ?? t("two_choose"));
    attr(this.button, "aria-label", t(side ? "two_slot" : "two_slot_empty", { slot: this.getAttribute("letter"), title: side?.title ?? "" }));
    attr(this.button, "title", side?.title);
    this.button.classList.toggle("vacant", !side);
  }
  get value() { return super.value; }
  set value(value) {
    super.value = value;
    if (!value && this.button) this.draw(null);
  }
  open() { if (!this.picker?.opened) this.#toggle(); }
  #toggle() {
    this.picker ??= new Picker(this);
    if (this.picker.opened) this.picker.close();
    else this.picker.open();
  }
}

// The picker of one slot: search on top, pictures below as one scrolls. It is a layer: Esc closes it, and the focus goes back to the slot.
class Picker {
  #items = [];
  #next = "";
  opened = false;
  constructor(slot) {
    this.slot = slot;
    this.search = h("input", { type: "search", placeholder: t("lib_search"), "aria-label": t("lib_search"), autocomplete: "off", spellcheck: "false", oninput: () => this.#typed() });
    this.file = h("input", { type: "file", accept: "image/*", hidden: true, onchange: () => this.#take(this.file.files[0]) });
    this.upload = h("button.btn.s", { onclick: () => this.file.click() }, icon("up", true), t("two_upload"));
    this.grid = h("div.picks", { role: "group", "aria-label": t("lib_pictures") });
    this.said = h("p.say", { role: "status" });
    this.end = h("div.end");
    this.node = h("div.pop.picker", { popover: "manual", role: "dialog", "aria-label": t("two_pick", { slot: slot.getAttribute("letter") }) },
      h("div.toolbar", {}, h("label.field", {}, icon("search", true), this.search), this.upload, this.file, iconButton("x", t("close"), () => this.close())), this.said, h("div.scroll", {}, this.grid, this.end));
    this.layer = { node: this.node, trap: true, close: () => this.close() };
    for (const kind of ["input", "change"]) this.node.addEventListener(kind, (event) => event.stopPropagation());
    rove(this.grid, "button", null, { columns: () => getComputedStyle(this.grid).gridTemplateColumns.split(" ").length });
    new IntersectionObserver(([seen]) => seen.isIntersecting && this.#next && this.#page(), { root: this.node.querySelector(".scroll"), rootMargin: "400px" }).observe(this.end);
    document.addEventListener("pointerdown", (event) => this.opened && !this.node.contains(event.target) && !slot.contains(event.target) && this.close());
    addEventListener("resize", () => this.opened && this.#place());
    this.uploads = new Uploads((entry) => this.#sent(entry));
  }
  open() {
    this.opened = true;
    document.body.append(this.node);
    this.node.showPopover();
    push(this.layer);
    attr(this.slot.button, "aria-expanded", "true");
    this.#place();
    this.#typed(0);
    this.search.focus({ preventScroll: true });
  }
  close() {
    if (!this.opened) return;
    this.opened = false;
    drop(this.layer);
    this.node.hidePopover();
    attr(this.slot.button, "aria-expanded", "false");
  }
  #place() {
    const box = this.slot.getBoundingClientRect();
    const width = this.node.offsetWidth;
    Object.assign(this.node.style, { top: `${box.bottom + 6}px`, left: `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px` });
  }
  #typed(wait = 160) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.#items = []; this.#next = ""; this.#page(true); }, wait);
  }
  async #page(fresh = false) {
    if (this.asking && !fresh) return;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const found = await ask("/library/pictures?" + new URLSearchParams({ q: this.search.value.trim(), limit: PAGE, after: this.#next }), undefined, asking.signal);
    if (this.asking !== asking) return;
    this.asking = null;
    if (!found) return;
    if (found.error) return void text(this.said, found.error);
    this.#next = found.next ?? "";
    this.#items.push(...found.items);
    text(this.said, this.#items.length ? "" : t(this.search.value.trim() ? "lib_no_match" : "two_library_empty"));
    each(this.grid, this.#items, (one) => one.id, (one) => h("button", { onclick: () => this.#chosen(one.id) }, h("img", { alt: "", loading: "lazy", decoding: "async" })), (node, one, index) => {
      attr(node.firstChild, "src", ours(one.thumb));
      attr(node, "aria-label", `${one.prompt || t("lib_untitled")}, ${one.fact}`);
      attr(node, "title", one.prompt || t("lib_untitled"));
      attr(node, "tabindex", index ? "-1" : "0");
    });
  }
  // A file of one's own goes the way of the references: oriented, cleaned, kept.
  #take(file) {
    this.file.value = "";
    if (!file) return;
    this.going = this.uploads.entry(file);
    this.uploads.pump();
    this.#sent(this.going);
  }
  #sent(entry) {
    if (entry !== this.going) return;
    text(this.said, onTheWay(entry) ? t("two_sending", { name: entry.name, n: Math.round(entry.sent * 100) }) : [entry.title, entry.error].filter(Boolean).join(" "));
    this.said.classList.toggle("wrong", entry.state === "refused" || entry.state === "failed");
    if (entry.state === "ready") this.#chosen(entry.ref.id);
  }
  #chosen(id) {
    this.close();
    this.slot.send("choose", { id });
  }
}

customElements.define("compare-slot", CompareSlot);
