// Layers over a tab's stage that any of its parts may ask for: `look` {shots, at} opens pictures large, `compare` {a, b} one beside another.
import { frameOf, h } from "./dom.js";

// What a picture of the studio carries while it is dragged: `{run, n}`.
export const DRAGGED = "application/x-studio-use";

export function layer(node, tag) {
  const column = frameOf(node)?.querySelector(".col-stage");
  if (!column) return null;
  const known = column.querySelector(`:scope > ${tag}`);
  if (known) return known;
  const fresh = h(tag, { hidden: true });
  column.append(fresh);
  return fresh;
}

// A picture that was dragged from the history becomes a reference, or goes into the next turn. (With touch and keys: open it, then its actions.)
const taker = (event) => (event.dataTransfer?.types.includes(DRAGGED) ? frameOf(event.target)?.querySelector("use-result, chat-log") : null);
document.addEventListener("dragover", (event) => { if (taker(event)) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  const to = taker(event);
  if (!to) return;
  event.preventDefault();
  to.send("use", { to: to.matches("chat-log") ? "attach" : "reference", ...JSON.parse(event.dataTransfer.getData(DRAGGED)) });
});

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
