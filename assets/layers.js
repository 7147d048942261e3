// What lies on top of what: popovers, sheets, the large view. Esc closes the innermost; focus stays inside and goes back where it was.
import { active, phone } from "./dom.js";

const open = [];
const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select, summary, [tabindex]";

// layer: {node, close(), trap}. The node that had focus gets it back.
export function push(layer) {
  layer.from = document.activeElement;
  open.push(layer);
}
export function drop(layer) {
  const at = open.indexOf(layer);
  if (at < 0) return;
  open.splice(at, 1);
  if (layer.node.contains(document.activeElement) || document.activeElement === document.body) layer.from?.focus?.({ preventScroll: true });
}
export function closeTop() {
  const layer = open.at(-1);
  layer?.close();
  return Boolean(layer);
}
export const anyOpen = () => open.length > 0;

document.addEventListener("keydown", (event) => {
  const layer = open.at(-1);
  if (event.key !== "Tab" || !layer?.trap) return;
  const stops = [...layer.node.querySelectorAll(FOCUSABLE)].filter((node) => node.tabIndex >= 0 && node.offsetParent !== null);
  if (!stops.length) return;
  const first = stops[0];
  const last = stops.at(-1);
  const inside = layer.node.contains(document.activeElement);
  if (event.shiftKey ? document.activeElement === first || !inside : document.activeElement === last || !inside) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
});

// What had the focus is gone (Stop when the run ended, a button that no longer applies, a tab that was left): the focus goes on beside it, never to the top
// of the page. Looked for on a beat, because a browser says nothing when it takes the focus from what it hides.
const BEAT = 120;
const seen = (node) => node.isConnected && node.checkVisibility({ visibilityProperty: true }) && !node.matches(":disabled");
let trail = [];
document.addEventListener("focusin", ({ target }) => {
  trail = [];
  for (let node = target; node && node !== document.body; node = node.parentElement) trail.push(node);
});
function onward() {
  const box = open.at(-1)?.node ?? trail.slice(1).find((node) => node.matches(".tile, .turn, .toast, .ref, .composer, .col-settings, .col-list, .col-thoughts, #history") && seen(node));
  const stops = box && !box.matches(".composer") ? [...box.querySelectorAll(FOCUSABLE)].filter((node) => node.tabIndex >= 0 && seen(node)) : [];
  const prompt = active()?.querySelector(".prompt textarea");
  // on a phone the prompt would raise the keyboard over the picture
  return stops[0] ?? (phone.matches ? [...(active()?.querySelectorAll(".generate, .stop") ?? [])].find(seen) : null) ?? prompt;
}
setInterval(() => {
  if (trail.length && document.activeElement === document.body && !seen(trail[0])) onward()?.focus({ preventScroll: true });
}, BEAT);
