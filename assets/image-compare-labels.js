// What stands on the pictures of a comparer: the slider of a mode and the two captions. They keep to what is seen, and clear of each other.
import { put, write } from "./image-compare-nodes.js";
import { clamp } from "./image-compare-place.js";

// The seen part of each picture as edges {l, t, r, b}, and of both together.
function edges(host) {
  const parts = host.seen.map((one, at) => {
    const room = host.rooms[at];
    return one && { l: Math.max(room.x, one.x), t: Math.max(room.y, one.y), r: Math.min(room.x + room.w, one.x + one.w), b: Math.min(room.y + room.h, one.y + one.h) };
  });
  const both = parts.filter(Boolean);
  const edge = (side, pick) => pick(...both.map((one) => one[side]));
  return { parts, range: { l: edge("l", Math.min), t: edge("t", Math.min), r: edge("r", Math.max), b: edge("b", Math.max) }, low: edge("b", Math.min) };
}

function slide(host, { axis, of, said, shown }, range, low) {
  const { stage, grip } = host;
  const { w, h } = host.box;
  const set = (name, value) => stage.style.setProperty(name, `${value}px`);
  const [from, to] = axis === "y" ? [range.t, range.b] : [range.l, range.r];
  host.cut = Math.round((from + ((to - from) * host.slid) / 100) * devicePixelRatio) / devicePixelRatio;
  set("--cut", host.cut);
  set("--top", range.t);
  set("--tall", range.b - range.t);
  set("--left", range.l);
  set("--wide", range.r - range.l);
  const inside = (value, side) => clamp(value, 18, Math.max(18, side - 18)); // the whole grip can always be taken
  const spot = shown
    ? [clamp(host.cut, Math.min(w / 2, range.l + 44), Math.max(w / 2, range.r - 44)), Math.max(40, low - 42)]
    : axis === "y" ? [inside((range.l + range.r) / 2, w), inside(host.cut, h)] : [inside(host.cut, w), Math.max(18, Math.min((range.t + range.b) / 2, low - 62))];
  set("--grip-x", spot[0]);
  set("--grip-y", spot[1]);
  if (of === "opacity") stage.style.setProperty("--opacity", host.options.opacity / 100);
  const n = Math.round(host.slid);
  const words = host.said(said, { n, a: host.label(0), b: host.label(1) });
  put(grip, "aria-valuenow", n);
  put(grip, "aria-valuetext", words);
  write(grip.lastChild, shown ? words : "");
}

// "ends": left and right below, half the width each; "own": each in its picture; "stacked": one at the top, one at the bottom; "first": both in one place.
function caption(host, node, at, place, range) {
  const { captions } = host.rule;
  const middle = (range.l + range.r) / 2;
  const right = at && !["first", "stacked"].includes(captions) && !host.alone;
  const top = captions === "stacked" && !at;
  const most = (captions === "ends" && !host.alone ? (at ? place.r - middle : middle - place.l) : place.r - place.l) - 16;
  node.classList.toggle("tight", most < 240);
  node.classList.toggle("small", most < 110);
  Object.assign(node.style, {
    visibility: most < 44 ? "hidden" : "", maxWidth: `${Math.max(0, most)}px`,
    top: top ? `${place.t + 10}px` : "", bottom: top ? "" : `${host.box.h - place.b + 10}px`,
    right: right ? `${host.box.w - place.r + 10}px` : "", left: right ? "" : `${place.l + 10}px`,
  });
}

// With every frame; no layout is read.
export function placeLabels(host) {
  const { parts, range, low } = edges(host);
  const { slides } = host.rule;
  host.range = range;
  host.line.hidden = host.grip.hidden = host.alone || !slides;
  host.stage.dataset.drag = host.movable ? "pan" : slides && !host.alone ? "slide" : "";
  if (slides) slide(host, slides, range, low);
  host.captions.forEach((node, at) => caption(host, node, at, parts[at] ?? range, range));
}

// When what is shown changes: the words of the captions, with how much larger one is drawn than the other.
export function nameLabels(host) {
  const units = host.camera.places.filter(Boolean).map((place) => place.unit);
  host.captions.forEach((node, at) => {
    const { spec } = host.pictures[at];
    const place = host.camera.places[at];
    const grown = place ? place.unit / Math.min(...units) : 1;
    const more = grown > 1.005 ? host.said("scaled", { n: Math.round(grown * 100) }) : "";
    node.hidden = !spec;
    const [label, fact, scaled] = node.children;
    write(label, host.label(at));
    write(fact, spec?.fact ?? "");
    write(scaled, more && spec.fact ? `, ${more}` : more);
  });
}
