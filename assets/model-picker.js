// The button that names gateway and model, and the list it opens: a combobox over a listbox, grouped by gateway. `pick` {gateway, model} leaves.
import { Part, attr, each, h, icon, mark, phone, shown, t, tabOf, tell, text } from "./dom.js";
import { drop, push } from "./layers.js";

let serial = 0;

class ModelPicker extends Part {
  #open = false;
  #active = null;
  #id = `picker-${++serial}`;
  build() {
    this.aside = h("span.q");
    this.name = h("b");
    this.sub = h("small");
    this.button = h("button.pick", { "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => (this.#open ? this.close() : this.open()) },
      this.name, this.sub, icon("v"));
    this.note = h("p.note", { role: "status" }, icon("swap", true), h("span"));
    this.append(h("div.group", {}, h("h2.lab", { id: this.#id + "-label" }, h("span", { text: t("model") }), this.aside), this.button, this.note));
    attr(this.button, "aria-describedby", this.#id + "-label");
    this.pop = this.#popover();
    this.append(this.pop);
    shown(this.note, false);
    document.addEventListener("pointerdown", (event) => this.#open && !this.contains(event.target) && this.close());
    addEventListener("resize", () => this.#open && this.#place());
  }
  #popover() {
    this.find = h("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": this.#id + "-list", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
      "aria-label": t("find_model"), placeholder: t("find_model"), oninput: () => this.#filter(), onkeydown: (event) => this.#keys(event) });
    this.list = h("div", { role: "listbox", id: this.#id + "-list", "aria-label": t("models") });
    this.none = h("p.none.q", { text: t("no_model") });
    this.todo = h("section.todos", { "aria-label": t("not_ready") }, h("h3", { text: t("not_ready") }), h("div"));
    this.own = h("input.mono", { type: "text", "aria-label": t("model_id"), placeholder: t("model_id_hint"), autocomplete: "off", spellcheck: "false" });
    this.gateway = h("select", { "aria-label": t("gateway") });
    const use = h("button.btn", { text: t("use"), onclick: () => this.#own() });
    this.own.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && (event.preventDefault(), this.#own()));
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
    return h("div.pop.picker", { popover: "manual", role: "dialog", "aria-label": t("choose_model"), id: `${tabOf(this)}-model-picker` },
      h("div.find", {}, h("label.field", {}, icon("search", true), this.find, h("kbd", { text: "/", "aria-hidden": "true" }))),
      h("div.scroll", { tabindex: "0", role: "group", "aria-label": t("models") }, this.list, this.none, this.todo),
      h("div.own", { id: `${tabOf(this)}-model-custom` }, h("p.lab", {}, h("span", { text: t("model_id") }), h("span.q", { text: t("model_id_note") })),
        h("div.r", {}, this.own, h("span.select", {}, this.gateway, icon("v", true)), use)));
  }
  draw({ groups, todo, gateway, model, title, subtitle, note, aside, demo }) {
    mark(this, "demo", demo && "yes");
    tell("studio:demo");
    const chosen = groups.find((group) => group.gateway === gateway)?.models.find((one) => one.id === model);
    text(this.aside, aside);
    text(this.name, title || chosen?.title || model);
    text(this.sub, subtitle);
    text(this.note.lastChild, note);
    shown(this.note, note);
    each(this.list, groups, (group) => group.gateway, () => h("div.options", { role: "group" }, h("h3", { role: "presentation" }, h("span"), h("span.q")), h("div", { role: "presentation" })),
      (node, group) => {
        attr(node, "aria-label", group.title);
        text(node.firstChild.firstChild, group.title);
        text(node.firstChild.lastChild, group.note);
        each(node.lastChild, group.models, (one) => one.id, () => this.#option(), (option, one) => this.#patch(option, group, one, gateway, model));
      });
    each(this.todo.lastChild, todo, (one) => one.title, () => h("div.todo", {}, h("span.billed", {}, icon("key", true)), h("b"), h("span")), (node, one) => {
      text(node.children[1], one.title);
      text(node.children[2], one.note);
    });
    shown(this.todo, todo.length);
    each(this.gateway, groups, (group) => group.gateway, (group) => h("option", { value: group.gateway }), (node, group) => text(node, group.title));
    if (!this.#open) this.gateway.value = gateway;
  }
  #option() {
    const node = h("div.opt", { role: "option", onclick: () => this.#pick(node.dataset.gateway, node.dataset.model), onpointermove: () => this.#activate(node, false) },
      icon("check", true), h("b"), h("small"), h("span.cost"));
    return node;
  }
  #patch(node, group, one, gateway, model) {
    const on = group.gateway === gateway && one.id === model;
    Object.assign(node.dataset, { gateway: group.gateway, model: one.id, find: `${group.title} ${one.title} ${one.id} ${one.note}`.toLowerCase() });
    node.id = `${this.#id}-${group.gateway}-${one.id}`.replace(/[^\w-]/g, "_");
    attr(node, "aria-selected", String(on));
    text(node.children[1], one.title);
    text(node.children[2], one.note);
    text(node.children[3], one.price || t("price_unknown"));
    node.children[3].classList.toggle("billed", !one.price);
  }
  #options() { return [...this.list.querySelectorAll(".opt")].filter((node) => !node.hidden); }
  #filter() {
    const words = this.find.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const node of this.list.querySelectorAll(".opt")) shown(node, words.every((word) => node.dataset.find.includes(word)));
    for (const group of this.list.children) shown(group, group.querySelector(".opt:not([hidden])"));
    shown(this.none, !this.#options().length);
    this.#activate(this.#options()[0]);
  }
  #activate(node, scroll = true) {
    this.#active?.classList.remove("active");
    this.#active = node ?? null;
    node?.classList.add("active");
    attr(this.find, "aria-activedescendant", node?.id);
    if (scroll) node?.scrollIntoView({ block: "nearest" });
  }
  #keys(event) {
    if (event.isComposing) return;
    const all = this.#options();
    const at = all.indexOf(this.#active);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (event.key === "Enter" && this.#active) this.#pick(this.#active.dataset.gateway, this.#active.dataset.model);
    else if (to !== undefined && all.length) this.#activate(all[Math.abs(to - at) === 1 ? (to + all.length) % all.length : Math.max(0, Math.min(all.length - 1, to))]);
    else return;
    event.preventDefault();
  }
  #own() {
    const id = this.own.value.trim();
    if (id) this.#pick(this.gateway.value, id);
    else this.own.focus();
  }
  #pick(gateway, model) {
    const group = this.value.groups.find((one) => one.gateway === gateway);
    const known = group?.models.find((one) => one.id === model);
    text(this.name, known?.title ?? model); // at once; the answer brings the rest
    text(this.sub, group?.title ?? "");
    for (const node of this.list.querySelectorAll(".opt")) attr(node, "aria-selected", String(node.dataset.gateway === gateway && node.dataset.model === model));
    this.own.value = "";
    this.close();
    this.send("pick", { gateway, model });
  }
  search() {
    if (this.button.offsetParent === null) return;
    if (!this.#open) this.open();
    this.find.focus();
  }
  open() {
    this.#open = true;
    this.layer = { node: this.pop, trap: true, close: () => this.close() };
    push(this.layer);
    attr(this.button, "aria-expanded", "true");
    this.pop.showPopover();
    this.#place();
    this.find.value = "";
    this.#filter();
    this.#activate(this.list.querySelector("[aria-selected=true]") ?? this.#options()[0]);
    this.find.focus({ preventScroll: true });
  }
  close() {
    if (!this.#open) return;
    this.#open = false;
    attr(this.button, "aria-expanded", "false");
    drop(this.layer);
    this.pop.hidePopover();
  }
  #place() {
    const box = this.button.getBoundingClientRect();
    const top = phone.matches ? Math.min(box.bottom + 6, innerHeight * 0.2) : box.bottom + 8;
    Object.assign(this.pop.style, { left: phone.matches ? "8px" : `${box.left}px`, top: `${top}px`, maxHeight: `${innerHeight - top - 16}px` });
  }
}

customElements.define("model-picker", ModelPicker);
