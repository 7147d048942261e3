// The keys of a comparer: letters choose modes, arrows move what the mode moves, Space holds B. Nothing acts in a text field or while an input method composes.
import { COMPARE_MODES } from "./compare-modes.js";

const STEP = 1.25;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const TYPED = "textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])";

// One key press; true when it was one of ours.
export function compareKey(host, event) {
  const from = event.composedPath()[0];
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || from.closest?.(TYPED)) return false;
  const way = WAYS[event.key];
  if (way && from.closest?.("input")) return false;
  const acted = way ? arrow(host, way, event) : event.key === " " ? event.composedPath().includes(host.stage) && holdB(host, true) : !event.altKey && letter(host, event.key.toLowerCase());
  if (acted) event.preventDefault();
  return Boolean(acted);
}

// Space goes down or up.
export function holdB(host, down) {
  if (!host.rule.press) return false;
  if (Boolean(host.pressed) === down || (host.alone && down)) return down;
  host.pressed = down;
  host.rule.press(host, down, true);
  return true;
}

function letter(host, key) {
  const mode = Object.keys(COMPARE_MODES).find((name) => COMPARE_MODES[name].key === key);
  if (mode) {
    if (mode === host.mode) host.rule.again?.(host);
    host.choose("mode", mode);
    return true;
  }
  const slide = host.slides && !host.alone ? { pageup: host.slid + 10, pagedown: host.slid - 10, home: 0, end: 100 }[key] : undefined;
  if (slide !== undefined) {
    host.slid = slide;
    return true;
  }
  const run = { 0: () => host.fit(), 1: () => host.full(), "+": () => host.zoomBy(STEP), "=": () => host.zoomBy(STEP), "-": () => host.zoomBy(1 / STEP), x: () => host.swap() }[key];
  run?.();
  return run;
}

// With Alt, and where a mode moves nothing, arrows move the view. A divider goes the way of the arrow.
function arrow(host, way, { shiftKey, altKey }) {
  const { slides } = host.rule;
  if (slides && !altKey && !host.alone) host.slid = Math.round(host.slid) + (slides.axis === "y" ? way[0] + way[1] : way[0] - way[1]) * (shiftKey ? 10 : 1);
  else if (!altKey && host.rule.arrow?.(host, way, shiftKey)) return true;
  else if (host.movable) host.moveBy(-way[0] * (shiftKey ? 160 : 40), -way[1] * (shiftKey ? 160 : 40));
  else return false;
  return true;
}
