// The menu of one picture of a tray: what it is for, and the moves that a mouse makes by dragging. One popover for the whole tray.
import { attr, h, icon, rove, shown, t } from "./dom.js";
import { drop, push } from "./layers.js";

export const ROLES = ["subject", "style", "composition", "palette", "background", ""];
export const roleWord = (role) => t("role_" + (ROLES.includes(role) ? role || "none" : "none"));
const ACTIONS = [["mask", []], ["extend", []], ["replace", []], ["duplicate", []], ["left", ["Alt", "←"]], ["right", ["Alt", "→"]], ["take_out", ["Del"]]];

export class RoleMenu {
  // `pick(entry, role)` and `act(entry, "left" | "right" | "take_out")` are called after the menu closed.
  constructor(host, pick, act) {
    this.host = host;
    this.radios = ROLES.map((role) => h("button", { role: "menuitemradio", tabindex: "-1", "data-role": role, onclick: () => this.#done(() => pick(this.entry, role)) },
      icon("check", true), h("b", { text: roleWord(role) }), h("small", { text: t(`role_${role || "none"}_note`) })));
    this.acts = ACTIONS.map(([name, keys]) => h("button", { role: "menuitem", tabindex: "-1", "data-act": name, onclick: () => this.#done(() => act(this.entry, name)) },
      h("i"), h("b", { text: t("tray_" + name) }), h("small", { "aria-hidden": "true" }, ...keys.map((key) => h("kbd", { text: key })))));
    this.pop = h("div.pop.role-menu.scroll", { popover: "manual", role: "menu" }, ...this.radios, h("hr", { role: "separator" }), ...this.acts);
    this.layer = { node: this.pop, close: () => this.close() };
    rove(this.pop, "button");
    this.pop.addEventListener("keydown", (event) => event.key === "Tab" && this.close());
    host.append(this.pop);
  }
  // Beside `button`, above it where there is no room below. `moves` says which of left and right there are.
  open(entry, button, label, moves) {
    this.close();
    this.entry = entry;
    this.button = button;
    for (const radio of this.radios) attr(radio, "aria-checked", String(radio.dataset.role === entry.role));
    for (const act of this.acts) shown(act, moves[act.dataset.act] ?? true);
    attr(this.pop, "aria-label", label);
    attr(button, "aria-expanded", "true");
    push(this.layer);
    this.pop.showPopover();
    const box = button.getBoundingClientRect();
    const { width, height } = this.pop.getBoundingClientRect();
    const below = innerHeight - box.bottom - 14;
    const up = below < height && box.top > below;
    Object.assign(this.pop.style, {
      left: `${Math.max(8, Math.min(box.left - 4, innerWidth - width - 8))}px`,
      top: up ? "auto" : `${box.bottom + 6}px`,
      bottom: up ? `${innerHeight - box.top + 6}px` : "auto",
      maxHeight: `${Math.max(120, up ? box.top - 14 : below)}px`,
    });
    (this.radios.find((radio) => radio.dataset.role === entry.role) ?? this.radios[0]).focus();
  }
  get isOpen() { return Boolean(this.button); }
  close() {
    const button = this.button;
    if (!button) return;
    this.button = null;
    drop(this.layer);
    this.pop.hidePopover();
    attr(button, "aria-expanded", "false");
  }
  #done(then) {
    this.close();
    then();
  }
}
