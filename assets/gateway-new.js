// A gateway by its address, hosted or on this machine: tested first, then kept. `added` {gateway, said} leaves.
import { Part, announce, attr, choices, h, icon, shown, t, text } from "./dom.js";
import { keyField, post } from "./gateway-card.js";

class GatewayNew extends Part {
  #dialect = "gemini";
  build() {
    this.address = h("input", { type: "url", "aria-label": t("gw_address"), placeholder: "https://…", autocomplete: "off", spellcheck: "false", inputmode: "url" });
    this.dialects = choices("div.seg", t("gw_dialect"), [{ value: "gemini", label: t("gw_native") }, { value: "openai-images", label: t("gw_images") }], (value) => { this.#dialect = value; });
    this.dialects.choose(this.#dialect);
    this.key = keyField(t("gw_key_if"));
    this.wrong = h("p.help.failed", { role: "alert" });
    this.button = h("button.btn.primary", { type: "submit" }, t("gw_test_add"));
    this.closed = h("p.help");
    this.form = h("form", { method: "post", autocomplete: "off", novalidate: true, onsubmit: (event) => { event.preventDefault(); this.#add(); } },
      h("div", {}, h("label.field.mono", {}, this.address), this.wrong, h("p.help", { text: t("gw_test_free") })), this.dialects, h("label.field", {}, icon("key", true), this.key), this.button);
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, (event) => event.stopPropagation());
    this.append(h("section.card", { "aria-label": t("gw_new"), id: "gateway-new" }, h("header", {}, h("h2", { text: t("gw_new") }), h("span.q", { text: t("gw_new_note") })), h("div.in", {}, this.form, this.closed)));
  }
  // {settable, why_not}
  draw({ settable, why_not }) {
    shown(this.form, settable);
    text(this.closed, why_not);
    shown(this.closed, !settable);
  }
  begin() {
    this.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    this.address.focus({ preventScroll: true });
  }
  async #add() {
    const address = this.address.value.trim();
    const wrong = (words) => {
      text(this.wrong, words);
      attr(this.address.parentElement, "data-wrong", words ? "yes" : null);
      attr(this.address, "aria-invalid", words ? "true" : null);
    };
    if (!address) { wrong(t("gw_no_address")); this.address.focus(); return; }
    wrong("");
    attr(this.button, "disabled", true);
    text(this.button, t("gw_testing"));
    const { gateway, said, error } = await post("/gateways", { address, dialect: this.#dialect, key: this.key.value.trim() });
    attr(this.button, "disabled", null);
    text(this.button, t("gw_test_add"));
    if (error) { wrong(error); this.address.focus(); this.wrong.scrollIntoView({ block: "nearest" }); return; } // it stands below the field, and may below the page
    this.address.value = this.key.value = "";
    announce(said);
    this.send("added", { gateway, said });
  }
}

customElements.define("gateway-new", GatewayNew);
