// What a gateway really honours for one model: the price first, then a table that fills in while it is asked, then what the form does with it.
// `model` {model}, `ask`, `halt`, `apply`, `forget` leave.
import { Part, attr, each, h, icon, shown, t, text } from "./dom.js";

const SIGN = { honoured: ["check", "done"], ignored: ["cross", "failed"], refused: ["hand", "refused"], unknown: ["help", "q"], waiting: ["clock", "q"] };

class GatewayDoctor extends Part {
  build() {
    this.pick = h("select", { "aria-label": t("model"), onchange: () => this.send("model", { model: this.pick.value }) });
    this.note = h("span.q");
    this.ask = h("button.btn.s", { onclick: () => this.send(this.value.running ? "halt" : "ask", { gateway: this.value.gateway, model: this.value.model }) });
    this.rows = h("tbody");
    const head = ["gw_asked", "gw_honoured", "gw_came"].map((word) => h("th", { scope: "col", text: t(word) }));
    this.table = h("table", {}, h("caption.vh", { text: t("gw_doctor") }), h("thead", {}, h("tr", {}, ...head)), this.rows);
    this.idle = h("p.help.idle");
    this.problem = h("p.help.failed", { role: "alert" });
    this.changes = h("ul");
    this.lead = h("b");
    this.apply = h("button.btn.s", { onclick: () => this.send(this.value.applied ? "forget" : "apply", { gateway: this.value.gateway, model: this.value.model }) });
    this.foot = h("footer.note", {}, icon("sliders", true), h("div", {}, this.lead, this.changes), this.apply);
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    this.append(h("section.card", { id: "doctor", "aria-label": t("gw_doctor") }, h("header", {}, h("h2", { text: t("gw_doctor") }), h("div.select", {}, this.pick, icon("v", true)), this.note, h("span.grow"), this.ask),
      this.problem, this.idle, h("div.table", {}, this.table), this.foot));
  }
  draw(doctor) {
    const key = JSON.stringify(doctor.models);
    if (key !== this.known) {
      this.known = key;
      this.pick.replaceChildren(...doctor.models.map(({ value, label }) => h("option", { value, text: label })));
    }
    this.pick.value = doctor.model;
    attr(this.pick, "disabled", doctor.running);
    text(this.note, doctor.note);
    shown(this.ask, doctor.button);
    text(this.ask, doctor.button);
    text(this.problem, doctor.problem);
    shown(this.problem, doctor.problem);
    text(this.idle, t(doctor.button ? "gw_doctor_idle" : "gw_doctor_shut"));
    shown(this.idle, !doctor.rows.length);
    shown(this.pick.parentElement, doctor.button || doctor.rows.length);
    shown(this.table.parentElement, doctor.rows.length);
    attr(this.table, "aria-busy", doctor.running ? "true" : null);
    each(this.rows, doctor.rows, (row) => row.name, () => h("tr", {}, h("th", { scope: "row" }), h("td", {}, h("span"), h("span")), h("td")), (node, row) => {
      const [asked, verdict, got] = node.children;
      text(asked, row.asked);
      const [sign, hue] = SIGN[row.verdict] ?? SIGN.unknown;
      const busy = row.verdict === "asking";
      if (verdict.dataset.sign !== sign + busy) {
        verdict.dataset.sign = sign + busy;
        verdict.className = hue;
        verdict.firstChild.replaceChildren(busy ? h("i.spin") : icon(sign, true));
      }
      text(verdict.lastChild, row.word);
      text(got, row.got);
    });
    const finished = doctor.rows.length > 0 && !doctor.running && !doctor.problem;
    shown(this.foot, finished || doctor.changes.length);
    text(this.lead, t(!doctor.changes.length ? "gw_nothing" : doctor.applied ? "gw_applied" : "gw_would_apply"));
    each(this.changes, doctor.changes, (one) => one, (one) => h("li", { text: one }));
    text(this.apply, t(doctor.applied ? "gw_forget" : "gw_apply"));
    shown(this.apply, doctor.changes.length);
  }
}

customElements.define("gateway-doctor", GatewayDoctor);
