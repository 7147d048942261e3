// What the library is narrowed to: a chip for each filter, with a menu of what there is. `wish` {name: value} and `clear` leave.
import { Part, attr, h, icon, shown, t, text } from "./dom.js";
import { menuButton } from "./menu.js";

const NONE = { tasks: [], models: [], gateways: [], sessions: [] };

class LibraryFilters extends Part {
  #wish = {};
  #facets = NONE;
  build() {
    attr(this, "role", "group");
    attr(this, "aria-label", t("lib_filters"));
    this.since = h("input", { type: "date", "aria-label": t("lib_since"), onchange: () => this.send("wish", { since: this.since.value }) });
    this.starred = this.#named("starred", "lib_starred", h("button.chip", { onclick: () => this.send("wish", { starred: this.#wish.starred ? "" : "1" }) }, icon("star", true), h("span")));
    this.menus = [["task", "lib_task"], ["model", "lib_model"], ["gateway", "lib_gateway"], ["session", "lib_session"]].map(([name, word]) => this.#menu(name, word));
    this.clear = h("button.btn.s.bare", { onclick: () => this.send("clear", {}) }, t("lib_clear"));
    const [task, model, gateway, session] = this.menus;
    this.append(task, model, gateway, this.starred, h("label.chip.date", {}, h("span", { text: t("lib_since") }), this.since), session, this.clear, h("span.grow"));
  }
  #named(name, word, chip) { return Object.assign(chip, { word, wished: name }); }
  // A press opens what there is; where something is chosen, it takes that back.
  #menu(name, word) {
    const button = h("button.chip", {}, h("span"), icon("v", true));
    const label = (one) => (one.count ? `${one.label} (${one.count})` : one.label);
    const items = () => this.#facets[name + "s"].map((one) => ({ name: one.value, icon: "", label: label(one), run: () => this.send("wish", { [name]: one.value }) }));
    button.addEventListener("click", (event) => {
      if (!this.#wish[name]) return;
      event.stopImmediatePropagation();
      this.send("wish", { [name]: "" });
    });
    return this.#named(name, word, menuButton("v", t(word), items, button));
  }
  draw({ wish, facets }) {
    this.#wish = wish;
    this.#facets = { ...NONE, ...facets };
    text(this.starred.lastChild, t(this.starred.word));
    this.starred.classList.toggle("on", Boolean(wish.starred));
    attr(this.starred, "aria-pressed", String(Boolean(wish.starred)));
    for (const chip of this.menus) {
      const value = wish[chip.wished];
      const there = this.#facets[chip.wished + "s"];
      const named = value ? there.find((one) => one.value === value)?.label ?? value : t(chip.word);
      text(chip.firstChild, named);
      attr(chip, "aria-label", value ? `${t(chip.word)}: ${named}, ${t("lib_clear")}` : null);
      chip.classList.toggle("on", Boolean(value));
      const sign = value ? "x" : "v";
      if (chip.sign !== sign) { chip.sign = sign; chip.querySelector(".i").replaceWith(icon(sign, true)); }
      shown(chip, value || there.length > (chip.wished === "session" ? 0 : 1));
    }
    this.since.value = wish.since;
    this.since.parentElement.classList.toggle("on", Boolean(wish.since));
    shown(this.clear, Object.entries(wish).some(([name, value]) => name !== "bin" && value));
  }
}

customElements.define("library-filters", LibraryFilters);
