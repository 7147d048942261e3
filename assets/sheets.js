// Columns as sheets: settings, history and thoughts on a phone, thoughts as a drawer on a small desktop. The column stays where it is; CSS moves it.
import { Part, active, attr, h, hear, iconButton, narrow, phone, t, text } from "./dom.js";
import { drop, push } from "./layers.js";

// The column of a name in the visible tab; the history is every tab's, but a tab may have a list of its own.
const column = (name) => {
  const own = active()?.querySelector({ settings: ".col-settings", thoughts: ".col-thoughts", history: ".col-list", detail: ".col-detail" }[name]);
  return own ?? (name === "history" ? document.getElementById("history") : null);
};
let layer = null;
let scrim = null;

// Each column is a landmark with a name; as a sheet it is a dialog instead.
const LANDMARKS = { settings: "region", thoughts: "complementary" };
function landmark(node, name) {
  attr(node, "role", LANDMARKS[name]);
  attr(node, "aria-label", LANDMARKS[name] && t(name));
  node.removeAttribute("aria-modal");
}
document.addEventListener("studio:tab", () => { for (const name of Object.keys(LANDMARKS)) if (column(name)) landmark(column(name), name); });

export function openSheet(name) {
  closeSheet();
  const node = column(name);
  if (!node) return;
  scrim ??= h("div.scrim", { onclick: closeSheet });
  document.body.append(scrim);
  document.body.classList.add("sheet-open", "sheet-" + name);
  attr(node, "role", "dialog");
  attr(node, "aria-modal", "true");
  attr(node, "aria-label", t(name));
  layer = { node, name, trap: true, close: closeSheet };
  push(layer);
  const stop = node.querySelector(".close-sheet") ?? node.querySelector("button");
  requestAnimationFrame(() => requestAnimationFrame(() => layer?.node === node && stop?.focus({ preventScroll: true }))); // a column that slides in can not be focused before it is seen
}
export function closeSheet() {
  if (!layer) return;
  const was = layer;
  layer = null;
  document.body.classList.remove("sheet-open", "sheet-" + was.name);
  scrim.remove();
  landmark(was.node, was.name);
  drop(was);
}
export const closeButton = () => {
  const button = iconButton("x", t("close"), closeSheet, false);
  button.classList.add("close-sheet");
  return button;
};

document.addEventListener("studio:sheet", (event) => openSheet(event.detail));
document.addEventListener("studio:tab", closeSheet);
phone.addEventListener("change", closeSheet);
narrow.addEventListener("change", closeSheet);

// The head of the settings sheet, where language and theme also are on a phone.
class SheetHead extends Part {
  build() {
    this.append(h("h2", { text: t("settings") }), h("span.grow"),
      iconButton("globe", t("language"), () => document.dispatchEvent(new CustomEvent("studio:language")), false),
      iconButton("theme", t("theme"), () => document.dispatchEvent(new CustomEvent("studio:theme")), false),
      closeButton());
  }
}

class SheetFoot extends Part {
  build() {
    const button = h("button.btn.primary.wide", { onclick: closeSheet, text: t("done_button") });
    this.append(button);
    hear(this, "studio:price", (detail) => text(button, detail ? t("done_price", { price: detail }) : t("done_button")));
  }
}

customElements.define("sheet-head", SheetHead);
customElements.define("sheet-foot", SheetFoot);
