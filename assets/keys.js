// The keyboard of the whole page, and the dialog that lists it. Nothing acts while an input method is composing.
import { active, h, iconButton, t } from "./dom.js";
import { anyOpen, closeTop, drop, push } from "./layers.js";

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
if (mac) document.body.classList.add("mac");
const typing = (node) => node?.closest?.("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable=true]");
const button = (name) => active()?.querySelector(`button.${name}, .${name} button`);
const pressable = (node) => node && !node.disabled && node.offsetParent !== null;

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    const generate = button("generate");
    if (!pressable(generate) || active()?.querySelector("mask-painter:not([hidden])")) return; // what is painted is not sent by a slip
    event.preventDefault();
    event.stopPropagation();
    generate.click();
  } else if (event.key === "Escape") {
    if (event.target.matches?.("input[type=search]") && event.target.value) return; // the field is emptied first
    const stop = button("stop");
    if (closeTop()) event.preventDefault();
    else if (pressable(stop)) stop.click();
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !typing(event.target)) {
    event.preventDefault();
    openKeys();
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target)) {
    const picker = active()?.querySelector("model-picker");
    if (anyOpen() || !picker?.checkVisibility({ visibilityProperty: true })) return;
    event.preventDefault();
    picker.search();
  }
}, true);

const GROUPS = () => [
  ["", [
    [[mac ? "⌘" : "Ctrl", "↵"], "key_generate"],
    [["Esc"], "key_escape"],
    [["/"], "key_search"],
    [["←", "→"], "key_arrows"],
    [["?"], "key_keys"],
  ]],
  ["key_of_picture", [
    [["↵"], "key_open"],
    [["←", "→"], "key_next"],
    [["0"], "key_fit"],
    [["1"], "key_full"],
    [["+", "−"], "key_zoom"],
  ]],
  ["key_of_compare", [
    [["←", "→"], "key_divide"],
    [["S"], "key_slider"],
    [["V"], "cmp_vertical"],
    [["2"], "key_side"],
    [["B"], "cmp_blink"],
    [["O"], "cmp_overlay"],
    [["D"], "cmp_difference"],
    [["L"], "cmp_key_lock"],
    [["Space"], "cmp_key_space"],
    [["X"], "key_swap"],
    [["Alt", "←", "→"], "key_move_view"],
    [["F"], "cmp_full"],
  ]],
  ["key_of_process", [
    [[",", "."], "key_step"],
    [["Space"], "key_play"],
  ]],
  ["key_of_tray", [
    [["Alt", "←", "→"], "key_order"],
    [["↵"], "key_role"],
    [["Del"], "key_remove"],
  ]],
  ["key_of_mask", [
    [["B"], "mask_brush"],
    [["E"], "mask_eraser"],
    [["R"], "mask_rectangle"],
    [["I"], "mask_invert"],
    [["[", "]"], "mask_size"],
    [[mac ? "⌘" : "Ctrl", "Z"], "mask_undo"],
  ]],
];
const group = ([title, rows]) => h("section", {}, title ? h("h3.lab", { text: t(title) }) : null,
  h("dl", {}, ...rows.flatMap(([keys, word]) => [h("dt", {}, ...keys.map((key) => h("kbd", { text: key }))), h("dd", { text: t(word) })])));

let dialog;
export function openKeys() {
  if (dialog?.open) return;
  dialog?.remove();
  const close = () => dialog.close();
  dialog = h("dialog.dialog.keys", { "aria-labelledby": "keys-title" },
    h("header", {}, h("h2", { id: "keys-title", text: t("keys") }), h("span.grow"), iconButton("x", t("close"), close)),
    h("div.scroll", { tabindex: "0", role: "group", "aria-labelledby": "keys-title" }, ...GROUPS().map(group)));
  const layer = { node: dialog, close };
  dialog.addEventListener("close", () => drop(layer));
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  push(layer);
  dialog.showModal();
}
document.addEventListener("studio:keys", openKeys);
