// One exchange of a conversation: what the person said at the right, what came of it at the left. Made once, patched for ever; all text is text.
import { attr, copy, each, h, icon, iconButton, ours, shown, since, t, text } from "./dom.js";
import { grow } from "./chat-text.js";
import { ways } from "./compare-ways.js";
import { menuButton } from "./menu.js";
import { HUE, SIGN, showPicture } from "./tile.js";

const WORKS = new Set(["queued", "thinking", "drawing"]);
export const works = (turn) => WORKS.has(turn.state);
export const isResult = (piece) => Boolean(piece.shot && ours(piece.shot.preview));

// log: the chat-log, asked to open, compare and act. Parts are kept in `node.parts`, what is shown in `node.turn`.
export function makeTurn(log, { run }) {
  const say = (name, n = 0, more = {}) => log.act(name, run, n, more);
  const me = h("div.me", {}, h("span.vh", { text: t("chat_you") }), h("div.pics"), h("div.words"));
  const variant = h("div.variants", { role: "group", "aria-label": t("chat_variants") },
    iconButton("l", t("chat_variant_before"), () => say("variant", 0, { by: -1 })), h("span"), iconButton("r", t("chat_variant_after"), () => say("variant", 0, { by: 1 })));
  const mind = h("div.mind", { hidden: true, id: `chat-mind-${run}` });
  const folded = h("button.folded", { "aria-expanded": "false", "aria-controls": mind.id, onclick: () => unfold(node, log) }, icon("r", true), ...status());
  const line = h("div.turnbar", {}, folded, h("p.status", {}, ...status()), h("span.grow"), h("span.clock"), h("div.stops"));
  const drawing = h("div.pic.drawing", {}, h("img", { alt: "" }), h("span.sheen"));
  const flat = h("div.beside", {}, h("dl"), actions(log, run, () => node.turn, null));
  const verdict = h("div.verdict", {}, h("div.turnbar", {}, h("span.sign"), h("b"), h("span.what")), h("div.said"), h("div.turnbar", {}, h("div.acts"), h("span.grow"), h("span.q.aside")));
  const reply = h("div.reply", {}, h("span.vh", { text: t("chat_model_said") }), line, mind, h("div.pieces"), drawing, flat, verdict);
  const notes = h("ul.notes");
  const node = h("article.turn", {}, me, variant, notes, reply);
  node.parts = { me, variant, notes, mind, folded, line, pieces: reply.children[3], drawing, flat, verdict };
  return node;
}

const status = () => [h("span.sign"), h("b"), h("bdi")];

// last: this is the newest exchange; before: how many result pictures the conversation had until here.
export function patchTurn(node, turn, log, { last, before, index }) {
  if (node.turn === turn && node.last === last && node.before === before && node.index === index) return;
  Object.assign(node, { turn, last, before, index });
  const { me, variant, notes, pieces, drawing, flat } = node.parts;
  attr(node, "data-state", turn.state);
  attr(node, "aria-label", t("chat_turn", { n: index + 1 }));
  node.style.setProperty("--ir", ratioOf(turn));
  attr(me, "title", turn.when || null);
  each(me.children[1], turn.given, (one, at) => `${at}:${one.id}`, (_, at) => h("button.thumb", { onclick: () => log.look(node.turn.given.map(given), at) }, h("img", { alt: "", loading: "lazy" })), (button, one, at) => {
    attr(button, "aria-label", one.alt || t("chat_given", { n: at + 1 }));
    attr(button, "title", t("enlarge"));
    attr(button.firstChild, "src", ours(one.thumb) || null);
  });
  shown(me.children[1], turn.given.length);
  grow(me.lastChild, turn.prompt);
  shown(me.lastChild, turn.prompt);
  shown(variant, turn.variants > 1);
  text(variant.children[1], t("chat_variant_of", { n: turn.variant, all: turn.variants }));
  shown(variant.firstChild, turn.variant > 1);
  shown(variant.lastChild, turn.variant < turn.variants);
  each(notes, turn.notes, (_, at) => at, () => h("li.note", {}, icon("swap", true), h("span", { dir: "auto" })), (line, words) => text(line.lastChild, words));
  shown(notes, turn.notes.length);
  patchLine(node, log);
  const draft = turn.state === "drawing" ? ours(turn.sections?.findLast((one) => one.src)?.src) : "";
  if (draft) node.draft = draft;
  let n = before;
  each(pieces, turn.pieces.filter((piece) => piece.text || isResult(piece)), (piece, at) => `${at}:${piece.shot ? "shot" : "text"}`,
    (piece) => (piece.shot ? makeResult(log, node) : h("div.words")), (box, piece) => {
      if (!piece.shot) return void grow(box, piece.text);
      n += 1;
      patchResult(box, piece, node, log, n, n === before + 1);
    });
  shown(drawing, draft && n === before);
  showPicture(drawing.firstChild, "", n === before ? draft : "", "");
  const bare = n === before && turn.state === "done";
  shown(flat, bare);
  if (bare) patchBeside(flat, turn.facts, node, log, null);
  patchVerdict(node, log);
}

