// The history strip: pictures by time, newest first. Each is a button; arrows move, An event named after the tab that its run opens in, {run, n}, leaves.
import { Part, attr, each, h, icon, ours, rove, shown, t, tell, text } from "./dom.js";
import { DRAGGED } from "./looking.js";
import { closeButton, closeSheet } from "./sheets.js";

const SIGN = { failed: "cross", refused: "hand", uncertain: "warn", stopped: "stop", queued: "clock" };
const HUE = { failed: "failed", refused: "refused", uncertain: "billed", thinking: "running", drawing: "running" };

class HistoryRail extends Part {
  build() {
    this.empty = h("div.none", {}, h("span.when", { text: t("history_none") }), h("div.thumb"));
    this.shelves = h("div.shelves");
    this.append(h("header.sheet-hd", {}, h("h2", { text: t("history") }), h("span.grow"), closeButton()),
      h("nav.rail.scroll", { "aria-label": t("history") }, this.empty, this.shelves));
    rove(this.shelves, "button.thumb", (node) => this.rest(node));
  }
  rest(node) {
    for (const thumb of this.shelves.querySelectorAll("button.thumb")) attr(thumb, "tabindex", thumb === node ? "0" : "-1");
  }
  draw({ selected, shelves, prompts }) {
    tell("studio:prompts", prompts ?? []);
    shown(this.empty, !shelves.length);
    each(this.shelves, shelves, (shelf) => shelf.when, () => h("section", {}, h("h3.when"), h("div.row")), (node, shelf) => {
      text(node.firstChild, shelf.when);
      attr(node, "aria-label", shelf.when);
      each(node.lastChild, shelf.items, (item) => `${item.run}:${item.n}`, (item) => this.thumb(item), (thumb, item) => this.patch(thumb, item, selected));
    });
    const on = this.shelves.querySelector("button.thumb.on") ?? this.shelves.querySelector("button.thumb");
    if (on && !this.shelves.querySelector("button.thumb[tabindex='0']")) attr(on, "tabindex", "0");
  }
  thumb({ run, n, tab }) {
    const node = h("button.thumb", { tabindex: "-1", onclick: () => {
      for (const other of this.shelves.querySelectorAll(".on")) other.classList.remove("on");
      node.classList.add("on");
      this.rest(node);
      tell("studio:show", tab);
      this.send(tab, { run, n });
      closeSheet();
    } }, h("img", { alt: "" }), h("span.sign"), h("span.badge"));
    node.draggable = true;
    node.addEventListener("dragstart", (event) => event.dataTransfer.setData(DRAGGED, JSON.stringify({ run, n })));
    return node;
  }
  patch(node, item, selected) {
    const [picture, sign, badge] = node.children;
    const src = ours(item.src);
    const on = selected === `${item.run}:${item.n}` || selected === item.run;
    attr(node, "aria-label", (item.alt || t("tile_n", { n: item.n })) + (item.badge ? `, ${item.badge}` : ""));
    attr(node, "title", item.alt || null);
    attr(node, "aria-current", on ? "true" : null);
    if (this.was !== selected || !node.drawn) node.classList.toggle("on", on);
    attr(picture, "src", src || null);
    shown(picture, src);
    if (node.drawn !== item.state + src) {
      node.drawn = item.state + src;
      sign.className = "sign " + (HUE[item.state] ?? "q");
      if (!src) sign.replaceChildren(SIGN[item.state] ? icon(SIGN[item.state]) : h("i.spin"));
      else if (picture.complete) sign.replaceChildren();
      else picture.addEventListener("load", () => sign.replaceChildren(), { once: true });
    }
    text(badge, item.badge);
    shown(badge, item.badge);
    queueMicrotask(() => { this.was = selected; });
  }
}

customElements.define("history-rail", HistoryRail);
