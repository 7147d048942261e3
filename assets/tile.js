// One tile of the stage: picture, number, actions, what is said where there is no picture, and the caption line. Made once, patched for ever.
import { menuButton } from "./menu.js";
import { attr, each, h, icon, iconButton, ours, shown, since, t, text } from "./dom.js";

export const SIGN = { queued: "clock", done: "check", refused: "hand", failed: "cross", uncertain: "warn", stopped: "stop" };
export const HUE = { queued: "q2", thinking: "running", drawing: "running", done: "done", refused: "refused", failed: "failed", uncertain: "billed", stopped: "q2" };
export const BUSY = new Set(["thinking", "drawing"]);
const ICON = { retry: "again" };

// grid: the tile-grid, asked for what is chosen and told what is done.
export function makeTile(grid, { n }) {
  const hit = h("button.hit", { tabindex: "-1", onclick: (event) => grid.hit(n, event.detail === 0) , ondblclick: () => grid.enlarge(n) });
  const acts = h("div.over-acts");
  acts.append(
    iconButton("plus", t("use_reference"), () => grid.use("reference", n), false),
    h("a.icon-btn", { "aria-label": t("download"), title: t("download"), download: "" }, icon("down")),
    iconButton("chat", t("use_chat"), () => grid.use("chat", n), false),
    menuButton("more", t("more"), () => grid.more(n)));
  const say = h("div.say", {}, h("span.above"), h("span.what", {}, h("b"), h("span")), h("span.said"), h("div.acts"));
  return h("figure.tile", { "data-n": n },
    h("div.pic", {}, h("img", { alt: "", decoding: "async" }), hit, h("span.num", { "aria-hidden": "true" }, String(n), h("span.of")), say, h("span.sheen"), acts),
    h("figcaption", {}, h("span.st", {}, h("span.sign"), h("span")), h("span.cut.fact", {}, h("span"), h("span.kind"), h("span.took")), h("span.warn.billed"), h("span.grow"), h("button.btn.s.bare.cancel"), h("span.right")));
}

export function patchTile(node, tile, grid) {
  const [pic, caption] = node.children;
  const [img, hit, num, say, sheen, acts] = pic.children;
  const [st, fact, warn, , cancel, right] = caption.children;
  const state = tile.state;
  attr(node, "data-state", state);
  node.classList.toggle("source", grid.chosen === tile.n);
  showPicture(img, ours(tile.preview), ours(tile.draft), tile.alt);
  const pictured = Boolean(ours(tile.preview) || ours(tile.draft));
  attr(hit, "aria-label", `${t("tile_n", { n: tile.n })}, ${tile.label}`);
  attr(hit, "aria-pressed", String(grid.chosen === tile.n));
  text(num.lastChild, t("of_all", { all: grid.value.tiles.length }));
  shown(sheen, state === "drawing");
  shown(acts, state === "done" && tile.preview);
  if (tile.original) attr(acts.children[1], "href", ours(tile.original) || null);
  shown(acts.children[1], ours(tile.original));
  shown(say, !pictured);
  if (!pictured) patchSay(say, tile, grid);
  patchCaption({ st, fact, warn, cancel, right }, tile, grid);
}

// What a picture element shows: the final one, or the draft until it is here. The old one stays until the new one can be painted: nothing flashes, nothing fades.
export function showPicture(img, final, draft, alt) {
  const src = final || draft;
  attr(img, "alt", alt ?? "");
  shown(img, src);
  if (img.wanted === src) return;
  img.wanted = src;
  if (!src) return void img.removeAttribute("src");
  const next = new Image();
  next.src = src;
  const put = () => {
    if (img.wanted !== src) return;
    img.src = src;
    img.classList.toggle("draft", !final);
    if (next.naturalWidth) img.style.setProperty("--ir", next.naturalWidth / next.naturalHeight);
  };
  next.decode().then(put, put);
}

function patchSay(say, tile, grid) {
  const [above, what, said, acts] = say.children;
  const busy = BUSY.has(tile.state);
  const left = !busy && tile.state !== "queued" && tile.state !== "stopped";
  say.classList.toggle("left", left);
  if (above.dataset.state !== tile.state) {
    above.dataset.state = tile.state;
    above.className = busy ? "above pulse" : "above q";
    above.replaceChildren(...(busy ? [h("i"), h("i"), h("i")] : tile.state === "queued" ? [icon("hourglass")] : []));
  }
  shown(above, above.childElementCount);
  const [title, rest] = what.children;
  text(title, tile.title);
  patchMoney(rest, tile, left ? after(tile.title) : "");
  what.classList.toggle("lines", !left);
  text(said, tile.quote);
  shown(said, tile.quote);
  shown(what, tile.title || tile.text || tile.money);
  const actions = tile.actions.filter((one) => one.name !== "stop");
  each(acts, actions, (one) => one.name + (one.href ? "|link" : ""), (one) => actionOf(one, tile.n, grid), (node, one, index) => {
    text(node.lastChild, one.label);
    if (one.href) attr(node, "href", ours(one.href) || null);
    node.classList.toggle("bare", index > 0);
  });
  shown(acts, actions.length);
}

// Full-width punctuation brings its own space.
const after = (words) => (!words || /[。！？，：；」”）]$/.test(words) ? "" : " ");

function actionOf({ name, href }, n, grid) {
  const inside = [ICON[name] ? icon(ICON[name], true) : null, h("span")];
  if (href) return h("a.btn.s", { target: "_blank", rel: "noopener" }, ...inside);
  return h("button.btn.s", { onclick: () => grid.act(name, n) }, ...inside);
}

// What it costs stands inside the sentence or before it; it is amber only where it is not certain.
function patchMoney(node, tile, lead) {
  const { text: sentence, money } = tile;
  const key = [lead, sentence, money, tile.state].join("|");
  if (node.said === key) return;
  node.said = key;
  const at = money ? sentence.indexOf(money) : -1;
  const sum = h(tile.state === "uncertain" && !tile.sure ? "b.billed" : "span", { text: money });
  if (!money) node.replaceChildren(lead + sentence);
  else if (at < 0) node.replaceChildren(lead, sum, sentence ? after(money) + sentence : "");
  else node.replaceChildren(lead + sentence.slice(0, at), sum, sentence.slice(at + money.length));
}

function patchCaption({ st, fact, warn, cancel, right }, tile, grid) {
  const sign = st.firstChild;
  st.className = "st " + (HUE[tile.state] ?? "q2");
  if (sign.dataset.state !== tile.state) {
    sign.dataset.state = tile.state;
    sign.replaceChildren(BUSY.has(tile.state) ? h("i.spin") : icon(SIGN[tile.state] ?? "info", true));
  }
  text(st.lastChild, tile.label);
  const [, first, kind, took] = /^(\d+×\d+)?( \w+)?(.*)$/.exec(tile.fact) ?? [];
  [first, kind, took].forEach((part, index) => text(fact.children[index], part));
  attr(fact, "title", tile.fact || null);
  text(warn, tile.warn);
  shown(warn, tile.warn);
  const stop = tile.actions.find((one) => one.name === "stop");
  text(cancel, stop?.label);
  shown(cancel, stop);
  cancel.onclick = stop ? () => grid.act("stop", tile.n) : null;
  if (tile.since && !tile.right && (BUSY.has(tile.state) || tile.state === "queued")) since(right, tile.since);
  else {
    delete right.dataset.since;
    text(right, tile.right);
  }
  shown(right, right.textContent);
}