// ---- the line above the reply, and the thoughts under it ----
function patchLine(node, log) {
  const { turn, parts: { folded, line, mind } } = node;
  const busy = works(turn);
  // what has come is kept when a later value says no more; the whole is asked for when someone unfolds it
  if (turn.sections) Object.assign(node, { sections: turn.sections, whole: !busy });
  const has = turn.sections?.length || (turn.sections === null && !busy && turn.thought) || node.open;
  for (const [box, yes] of [[folded, has], [line.children[1], !has]]) {
    const [sign, state, words] = [...box.children].slice(-3);
    shown(box, yes && (busy || turn.thought || has));
    patchSign(sign, turn.state);
    state.className = HUE[turn.state] ?? "q2";
    shown(sign, busy);
    shown(state, busy);
    text(state, turn.label);
    text(words, busy ? turn.heading : turn.thought || t("thoughts"));
  }
  shown(line, !folded.hidden || !line.children[1].hidden);
  shown(line.children[3], busy && turn.since);
  if (busy && turn.since) since(line.children[3], turn.since);
  else delete line.children[3].dataset.since;
  patchActions(line.lastChild, busy ? turn.actions : [], node, log);
  if (node.open) patchMind(mind, node, log);
}

function patchSign(sign, state) {
  if (sign.dataset.state === state) return;
  sign.dataset.state = state;
  sign.className = `sign ${HUE[state] ?? "q2"}`;
  sign.replaceChildren(SIGN[state] ? icon(SIGN[state], true) : h("i.spin"));
}

function unfold(node, log) {
  node.open = !node.open;
  if (node.mind === "failed") node.mind = "";
  attr(node.parts.folded, "aria-expanded", String(node.open));
  shown(node.parts.mind, node.open);
  if (!node.open) return void node.parts.mind.replaceChildren(); // a hundred unfolded minds would weigh
  log.hold();
  patchMind(node.parts.mind, node, log);
}

async function fetchMind(node, log) {
  node.mind = "loading";
  try {
    const reply = await fetch(`/thoughts/${encodeURIComponent(node.turn.run)}`);
    if (!reply.ok) throw new Error(String(reply.status));
    const { sections } = await reply.json();
    if (!Array.isArray(sections)) throw new Error("no sections");
    Object.assign(node, { sections, whole: true, mind: "" });
  } catch {
    node.mind = "failed";
  }
  if (node.open) patchMind(node.parts.mind, node, log);
}

