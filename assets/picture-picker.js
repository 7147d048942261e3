// One picture chosen: of the library, by search and as one scrolls, or a file of one's own. A layer: Esc closes it, and the focus goes back to its button.
// `chosen(id, ref?)`: ref is there for a file that was just sent.
import { attr, each, h, icon, iconButton, ours, rove, t, text } from "./dom.js";
import { drop, push } from "./layers.js";
import { ask } from "./library-ask.js";
import { Uploads, onTheWay } from "./tray-upload.js";

const PAGE = 40;

export class PicturePicker {
  #items = [];
  #next = "";
  opened = false;
  constructor(label, chosen) {
    this.chosen = chosen;
    this.search = h("input", { type: "search", placeholder: t("lib_search"), "aria-label": t("lib_search"), autocomplete: "off", spellcheck: "false", oninput: () => this.#typed() });
    this.file = h("input", { type: "file", accept: "image/*", hidden: true, onchange: () => this.#take(this.file.files[0]) });
    this.upload = h("button.btn.s", { onclick: () => this.file.click() }, icon("up", true), t("two_upload"));
    this.grid = h("div.picks", { role: "group", "aria-label": t("lib_pictures") });
    this.said = h("p.say", { role: "status" });
    this.end = h("div.end");
    this.node = h("div.pop.picker", { popover: "manual", role: "dialog", "aria-label": label },
      h("div.toolbar", {}, h("label.field", {}, icon("search", true), this.search), this.upload, this.file, iconButton("x", t("close"), () => this.close())), this.said, h("div.scroll", {}, this.grid, this.end));
    this.layer = { node: this.node, trap: true, close: () => this.close() };
    for (const kind of ["input", "change"]) this.node.addEventListener(kind, (event) => event.stopPropagation());
    rove(this.grid, "button", null, { columns: () => getComputedStyle(this.grid).gridTemplateColumns.split(" ").length });
    new IntersectionObserver(([seen]) => seen.isIntersecting && this.#next && this.#page(), { root: this.node.querySelector(".scroll"), rootMargin: "400px" }).observe(this.end);
    document.addEventListener("pointerdown", (event) => this.opened && !this.node.contains(event.target) && !this.anchor.contains(event.target) && this.close());
    addEventListener("resize", () => this.opened && this.#place());
    this.uploads = new Uploads((entry) => this.#sent(entry));
  }
  // Below `anchor`, the button that it belongs to.
  open(anchor) {
    this.anchor = anchor;
    this.opened = true;
    document.body.append(this.node);
    this.node.showPopover();
    push(this.layer);
    attr(anchor, "aria-expanded", "true");
    this.#place();
    this.#typed(0);
    this.search.focus({ preventScroll: true });
  }
  close() {
    if (!this.opened) return;
    this.opened = false;
    drop(this.layer);
    this.node.hidePopover();
    attr(this.anchor, "aria-expanded", "false");
  }
  #place() {
    const box = this.anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const top = box.bottom + 6 + height < innerHeight ? box.bottom + 6 : Math.max(8, box.top - 6 - height);
    Object.assign(this.node.style, { top: `${top}px`, left: `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px` });
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
    if (entry.state === "ready") this.#chosen(entry.ref.id, entry.ref);
  }
  #chosen(id, ref) {
    this.close();
    this.chosen(id, ref);
  }
}
