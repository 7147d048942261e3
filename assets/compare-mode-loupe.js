// A round glass over A: under it B, or A and B in halves, at two to four times the pictures' own pixels, with the place and both colours below it.
// It follows pointer and arrows; L locks it. The glass is a canvas of a few hundred pixels, so that no large picture is drawn while it moves.
import { clamp, wholePanes } from "./image-compare-place.js";
import { make, write } from "./image-compare-nodes.js";

const GLASS = 188;
const GLASS_S = 148;
const ABOVE = 96; // a finger would cover what it points at
const LOUPE_SHEET = `
[data-mode=loupe]:not([data-alone]) .pane.b, [data-mode=loupe]:not([data-alone]) .cap.b { visibility: hidden !important; }
[data-mode=loupe] { cursor: crosshair; }
.glass { position: absolute; left: 0; top: 0; pointer-events: none; will-change: transform; }
.glass canvas { display: block; border-radius: 50%; background: repeating-conic-gradient(var(--checker-1, #c9c9c9) 0 25%, var(--checker-2, #f4f4f4) 0 50%) 0 0 / 16px 16px; box-shadow: 0 0 0 2px #fff, 0 0 0 3px rgb(0 0 0 / .35), 0 4px 18px rgb(0 0 0 / .35); }
.glass.halves canvas + i { position: absolute; left: 50%; top: 0; width: 1px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .3); }
.glass u { position: absolute; border: 1px solid #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .6), inset 0 0 0 1px rgb(0 0 0 / .4); box-sizing: border-box; }
.glass.locked canvas { box-shadow: 0 0 0 2px #fff, 0 0 0 4px var(--accent, #2450c8), 0 4px 18px rgb(0 0 0 / .35); }
.reads { position: absolute; left: 50%; width: max-content; translate: -50% 0; display: flex; align-items: center; gap: 8px; padding: 3px 8px; border-radius: var(--r-1, 4px); background: var(--over, rgb(20 20 20 / .84)); color: var(--over-text, #f5f5f5); font-variant-numeric: tabular-nums; white-space: nowrap; }
.reads span { display: inline-flex; align-items: center; gap: 5px; }
.reads span:empty { display: none; }
.reads code { font: 11px/16px var(--mono, ui-monospace, monospace); }
.reads i { width: 10px; height: 10px; border-radius: 2px; box-shadow: inset 0 0 0 1px rgb(255 255 255 / .4); }
@media (forced-colors: active) { .reads { border: 1px solid CanvasText; } .reads i { forced-color-adjust: none; } }
`;