function patchMind(mind, node, log) {
  const lacks = node.turn.sections === null && !works(node.turn) && !node.whole;
  if (lacks && !node.mind) fetchMind(node, log);
  const parts = [...(node.sections ?? [])];
  if (lacks) parts.push({ wait: node.mind });
  else if (!parts.length) parts.push({ wait: "none" });
  each(mind, parts, (part, at) => (part.wait ? "wait:" + part.wait : `${at}:${part.src ? "draft" : "text"}`), (part, at) => {
    if (part.wait) return waiting(part.wait, () => { node.parts.folded.focus(); node.mind = ""; patchMind(mind, node, log); });
    return part.src ? makeDraft(() => log.look(...drafts(node, at))) : h("section", {}, h("h3", { dir: "auto" }, h("b"), h("span")), h("div.words"));
  }, (box, part) => {
    if (part.wait) return;
    if (part.src) {
      attr(box.firstChild.firstChild, "src", ours(part.src) || null);
      attr(box.firstChild.firstChild, "alt", part.alt);
      attr(box.firstChild, "aria-label", part.alt || part.title || t("draft"));
      text(box.lastChild.firstChild, part.title || t("draft"));
      text(box.lastChild.lastChild, part.span);
      return;
    }
    text(box.firstChild.firstChild, part.title);
    text(box.firstChild.lastChild, part.span);
    shown(box.firstChild, part.title || part.span);
    grow(box.lastChild, part.text);
  });
  attr(mind, "aria-busy", node.mind === "loading" ? "true" : null);
}

const makeDraft = (open) => h("figure", {}, h("button.hit", { title: t("enlarge"), onclick: open }, h("img", { alt: "" })), h("figcaption", {}, h("bdi"), h("span")));
function waiting(kind, again) {
  if (kind === "failed") return h("p.wait", { role: "alert" }, icon("warn", true), h("span", { text: t("chat_thoughts_failed") }), h("button.btn.s", { onclick: again, text: t("chat_thoughts_again") }));
  if (kind === "none") return h("p.wait", { text: t("thoughts_without") });
  return h("p.wait", {}, h("i.spin"), h("span", { text: t("chat_thoughts_loading") }));
}
function drafts(node, at) {
  const all = node.sections.map((one, index) => ({ one, index })).filter(({ one }) => one.src);
  const shots = all.map(({ one }) => ({ preview: one.src, original: "", width: 0, height: 0, alt: one.alt, label: one.title || t("draft"), fact: one.note || one.span }));
  return [shots, all.findIndex(({ index }) => index === at)];
}
const given = (one, at) => ({ preview: one.preview, original: one.original, width: 0, height: 0, alt: one.alt, label: t("chat_given", { n: at + 1 }), fact: "" });

// ---- a picture of the reply, the facts beside it ----
function makeResult(log, node) {
  const box = h("div.result", {},
    h("div.pic", {}, h("img", { alt: "", decoding: "async", loading: "lazy" }), h("button.hit", { title: t("enlarge"), onclick: () => log.enlarge(box.shot) }), h("span.num", { "aria-hidden": "true" })),
    h("div.beside", {}, h("dl"), actions(log, node.turn.run, () => node.turn, () => box)));
  if (node.draft) { // watched as it was drawn: the draft stays until the picture can be painted
    box.live = true;
    Object.assign(box.firstChild.firstChild, { src: node.draft, className: "draft" });
  }
  return box;
}

function patchResult(box, { shot, n: tile }, node, log, number, first) {
  const [pic, beside] = box.children;
  Object.assign(box, { shot, tile: tile ?? 0 });
  pic.style.setProperty("--ir", shot.width > 0 && shot.height > 0 ? shot.width / shot.height : 1);
  attr(pic.firstChild, "alt", shot.alt);
  if (box.live) showPicture(pic.firstChild, ours(shot.preview), "", shot.alt);
  else attr(pic.firstChild, "src", ours(shot.preview) || null);
  attr(pic.children[1], "aria-label", t("chat_open", { n: number }));
  text(pic.lastChild, String(number));
  patchBeside(beside, first || !shot.fact ? node.turn.facts : [{ term: t("delivered"), text: shot.fact }], node, log, shot);
}

