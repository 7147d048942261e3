// Nodes, style sheets and drawn signs for the comparer, wherever it stands: it brings its own, because an exported file has no others.

export function make(tag, name, props = {}, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
export function write(node, words) {
  if (node.textContent !== (words ?? "")) node.textContent = words ?? "";
}
export function put(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}
export function sheetOf(...rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules.join("\n"));
  return sheet;
}

// One 16 px grid, one stroke, paths alone.
const SIGNS = {
  swap: "M3 5.5h9.5m0 0L10 3m2.5 2.5L10 8M13 10.5H3.5m0 0L6 8m-2.5 2.5L6 13",
  slider: "M3.5 3h9A1.500 1.500 0 0 1 14 4.500v7a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 2 11.500v-7A1.500 1.500 0 0 1 3.500 3zM8 1.500v13M10.500 5.500h1.200m-1.200 2.500h1.200m-1.200 2.500h1.200",
  vertical: "M3.500 3h9A1.500 1.500 0 0 1 14 4.500v7a1.500 1.500 0 0 1-1.500 1.500h-9A1.500 1.500 0 0 1 2 11.500v-7A1.500 1.500 0 0 1 3.500 3zM.800 8h14.400M5.500 10.600h1.200m1 0h1.200m1 0h1.200",
  side: "M3 3h3a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM10 3h3a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-3a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z",
  blink: "M9 1.800 3.800 9H8l-1 5.200L12.200 7H8z",
  overlay: "m8 2.500 6 3.200-6 3.200-6-3.200zM2.500 8.700 8 11.600l5.500-2.900M2.500 11.300 8 14.200l5.500-2.900",
  difference: "M6 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM10 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  loupe: "M7 2.700a4.300 4.300 0 1 1 0 8.600 4.300 4.300 0 0 1 0-8.600zM10.300 10.300l3.200 3.200M7 5.300v3.400M5.300 7h3.400",
  full: "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10",
  leave_full: "M6 2.500V6H2.500M13.500 6H10V2.500M10 13.500V10h3.500M2.500 10H6v3.500",
  help: "M6 6a2 2 0 1 1 2.900 1.800c-.6.300-.9.700-.9 1.400M8 11.700h.01M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  fit: "M2.500 4h11v8h-11zM5 8h6M6.500 6.500 5 8l1.500 1.500M9.500 6.500 11 8 9.500 9.500",
  link: "M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2.200-2.200a2.600 2.600 0 0 0-3.700-3.700l-.7.700M9.200 6.800a2.600 2.600 0 0 0-3.700 0L3.300 9a2.600 2.600 0 0 0 3.700 3.700l.7-.7",
  check: "m3 8.500 3.200 3.200L13 4.800",
  warn: "M8 2.500 14.200 13H1.800zM8 6.600v3m0 1.800h.01",
  x: "m4 4 8 8m0-8-8 8",
};
export function sign(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SIGNS[name]);
  if (name === "more") path.setAttribute("stroke-width", "2.2");
  svg.append(path);
  return svg;
}
export const SIGN_SHEET = ".sign { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round; display: block; }";
