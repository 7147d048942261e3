// One gateway: how it stands, its address, its key, its models. A key goes from its own form to our own route and nowhere else: it is in no value and no event.
// `probe`, `models`, `changed` leave, each with {gateway}.
import { Part, announce, attr, each, h, icon, iconButton, shown, t, text } from "./dom.js";
import { menuButton } from "./menu.js";

export const SIGN = { done: "check", failed: "cross", key: "key", warn: "warn", idle: "plug" };
export const HUE = { done: "done", failed: "failed", key: "billed", warn: "billed", idle: "q" };

// What one of our own routes answers: {said} or {error}; nothing is thrown.
export async function post(address, fields, method = "POST") {
  try {
    const body = method === "POST" ? new URLSearchParams(fields) : undefined;
    const answer = await fetch(address, { method, body, headers: { accept: "application/json" } });
    return answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : { error: t("lib_broken") };
  } catch {
    return { error: t("gw_no_answer") };
  }
}
// A field for a key. The browser is asked not to keep it, and it is empty again once it was sent.
export const keyField = (label) => h("input", { type: "password", "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false", autocapitalize: "off", "data-1p-ignore": true, "data-lpignore": "true" });

class GatewayCard extends Part {
  build() {
    this.heading = h("h1");
    this.tag = h("span.tag");
    this.kind = h("span.q");
    this.test = h("button.btn", { onclick: () => { attr(this.test, "aria-busy", "true"); this.send("probe", { gateway: this.value.gateway }); } }, icon("plug", true), h("span", { text: t("gw_test") }));
    this.more = menuButton("more", t("more"), () => this.#actions());
    this.said = h("p.tested", { role: "status" });
    this.problem = h("p.tested.failed", { role: "alert" });
    this.addresses = h("ul.addresses");
    this.address = h("p.help");
    const card = (title, beside, ...inside) => h("section.card", { "aria-label": title }, h("header", {}, h("h2", { text: title }), ...beside), ...inside);
    this.aside = h("span.q");
    this.models = h("ul.models");
    this.again = iconButton("again", t("gw_refresh"), () => { attr(this.again, "aria-busy", "true"); this.send("models", { gateway: this.value.gateway }); });
    this.append(
      h("div.lead", {}, h("div.top", {}, this.heading, this.tag, this.kind, h("span.grow"), this.test, this.more), this.problem, this.said),
      card(t("gw_connection"), [], h("div.in", {}, h("div", {}, h("h3.lab", { text: t("gw_address") }), this.addresses, this.address), this.#key())),
      card(t("gw_models"), [this.aside, h("span.grow"), this.again], this.models));
  }
  #key() {
    this.key = keyField("");
    this.place = h("span.q");
    this.keyNote = h("p.help");
    this.wrong = h("p.help.failed", { role: "alert" });
    this.save = h("button.btn", { type: "submit", text: t("gw_save") });
    this.form = h("form", { method: "post", autocomplete: "off", onsubmit: (event) => { event.preventDefault(); this.#saveKey(); } },
      h("div.lab", {}, h("span", { text: t("gw_key") }), this.place), h("div.row", {}, h("label.field", {}, icon("key", true), this.key), this.save), this.wrong);
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, (event) => event.stopPropagation()); // gradio hears nothing of it
    this.keyPart = h("div.key", { id: "gateway-key" }, this.form, this.keyNote);
    return this.keyPart;
  }
  draw(door) {
    if (door.gateway !== this.gateway) {
      this.gateway = door.gateway;
      this.key.value = "";
      this.#refused("");
    }
    attr(this.test, "aria-busy", null);
    attr(this.again, "aria-busy", null);
    text(this.heading, door.title);
    this.tag.replaceChildren(h("span." + HUE[door.mark], {}, icon(SIGN[door.mark], true)), door.tag);
    text(this.kind, [door.dialect, door.note].filter(Boolean).join(" · "));
    shown(this.test, door.askable);
    shown(this.again, door.askable);
    shown(this.more, this.#actions().length);
    text(this.problem, door.problem);
    shown(this.problem, door.problem);
    text(this.said, door.tested);
    this.said.className = "tested " + HUE[door.tested_mark];
    shown(this.said, door.tested);
    each(this.addresses, door.addresses, (one) => one, (one) => h("li.field.mono.cut", { text: one, title: one }));
    text(this.address, door.address_note);
    shown(this.address, door.address_note);
    shown(this.keyPart, door.variable);
    shown(this.form, door.settable);
    const words = t(door.keyed ? "gw_key_replace" : "gw_key_paste");
    attr(this.key, "placeholder", words);
    attr(this.key, "aria-label", `${t("gw_key")}: ${words}`);
    text(this.place, door.key_place);
    text(this.keyNote, door.settable ? door.key_note : door.why_not);
    text(this.aside, door.models_note);
    each(this.models, door.models, (model) => model.id, () => h("li", {}, h("span", {}, h("b"), h("small")), h("em")), (node, model) => {
      const [title, note] = node.firstChild.children;
      text(title, model.title);
      attr(node, "title", model.id);
      text(note, model.note);
      text(node.lastChild, model.price);
    });
  }
  #refused(words) {
    text(this.wrong, words);
    attr(this.key.parentElement, "data-wrong", words ? "yes" : null);
    attr(this.key, "aria-invalid", words ? "true" : null);
  }
  async #saveKey() {
    const key = this.key.value.trim();
    if (!key) { this.#refused(t("gw_no_key_given")); this.key.focus(); return; }
    const { gateway } = this.value;
    attr(this.save, "disabled", true);
    this.#done(gateway, await post(`/keys/${gateway}`, { key }));
    attr(this.save, "disabled", null);
  }
  #done(gateway, { said, error }) {
    if (gateway === this.gateway) {
      this.#refused(error ?? "");
      if (!error) this.key.value = "";
    }
    if (error) return;
    announce(said);
    this.send("changed", { gateway, said });
  }
  #actions() {
    const { gateway, own, keyed, settable } = this.value ?? {};
    if (!settable) return [];
    return [
      keyed && { name: "no_key", icon: "key", label: t("gw_forget_key"), run: async () => this.#done(gateway, await post(`/keys/${gateway}`, null, "DELETE")) },
      own && { name: "remove", icon: "x", label: t("gw_remove"), run: async () => this.#done(gateway, await post(`/gateways/${gateway}`, null, "DELETE")) },
    ].filter(Boolean);
  }
}

customElements.define("gateway-card", GatewayCard);
