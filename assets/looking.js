// Layers over a tab's stage that any of its parts may ask for: `look` {shots, at} opens pictures large, `compare` {a, b} one beside another.
import { frameOf, h } from "./dom.js";

function layer(node, tag) {
  const column = frameOf(node)?.querySelector(".col-stage");
  if (!column) return null;
  const known = column.querySelector(`:scope > ${tag}`);
  if (known) return known;
  const fresh = h(tag, { hidden: true });
  column.append(fresh);
  return fresh;
}

// In the capture phase: these events need not bubble.
document.addEventListener("look", (event) => {
  if (!event.detail?.shots) return;
  const { shots, at } = event.detail;
  const tiles = shots.map((shot, index) => ({ ...shot, n: index + 1 }));
  layer(event.target, "picture-view")?.open(tiles, at ?? 0, tiles.length);
}, true);
document.addEventListener("compare", (event) => {
  if (event.detail?.a) layer(event.target, "compare-view")?.open(event.detail);
}, true);