export const loupeMode = {
  key: "l",
  exact: true,
  panes: wholePanes,
  captions: "own",
  options: [
    { name: "power", kind: "choice", choices: [2, 3, 4].map((value) => ({ value, text: `${value}×` })) },
    { name: "glass", kind: "choice", choices: [{ value: "b", word: "only_b" }, { value: "ab", word: "both" }] },
    { name: "locked", kind: "switch", key: "L" },
  ],
  sheet: LOUPE_SHEET,
  build(host) {
    const swatch = () => make("span", "", {}, make("b", ""), make("i", ""), make("code", ""));
    const reads = make("div", "reads", {}, make("span", ""), swatch(), swatch());
    const canvas = make("canvas", "", { "aria-hidden": "true" });
    const node = make("div", "glass", { hidden: "" }, canvas, make("i", ""), make("u", ""), reads);
    host.stage.append(node);
    return { node, canvas, reads, pen: canvas.getContext("2d") };
  },
  enter(host) { host.point ??= { x: 0.5, y: 0.42 }; },
  leave(host) { host.parts(this).node.hidden = true; },
  // The same key again locks it where it is.
  again(host) { host.choose("locked", !host.options.locked); },
  option(host, name) {
    if (name === "locked") host.tell(host.said("locked") + (host.options.locked ? " ✓" : ""));
    host.soon();
  },
  hover(host, point, type = "mouse") {
    if (host.options.locked || !host.seen?.[0]) return;
    this.to(host, point.x, point.y - (type === "touch" ? ABOVE : 0));
  },
  // Where it is, in parts of A, so that zoom and pan leave it on its place of the picture.
  to(host, x, y) {
    const [a] = host.seen;
    host.point = { x: clamp((x - a.x) / a.w, 0, 1 - 1e-6), y: clamp((y - a.y) / a.h, 0, 1 - 1e-6) };
    host.soon();
    host.tell(() => this.words(host), 700);
  },
  // One picture pixel a press, ten with Shift; never less than is seen.
  arrow(host, way, many) {
    if (host.options.locked || !host.seen[0]) return false;
    const [a] = host.seen;
    const step = Math.max(1, a.per) * (many ? 10 : 1) * (a.per < 1 ? 4 : 1);
    this.to(host, a.x + host.point.x * a.w + way[0] * step, a.y + host.point.y * a.h + way[1] * step);
    return true;
  },
  words(host) {
    const { reads } = host.parts(this);
    return [...reads.children].map((node) => node.textContent).filter(Boolean).join(", ");
  },
  paint(host) {
    const { node, canvas, reads, pen } = host.parts(this);
    const [a, b] = host.seen;
    node.hidden = !a || !b || host.alone;
    if (node.hidden) return;
    const wide = Math.min(host.box.w, host.box.h) < 480 ? GLASS_S : GLASS;
    const device = Math.round(wide * devicePixelRatio);
    if (canvas.width !== device) {
      canvas.width = canvas.height = device;
      canvas.style.width = canvas.style.height = `${wide}px`;
      node.children[1].style.height = `${wide}px`;
    }
    const [x, y] = [a.x + host.point.x * a.w, a.y + host.point.y * a.h];
    // device pixels for one pixel of A under the glass: never less than around it
    const power = Math.max(host.options.power, a.per * devicePixelRatio);
    const halves = host.options.glass === "ab";
    node.classList.toggle("halves", halves);
    node.classList.toggle("locked", host.options.locked);
    pen.clearRect(0, 0, device, device);
    pen.imageSmoothingEnabled = false;
    const lay = (at, from) => {
      const seen = host.seen[at];
      const { img } = host.pictures[at];
      if (!img) return;
      const k = power * (seen.per / a.per); // device pixels for one pixel of this picture
      const [px, py] = [(x - seen.x) / seen.per, (y - seen.y) / seen.per];
      const nat = img.naturalWidth / host.pictures[at].size[0];
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, device - from, device);
      pen.clip();
      pen.drawImage(img, (px - device / 2 / k) * nat, (py - device / 2 / k) * nat, (device / k) * nat, (device / k) * nat, 0, 0, device, device);
      pen.restore();
    };
    if (halves) lay(0, 0);
    if (halves) pen.clearRect(Math.round(device / 2), 0, device, device);
    lay(1, halves ? Math.round(device / 2) : 0);
    const dot = Math.max(3, power / devicePixelRatio);
    Object.assign(node.children[2].style, { left: `${(wide - dot) / 2}px`, top: `${(wide - dot) / 2}px`, width: `${dot}px`, height: `${dot}px` });
    const spots = host.seen.map((seen) => [Math.floor((x - seen.x) / seen.per), Math.floor((y - seen.y) / seen.per)]);
    const [sx, sy] = spots[0].map((value, side) => clamp(value, 0, host.pictures[0].size[side] - 1));
    write(reads.children[0], host.said("at_pixel", { x: sx, y: sy }));
    [[sx, sy], spots[1]].forEach(([px, py], at) => {
      const hex = host.pictures[at].colour(px, py);
      const [name, chip, code] = reads.children[at + 1].children;
      reads.children[at + 1].style.display = hex ? "" : "none";
      write(name, "AB"[at]);
      write(code, hex);
      chip.style.background = hex;
    });
    const below = y + wide / 2 + 40 < host.box.h;
    node.style.transform = `translate(${Math.round(x - wide / 2)}px, ${Math.round(y - wide / 2)}px)`;
    reads.style.top = below ? `${wide + 10}px` : "-34px";
    const { length } = reads.textContent;
    if (length !== reads.long) Object.assign(reads, { long: length, wide: reads.offsetWidth }); // layout is read when the words grow, not in each frame
    const half = reads.wide / 2 + 6;
    reads.style.left = `${wide / 2 + clamp(x, Math.min(half, host.box.w / 2), Math.max(host.box.w - half, host.box.w / 2)) - x}px`;
  },
};
