// What lies on top of what: popovers, sheets, the large view. Esc closes the innermost; focus stays inside and goes back where it was.
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
