// Where two pictures lie: panes, scales, shifts. Numbers in, numbers out; it knows neither nodes nor modes.
// A fit: "fit" each fitted to its pane, "pixels" one pixel of A as large as one of B, "aligned" by the registration. None stretches.

export const FITS = ["fit", "pixels", "aligned"];
export const MOST = 16; // device pixels for one picture pixel
const MOST_FIT = 4; // tiny pictures are not blown up further than this to fit

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const contain = (pane, size) => Math.min(pane.w / size[0], pane.h / size[1]);

export const wholePanes = (box) => [{ x: 0, y: 0, ...box }, { x: 0, y: 0, ...box }];
// Left and right, or one above the other: whichever shows the pictures larger.
export function halfPanes(box, sizes) {
  const gap = box.w < 600 ? 4 : 8;
  const w = Math.max(1, Math.floor((box.w - gap) / 2));
  const h = Math.max(1, Math.floor((box.h - gap) / 2));
  const beside = [{ x: 0, y: 0, w, h: box.h }, { x: box.w - w, y: 0, w, h: box.h }];
  const stacked = [{ x: 0, y: 0, w: box.w, h }, { x: 0, y: box.h - h, w: box.w, h }];
  const large = (panes) => sizes.reduce((sum, size, at) => sum + (size ? contain(panes[at], size) ** 2 * size[0] * size[1] : 0), 0);
  return large(stacked) > large(beside) ? stacked : beside;
}

// The registration as seen when A and B have changed places.
export const turned = (found) => ({ ...found, scale: 1 / found.scale, dx: -found.dx / found.scale, dy: -found.dy / found.scale });

// For each picture {unit, x, y}, null without one: CSS pixels for one of its pixels when all fits, and how far its middle lies from the pane's.
export function placed(fit, panes, sizes, found) {
  if (fit === "aligned" && found && sizes[0] && sizes[1]) {
    const { scale, dx, dy } = found;
    const rects = [[dx, dy, dx + scale * sizes[0][0], dy + scale * sizes[0][1]], [0, 0, ...sizes[1]]];
    const [l, t] = [0, 1].map((side) => Math.min(rects[0][side], rects[1][side]));
    const [r, b] = [2, 3].map((side) => Math.max(rects[0][side], rects[1][side]));
    const unit = Math.min(...panes.map((pane) => contain(pane, [r - l, b - t])), MOST_FIT, MOST_FIT / scale);
    return rects.map((rect, at) => ({ unit: at ? unit : unit * scale, x: ((rect[0] + rect[2] - l - r) / 2) * unit, y: ((rect[1] + rect[3] - t - b) / 2) * unit }));
  }
  const own = sizes.map((size, at) => (size ? contain(panes[at], size) : 0));
  const least = Math.min(...own.filter(Boolean));
  const units = own.map((unit) => (unit && fit === "pixels" ? least : unit));
  const grow = Math.min(1, ...units.filter(Boolean).map((unit) => MOST_FIT / unit));
  return units.map((unit) => (unit ? { unit: unit * grow, x: 0, y: 0 } : null));
}
