// Text that only ever grows, as long as it may be: blocks of plain text, appended to. A megabyte comes in slices and never holds the page.
import { h } from "./dom.js";

const SLICE = 32_768;
const BLOCK = 4_000;
const MANY = 400; // paragraphs with a node each; after them, blocks are only cut by length
const FAR = 30; // blocks that are laid out at once; those after them when they come near the screen

// Paragraphs as blocks, the last one appended to.
export function grow(box, words) {
  if (box.want === words) return;
  box.want = words;
  if (!box.timer) fill(box);
}
function fill(box) {
  if (!box.want.startsWith(box.has ?? "")) {
    box.replaceChildren();
    box.has = "";
  }
  const from = box.has?.length ?? 0;
  const add = box.want.slice(from, from + SLICE);
  box.has = box.want.slice(0, from + add.length);
  const last = box.lastChild;
  const blocks = blocksOf((last?.raw ?? "") + add, MANY - box.childElementCount);
  blocks.forEach((block, index) => {
    const node = index === 0 && last ? last : box.appendChild(h(box.childElementCount < FAR ? "p" : "p.far", { dir: "auto" }, document.createTextNode("")));
    const line = node.firstChild;
    node.raw = block;
    if (block.startsWith(line.data)) line.appendData(block.slice(line.data.length));
    else line.data = block;
  });
  if (box.has.length < box.want.length) box.timer = setTimeout(() => { box.timer = 0; if (box.isConnected) fill(box); }, 12);
}
// A blank line ends a block, `room` times; a very long paragraph, or what there is no more room for, is cut where the block is full.
function blocksOf(words, room) {
  const parts = [];
  let rest = words;
  for (let gap; parts.length < room && (gap = /\n{2,}/.exec(rest)); ) {
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return [...parts, rest].flatMap(cut);
}
function cut(words) {
  const found = [];
  let rest = words;
  while (rest.length > BLOCK) {
    let at = Math.max(rest.lastIndexOf("\n", BLOCK), rest.lastIndexOf(" ", BLOCK)) + 1;
    if (at < BLOCK / 2) at = BLOCK - (/[\uD800-\uDBFF]/.test(rest[BLOCK - 1]) ? 1 : 0);
    found.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...found, rest];
}
