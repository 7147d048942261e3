// What differs: B subtracted from A by the browser's own blending, on registered pictures where a registration was found. Amplified on demand,
// in grey, or marked over A. A difference that would be a guess is not drawn: a card says why. Previews would show their own compression, so originals are asked for.
import { halfPanes, wholePanes } from "./image-compare-place.js";
import { make, sign, write } from "./image-compare-nodes.js";

const none = (host) => host.registration?.state === "none" && !host.alone;
const waiting = (host) => host.registration?.state === "pending" && !host.alone;
const DIFFERENCE_SHEET = `
[data-differs=drawn] .mix { isolation: isolate; filter: grayscale(1) brightness(var(--amplify)); clip-path: var(--common); background: #000; }
[data-differs=drawn] .mix .pane.b { mix-blend-mode: difference; }
[data-differs=drawn] .pic.pic { background: #777; }
.under { position: absolute; inset: 0; overflow: hidden; display: none; filter: grayscale(1) brightness(.55); }
.under img { position: absolute; left: 0; top: 0; }
[data-differs=drawn][data-tint=over] .under { display: block; }
[data-differs=drawn][data-tint=over] .both { isolation: isolate; mix-blend-mode: screen; clip-path: var(--common); }
[data-differs=drawn][data-tint=over] .both::after { content: ""; position: absolute; inset: 0; background: #ff3d7f; mix-blend-mode: multiply; }
[data-differs=drawn] .cap, [data-differs=waits] .cap.b { display: none; }
[data-differs=waits] .pane.b { visibility: hidden; }
[data-differs=waits] .pane.a { filter: grayscale(1) brightness(.7); }
.differs { position: absolute; box-sizing: border-box; display: flex; align-items: center; gap: 6px; padding: 4px 8px; border-radius: var(--r-1, 4px); background: var(--over, rgb(20 20 20 / .84)); color: var(--over-text, #f5f5f5); pointer-events: none; }
.differs .sign { width: 14px; height: 14px; color: #5fc48a; }
.differs .sign + .sign { color: #e6b450; }
.differs progress { width: 72px; height: 4px; appearance: none; border: 0; border-radius: 2px; overflow: hidden; background: rgb(255 255 255 / .25); }
.differs progress::-webkit-progress-bar { background: rgb(255 255 255 / .25); }
.differs progress::-webkit-progress-value { background: #fff; }
.differs progress::-moz-progress-bar { background: #fff; }
.card { position: absolute; left: 14px; right: 14px; bottom: 14px; max-width: 560px; margin: 0 auto; background: var(--raised, #fff); color: var(--text, #1a1a1a); border-radius: var(--r-3, 10px); box-shadow: var(--shadow-2, 0 4px 16px rgb(0 0 0 / .2)); padding: 11px 14px; display: grid; grid-template-columns: 16px 1fr auto; gap: 1px 10px; font: var(--t-13, 13px/20px system-ui, sans-serif); cursor: default; user-select: text; -webkit-user-select: text; }
.card .sign { color: var(--billed, #7a5000); margin-top: 2px; }
.card b { font-weight: 600; }
.card p { grid-column: 2 / 4; margin: 0; font: var(--t-12, 12px/16px system-ui, sans-serif); color: var(--text-2, #4a4a4a); }
.card button { height: 24px; border: 1px solid var(--line-strong, #c4c4c4); background: none; color: inherit; border-radius: var(--r-1, 4px); padding: 0 8px; font: var(--t-12, 12px/16px system-ui, sans-serif); margin: -2px -4px 0 0; }
.card button:focus-visible { outline: 0; box-shadow: var(--focus, 0 0 0 2px #fff, 0 0 0 4px #2450c8); }
@media (pointer: coarse) { .card button { min-height: 44px; min-width: 44px; margin: -8px -10px -4px 0; } }
@media (forced-colors: active) { .card, .differs { border: 1px solid CanvasText; } }
`;

export const differenceMode = {
  key: "d",
  exact: true,
  panes: (box, sizes, host) => (none(host) ? halfPanes : wholePanes)(box, sizes),
  fit: (host) => (host.registration?.state === "found" ? "aligned" : host.fitting),
  captions: "own",
  options: [
    { name: "amplify", kind: "range", low: 1, high: 16, said: "times", hidden: none },
    { name: "tint", kind: "choice", choices: [{ value: "grey", word: "grey" }, { value: "over", word: "over" }], hidden: none },
  ],
  sheet: DIFFERENCE_SHEET,
  build(host) {
    const under = make("div", "under", { "aria-hidden": "true" });
    const tag = make("div", "differs", { hidden: "" }, sign("check"), sign("warn"), make("span", ""), make("progress", "", { max: "1" }));
    const go = make("button", "", { type: "button", onclick: () => host.choose("mode", "side") });
    const card = make("div", "card", { role: "status", hidden: "" }, sign("warn"), make("b", ""), go, make("p", ""));
    for (const press of ["pointerdown", "dblclick", "mousedown"]) card.addEventListener(press, (event) => event.stopPropagation());
    host.stage.prepend(under);
    host.stage.append(tag, card);
    return { under, tag, card };
  },
  leave(host) {
    const { tag, card } = host.parts(this);
    tag.hidden = card.hidden = true;
    delete host.stage.dataset.differs;
  },
  lay(host) {
    const { tag, card, under } = host.parts(this);
    const { registration } = host;
    const off = none(host);
    host.stage.dataset.differs = off ? "none" : waiting(host) ? "waits" : host.alone ? "alone" : "drawn";
    host.stage.dataset.tint = host.options.tint;
    host.stage.style.setProperty("--amplify", host.options.amplify);
    card.hidden = !off;
    tag.hidden = off || host.alone;
    write(card.children[1], off ? registration.said : "");
    write(card.children[2], host.said("side"));
    write(card.children[3], off ? registration.why : "");
    const [sure, unsure, words, progress] = tag.children;
    write(words, registration?.said ?? host.said("unaligned"));
    sure.style.display = registration?.state === "found" ? "" : "none";
    unsure.style.display = registration ? "none" : "";
    progress.hidden = !waiting(host);
    progress.value = registration?.done ?? 0;
    const { img } = host.pictures[0];
    if (img && under.firstChild?.src !== img.src) {
      const copy = img.cloneNode();
      copy.alt = "";
      under.replaceChildren(copy);
    }
  },
  option(host) { this.lay(host); },
  paint(host) {
    const [a, b] = host.seen;
    if (!a || !b) return;
    const [l, t] = [Math.max(a.x, b.x, 0), Math.max(a.y, b.y, 0)];
    const [r, d] = [Math.min(a.x + a.w, b.x + b.w, host.box.w), Math.min(a.y + a.h, b.y + b.h, host.box.h)];
    host.stage.style.setProperty("--common", `inset(${t}px ${host.box.w - r}px ${host.box.h - d}px ${l}px)`);
    const { tag, under } = host.parts(this);
    Object.assign(tag.style, { left: `${l + 10}px`, bottom: `${host.box.h - d + 10}px`, maxWidth: `${Math.max(0, r - l - 20)}px` });
    const copy = under.firstChild;
    if (copy) Object.assign(copy.style, { width: host.pictures[0].node.style.width, height: host.pictures[0].node.style.height, transform: host.pictures[0].node.style.transform });
  },
};
