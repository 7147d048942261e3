// What came from what, as a tree from left to right: `kin` is [{id, parent, thumb, label, here}] with every parent before its children.
import { attr, each, h, ours, rove, text } from "./dom.js";

const WIDE = 92;
const TALL = 76;
const SIZE = 52;

// Columns by generation, rows by the order of the leaves; a parent stands at the middle of its children.
export function places(kin) {
  const by = new Map(kin.map((one) => [one.id, { ...one, children: [] }]));
  for (const one of by.values()) by.get(one.parent)?.children.push(one);
  const roots = [...by.values()].filter((one) => !by.has(one.parent));
  let row = 0;
  const stand = (one, depth) => {
    one.depth = depth;
    for (const child of one.children) stand(child, depth + 1);
    one.row = one.children.length ? (one.children[0].row + one.children.at(-1).row) / 2 : row++;
  };
  for (const root of roots) stand(root, 0);
  return { all: [...by.values()], width: Math.max(0, ...[...by.values()].map((one) => one.depth)) * WIDE + SIZE + 8, height: row * TALL };
}

export function tree(box, kin, pick) {
  const { all, width, height } = places(kin);
  box.sheet ??= box.appendChild(h("div.sheet"));
  if (!box.lines) {
    box.lines = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    box.lines.setAttribute("aria-hidden", "true");
    box.sheet.append(box.lines);
    box.nodes = box.sheet.appendChild(h("div"));
    rove(box.nodes, "button");
  }
  box.sheet.style.cssText = `width:${width}px;height:${height}px`;
  const spot = (one) => ({ x: 4 + one.depth * WIDE, y: 4 + one.row * TALL });
  const by = new Map(all.map((one) => [one.id, one]));
  const paths = all.filter((one) => by.has(one.parent)).map((one) => {
    const [from, to] = [spot(by.get(one.parent)), spot(one)];
    const [x1, y1, x2, y2] = [from.x + SIZE, from.y + SIZE / 2, to.x, to.y + SIZE / 2];
    const half = (x1 + x2) / 2;
    return `M${x1} ${y1}C${half} ${y1} ${half} ${y2} ${x2} ${y2}`;
  });
  box.lines.replaceChildren(Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "path"), {}));
  box.lines.firstChild.setAttribute("d", paths.join(""));
  each(box.nodes, all, (one) => one.id, (one) => h("button.kin", {}, h("span.thumb", {}, h("img", { alt: "", loading: "lazy" })), h("small.cut")), (node, one) => {
    const { x, y } = spot(one);
    node.style.cssText = `left:${x}px;top:${y}px`;
    attr(node.firstChild.firstChild, "src", ours(one.thumb) || null);
    text(node.lastChild, one.label);
    attr(node, "aria-label", one.name);
    attr(node, "title", one.name);
    attr(node, "aria-current", one.here ? "true" : null);
    attr(node, "tabindex", one.here ? "0" : "-1");
    node.onclick = () => pick(one);
  });
  box.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
