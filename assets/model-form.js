// Every field that gateway and model offer, and nothing they do not. `typing` leaves at each stroke, `fields` when a choice is made or typing pauses.
import { Part, attr, each, h, icon, shown, t, tabOf, text } from "./dom.js";

const PAUSE = 350;
const ID = { aspect: "ratio" };
const idOf = (form, field) => `${tabOf(form)}-` + (ID[field.name] ?? field.name).replace(/_/g, "-");
const signature = (field) => field.kind + JSON.stringify(field.options ?? 0) + (field.fold ?? "");
// Two or three short choices stand beside their label; ratios, pixels and long rows below it.
const short = (field) => field.options.length <= 3 && !field.aside && field.name !== "count" && !field.options.some((one) => one.note);
const beside = (field) => !field.fold && (["switch", "select", "number"].includes(field.kind) || (field.kind === "segments" && short(field)));
const long = (field) => !field.options.some((one) => one.note) && field.options.reduce((sum, one) => sum + one.label.length + 3, 0) > 36;
const groupOf = (field) => (field.fold ? "fold:" + field.fold : field.kind === "ratios" ? "ratios:" + field.name : beside(field) ? "pairs" : "stack");

class ModelForm extends Part {
  #values = {};
  #timer = 0;
  get values() { return { ...this.#values }; }
  get waiting() { return this.#timer !== 0; }
  build() {
    for (const kind of ["input", "change"]) this.addEventListener(kind, (event) => event.stopPropagation());
  }
  draw({ spec, values }) {
    if (!this.waiting) this.#values = { ...values };
    const groups = [];
    for (const field of spec?.fields ?? []) {
      const name = groupOf(field);
      const known = field.fold ? groups.find((one) => one.name === name) : groups.at(-1)?.name.split("#")[0] === name && groups.at(-1);
      if (known) known.fields.push(field);
      else groups.push({ name: field.fold ? name : `${name}#${groups.length}`, fold: field.fold, fields: [field] });
    }
    each(this, groups, (one) => one.name, (one) => (one.fold ? this.#fold(one) : h("div.group")), (node, one) => {
      const box = one.fold ? node.lastChild : node;
      each(box, one.fields, (field) => field.name + "|" + signature(field), (field) => this.#field(field), (row, field) => this.#patch(row, field));
      if (one.fold) text(node.firstChild.lastChild, this.#summary(one.fields));
    });
  }
  #fold({ fold }) {
    return h("details.fold", {}, h("summary", {}, icon("r", true), h("span", { text: fold }), h("span.q")), h("div.group"));
  }
  #summary(fields) {
    const set = fields.filter((field) => (this.#values[field.name] ?? "") !== "");
    if (fields.some((field) => field.aside)) return fields.find((field) => field.aside).aside;
    if (!set.length) return t("fold_default");
    const [only] = set;
    const value = String(this.#values[only.name]);
    const said = only.options?.find((one) => one.value === value)?.label ?? value;
    return set.length === 1 && said.length < 12 ? `${only.label.toLowerCase()} ${said}` : t("fold_set", { n: set.length });
  }
  #set(field, value, paused = false) {
    this.#values = { ...this.#values, [field.name]: value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.send("fields", this.values);
    }, paused ? PAUSE : 0);
    this.send("typing", this.values);
    if (this.value) this.draw(this.value);
  }
  #field(field) {
    const id = idOf(this, field);
    const help = h("p.help", { id: id + "-help", role: "status" });
    if (field.kind === "ratios" || field.kind === "segments") {
      const box = h(field.kind === "ratios" ? "div.ratios" : field.options.some((one) => one.note) ? "div.seg.two" : long(field) ? "div.seg.many" : "div.seg");
      for (const option of field.options) box.append(this.#choice(field, id, option));
      const row = h(beside(field) ? "fieldset.pair" : "fieldset", { id, "aria-describedby": help.id }, h("legend.lab", { text: field.label }), h("span.q.aside"), box, help);
      return row;
    }
    const label = h("label.lab", { for: id }, h("span"), h("span.q.aside"));
    if (field.kind === "switch") {
      const input = h("input.switch", { type: "checkbox", role: "switch", id, onchange: () => this.#set(field, input.checked) });
      return h("div.pair", {}, label, input, help);
    }
    let input;
    const typed = () => this.#set(field, input.value, true);
    if (field.kind === "select") {
      input = h("select", { id, onchange: () => this.#set(field, input.value) }, ...field.options.map((one) => h("option", { value: one.value, text: one.label })));
      return h(beside(field) ? "div.pair" : "div.line", {}, label, h("span.select", {}, input, icon("v", true)), help);
    }
    if (field.kind === "text") input = h("textarea", { id, rows: "3", oninput: typed });
    else input = h("input", { id, type: "text", inputmode: Number.isInteger(field.step ?? 0.1) ? "numeric" : "decimal", autocomplete: "off", oninput: typed });
    if (field.kind === "number") input.addEventListener("keydown", (event) => this.#nudge(event, field, input));
    return h(field.kind === "text" ? "div.tall" : beside(field) ? "div.pair" : "div.line", {}, label, input, help);
  }
  #choice(field, id, option) {
    const input = h("input", { type: "radio", name: id, value: option.value, onchange: () => input.checked && this.#set(field, option.value) });
    if (field.kind === "segments") return h("label", {}, input, h("span", { text: option.label }), option.note ? h("small", { text: option.note }) : null);
    const drawn = h("i", { "aria-hidden": "true" });
    const [width, height] = sizeOf(option.ratio ?? 0);
    drawn.style.setProperty("--w", width + "px");
    drawn.style.setProperty("--h", height + "px");
    return h(option.ratio ? "label.ratio" : "label.ratio.auto", {}, input, drawn, h("span", { text: option.label }));
  }
  // Up and down change a number by its step, inside its bounds.
  #nudge(event, field, input) {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || event.isComposing) return;
    event.preventDefault();
    const step = field.step ?? 1;
    const places = (String(step).split(".")[1] ?? "").length;
    const from = input.value === "" ? Number(input.placeholder) || field.min || 0 : Number(input.value);
    if (!Number.isFinite(from)) return;
    const to = Math.min(field.max ?? Infinity, Math.max(field.min ?? -Infinity, from + by * step));
    input.value = to.toFixed(places);
    this.#set(field, input.value, true);
  }
  #patch(row, field) {
    const value = this.#values[field.name] ?? "";
    const [label, help] = [row.querySelector(".lab"), row.lastChild];
    const aside = row.querySelector(".aside");
    const input = row.querySelector("textarea, select, input:not([type=radio])");
    text(label.matches("legend") ? label : label.firstChild, field.label);
    label.classList.toggle("vh", field.label === field.fold && !row.matches("fieldset"));
    text(aside, field.fold ? "" : field.kind === "ratios" && !field.aside ? field.options.find((one) => one.value === String(value))?.label : field.aside);
    shown(aside, aside.textContent);
    const said = field.error || field.hint || "";
    text(help, said);
    shown(help, said);
    help.classList.toggle("failed", Boolean(field.error));
    if (!input) {
      for (const radio of row.querySelectorAll("input")) radio.checked = radio.value === String(value);
      return;
    }
    attr(input, "aria-invalid", field.error ? "true" : null);
    attr(input, "aria-describedby", said ? help.id : null);
    if (field.kind === "switch") input.checked = value === true || value === "true";
    else if (input !== document.activeElement || field.kind === "select" || !this.waiting) { if (input.value !== String(value)) input.value = value; }
    if (field.kind !== "switch" && field.kind !== "select") attr(input, "placeholder", field.placeholder);
  }
}

// A ratio drawn to scale in 26 × 21 px, as heavy for the eye as the square.
function sizeOf(ratio) {
  if (!ratio) return [18, 18];
  const area = 17.5;
  const width = Math.min(26, area * Math.sqrt(ratio));
  const height = Math.min(21, width / ratio);
  return [Math.round(height * ratio), Math.round(height)];
}

customElements.define("model-form", ModelForm);
