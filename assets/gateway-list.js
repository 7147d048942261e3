// Every gateway there is, with how it stands, and the way to the form that adds one. `open` {gateway} leaves.
import { Part, attr, each, frameOf, h, icon, phone, rove, shown, t, text } from "./dom.js";
import { HUE, SIGN } from "./gateway-card.js";

class GatewayList extends Part {
  build() {
    const add = h("button.btn.s.bare", { onclick: () => frameOf(this).querySelector("gateway-new").begin() }, icon("plus", true), t("gw_add_short"));
    this.lines = h("nav.scroll.ways", { "aria-label": t("tab_gateways") });
    this.foot = h("p.help");
    this.append(h("div.head", {}, h("h2", { text: t("tab_gateways") }), h("span.grow"), add), this.lines, h("footer", {}, this.foot));
    rove(this.lines, "button.way", (node) => this.#rest(node));
  }
  draw({ chosen, ways, place }) {
    text(this.foot, t("gw_keys_live", { place }));
    each(this.lines, ways, (way) => way.gateway, (way) => this.#make(way), (node, way) => {
      const [sign, title, aside, note] = node.children;
      if (sign.dataset.sign !== way.mark) {
        sign.dataset.sign = way.mark;
        sign.className = HUE[way.mark];
        sign.replaceChildren(icon(SIGN[way.mark], true));
      }
      text(title, way.title);
      text(aside, way.aside);
      text(note.firstChild, way.note);
      text(note.lastChild, way.variable);
      shown(note.lastChild, way.variable);
      attr(node, "aria-current", way.gateway === chosen ? "true" : null);
    });
    this.#rest(this.lines.querySelector("[aria-current=true]") ?? this.lines.firstElementChild);
  }
  #make({ gateway }) {
    return h("button.way", { tabindex: "-1", onclick: () => {
      for (const node of this.lines.children) attr(node, "aria-current", node.dataset.key === gateway ? "true" : null);
      this.send("open", { gateway });
      if (phone.matches) frameOf(this).querySelector("gateway-card .lead")?.scrollIntoView({ block: "start" }); // it lies below the list
    } }, h("span"), h("b.cut"), h("em"), h("small.cut", {}, h("span"), " ", h("span.mono")));
  }
  #rest(node) {
    for (const line of this.lines.children) attr(line, "tabindex", line === node ? "0" : "-1");
  }
}

customElements.define("gateway-list", GatewayList);
