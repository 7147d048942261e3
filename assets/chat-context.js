// What the next turn sends again, and what the conversation cost so far. It only shows.
import { Part, each, h, icon, shown, t, text } from "./dom.js";

class ChatContext extends Part {
  build() {
    this.sends = h("span.q.sends");
    this.facts = h("dl.facts");
    this.how = h("p.note", {}, h("span.sign"), h("span", { dir: "auto" }));
    this.totals = h("dl.facts");
    this.sum = h("section.group", {}, h("h3.lab", { text: t("chat_so_far") }), this.totals);
    this.append(h("header.head", {}, h("h2", { text: t("chat_sends") }), h("span.grow"), this.sends),
      h("div.scroll", { tabindex: "0", role: "group", "aria-label": t("chat_sends") }, h("div.group", {}, this.facts), h("div.group", {}, this.how), this.sum));
  }
  draw({ sends, facts, how, condensed, totals }) {
    text(this.sends, sends);
    list(this.facts, facts);
    shown(this.facts.parentNode, facts.length);
    const [sign, words] = this.how.children;
    if (sign.dataset.of !== String(condensed)) {
      sign.dataset.of = condensed;
      sign.className = condensed ? "sign billed" : "sign q";
      sign.replaceChildren(icon(condensed ? "swap" : "lock", true));
    }
    text(words, how);
    shown(this.how.parentNode, how);
    list(this.totals, totals);
    shown(this.sum, totals.length);
  }
}

const list = (box, facts) => each(box, facts, (fact, at) => `${at}:${fact.term}`, () => h("div", {}, h("dt"), h("dd", { dir: "auto" })), (line, fact) => {
  text(line.firstChild, fact.term);
  text(line.lastChild, fact.text);
  line.classList.toggle("differs", Boolean(fact.differs));
});

customElements.define("chat-context", ChatContext);