// of(): the exchange; at(): the box of the picture, none where the reply has words only.
function actions(log, run, of, at) {
  const act = (name) => () => log.act(name, run, at?.().tile ?? 0);
  const picture = at
    ? [iconButton("compare", t("chat_compare"), () => log.compare(of().source, at().shot)), iconButton("plus", t("chat_reference"), () => log.use("reference", run, at().tile))]
    : [];
  const save = at ? [h("a.icon-btn.s", { "aria-label": t("download"), title: t("download"), download: "" }, icon("down"))] : [];
  return h("div.acts", { role: "group", "aria-label": t("chat_actions") }, ...picture, iconButton("again", t("chat_regenerate"), act("regenerate")), ...save,
    iconButton("copy", t("copy_prompt"), () => copy(of().prompt)), iconButton("sliders", t("reuse"), act("reuse")),
    ...(at ? [menuButton("more", t("more"), () => ways(run, at().tile), iconButton("more", t("more"), null))] : []));
}

function patchBeside(beside, facts, node, log, shot) {
  const [list, acts] = beside.children;
  each(list, facts, (fact, at) => `${at}:${fact.term}`, () => h("div", {}, h("dt"), h("dd", { dir: "auto" })), (line, fact) => {
    text(line.firstChild, fact.term);
    text(line.lastChild, fact.text);
    line.classList.toggle("differs", Boolean(fact.differs));
  });
  const again = acts.children[shot ? 2 : 0];
  shown(again, node.last && !works(node.turn));
  if (!shot) return;
  shown(acts.firstChild, node.turn.source && ours(node.turn.source.preview));
  attr(acts.children[3], "href", ours(shot.original) || null);
  shown(acts.children[3], ours(shot.original));
}

// ---- what went wrong ----
function patchVerdict(node, log) {
  const { turn, parts: { verdict } } = node;
  const [head, said, foot] = verdict.children;
  const says = !works(turn) && (turn.state !== "done" || turn.title);
  shown(verdict, says);
  if (!says) return;
  const hue = HUE[turn.state] ?? "q2";
  const [sign, title, what] = head.children;
  patchSign(sign, turn.state);
  title.className = hue;
  text(title, turn.title || turn.label);
  patchMoney(what, turn);
  grow(said, turn.quote);
  shown(said, turn.quote);
  patchActions(foot.firstChild, turn.actions.filter((one) => one.name !== "stop"), node, log);
  text(foot.lastChild, turn.aside);
  shown(foot, turn.actions.length || turn.aside);
}

// What it costs stands inside the sentence or before it; it is amber only where it is not certain. As in a tile.
function patchMoney(node, { text: sentence, money, state, sure }) {
  const key = [sentence, money, state, sure].join("|");
  if (node.said === key) return;
  node.said = key;
  const at = money ? sentence.indexOf(money) : -1;
  const sum = h(state === "uncertain" && !sure ? "b.billed" : "span", { text: money });
  if (!money) node.replaceChildren(sentence);
  else if (at < 0) node.replaceChildren(sum, sentence ? " " + sentence : "");
  else node.replaceChildren(sentence.slice(0, at), sum, sentence.slice(at + money.length));
}

function patchActions(box, list, node, log) {
  each(box, list, (one) => one.name + (one.href ? "|link" : ""), ({ name, href }) => {
    const inside = [name === "retry" ? icon("again", true) : name === "stop" ? icon("stop", true) : null, h("span")];
    return href ? h("a.btn.s", { target: "_blank", rel: "noopener" }, ...inside) : h("button.btn.s", { onclick: () => log.act(name, node.turn.run, 0) }, ...inside);
  }, (button, one, at) => {
    text(button.lastChild, one.label);
    if (one.href) attr(button, "href", ours(one.href) || null);
    button.classList.toggle("bare", at > 0);
  });
  shown(box, list.length);
}

// The final shape before there is a picture: what was asked, as far as the facts say it; else the source's.
function ratioOf(turn) {
  const shot = turn.pieces.find((piece) => piece.shot?.width > 0 && piece.shot.height > 0)?.shot ?? (turn.source?.width > 0 && turn.source.height > 0 ? turn.source : null);
  const [, w, high] = /\b(\d{1,2}):(\d{1,2})\b/.exec(turn.facts.map((fact) => fact.text).join(" ")) ?? [];
  if (turn.pieces.some((piece) => piece.shot) && shot) return shot.width / shot.height;
  if (w > 0 && high > 0) return w / high;
  return shot ? shot.width / shot.height : 1;
}
