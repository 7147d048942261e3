// What came from what, as a tree from left to right: `kin` is [{id, parent, thumb, label, name, here, fits?, starred?}] with every parent before its children.
import { attr, each, h, ours, rove, text } from "./dom.js";

// Pixels of a picture, and from one to the next.
const USUAL = { size: 52, wide: 92, tall: 76 };
const EDGE = 5; // of the ring around the chosen one

// Columns by generation, rows by the order of the leaves; a parent stands at the middle of its children, or beside the first of them.
function places(kin, first) {
  const by = new Map(kin.map((one) => [one.id, { ...one, children: [] }]));
  for (const one of by.values()) by.get(one.parent)?.children.push(one);
  const roots = [...by.values()].filter((one) => !by.has(one.parent));
  let row = 0;
  const stand = (one, depth) => {
    one.depth = depth;
    for (const child of one.children) stand(child, depth + 1);
    const [head, last] = [one.children[0], one.children.at(-1)];
    one.row = !head ? row++ : first ? head.row : (head.row + last.row) / 2;
  };
  for (const root of roots) stand(root, 0);
  return { all: [...by.values()].filter((one) => one.row !== undefined), by, deep: Math.max(0, ...[...by.values()].map((one) => one.depth ?? 0)), rows: row };
}

export function tree(box, kin, pick, { size, wide, tall, first } = USUAL) {
  const { all, by, deep, rows } = places(kin, first);
  box.sheet ??= box.appendChild(h("div.sheet"));
  if (!box.lines) {
    box.lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    box.lines.setAttribute("aria-hidden", "true");
    box.lines.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    box.sheet.append(box.lines);
    box.nodes = box.sheet.appendChild(h("div"));
    rove(box.nodes, "button", (node) => rest(box.nodes, node));
  }
  box.style.setProperty("--kin", `${size}px`);
  box.sheet.style.cssText = `width:${deep * wide + size + 2 * EDGE}px;height:${rows * tall + EDGE}px`;
  const spot = (one) => ({ x: EDGE + one.depth * wide, y: EDGE + one.row * tall });
  const paths = all.filter((one) => by.has(one.parent)).map((one) => {
    const [from, to] = [spot(by.get(one.parent)), spot(one)];
    const [x1, y1, x2, y2] = [from.x + size, from.y + size / 2, to.x, to.y + size / 2];
    const half = (x1 + x2) / 2;
    return `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2} ${y2}`;
  });
  box.lines.firstChild.setAttribute("d", paths.join(""));
  each(box.nodes, all, (one) => one.id, (one) => h("button.kin", {}, h("span.thumb", {}, h("img", { alt: "", loading: "lazy" })), h("small.cut")), (node, one) => {
    const { x, y } = spot(one);
    node.style.cssText = `left:${x}px;top:${y}px`;
    attr(node.firstChild.firstChild, "src", ours(one.thumb) || null);
    text(node.lastChild, one.label);
    attr(node, "aria-label", one.name);
    attr(node, "title", one.name);
    attr(node, "aria-current", one.here ? "true" : null);
    node.classList.toggle("back", one.fits === false);
    node.onclick = () => pick(one);
  });
  const here = all.find((one) => one.here);
  rest(box.nodes, [...box.nodes.children].find((node) => node.dataset.key === here?.id) ?? box.nodes.firstChild);
  if (!here || box.here === here.id) return;
  box.here = here.id;
  const { x, y } = spot(here); // not scrollIntoView, which would move what lies around it, too
  if (x < box.scrollLeft || x + size > box.scrollLeft + box.clientWidth) box.scrollLeft = x - (box.clientWidth - size) / 2;
  if (y < box.scrollTop || y + size > box.scrollTop + box.clientHeight) box.scrollTop = y - (box.clientHeight - size) / 2;
}
// One tab stop a tree.
function rest(nodes, node) {
  for (const one of nodes.children) attr(one, "tabindex", one === node ? "0" : "-1");
}
