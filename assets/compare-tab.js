// The tab Compare: two places, the comparer between them, a strip of what else can stand there. Which two they are is asked of the studio by their ids
// (`source` and `previous` are words it knows); what is measured comes line by line. `studio:compare` {a, b, pick?} on the document brings two here.
import { Part, announce, attr, h, iconButton, ours, recall, remember, shown, t, tell, text } from "./dom.js";
import "./compare-facts.js";
import { Measure } from "./compare-measure.js";
import "./compare-slot.js";
import { compareWords } from "./compare-view.js";
import { ask } from "./library-ask.js";
import { Uploads } from "./tray-upload.js";

const SETTLED = 250;

class CompareTab extends Part {
  #ids = { a: "", b: "" };
  measure = new Measure();
  build() {
    const slot = (letter) => {
      const node = h("compare-slot", { letter: letter.toUpperCase(), id: `slot-${letter}` });
      node.addEventListener("choose", ({ detail }) => this.choose({ [letter]: detail.id }));
      return node;
    };
    this.slots = { a: slot("a"), b: slot("b") };
    this.swapping = iconButton("swap", t("cmp_swap"), () => (this.compare.value.a ? this.compare.swap() : this.#swapped()), false);
    this.compare = h("image-compare", { id: "comparer" });
    this.compare.words = compareWords();
    this.compare.mode = recall("compare") ?? "slider";
    this.compare.surround = recall("surround") ?? "stage";
    [this.modes, this.tools] = [["modes"], ["options", "hints", "surround", "fit", "zoom", "help", "full"]].map((parts) => Object.assign(h("compare-bar"), { parts, full: this }));
    this.modes.id = "compare-modes";
    this.strip = h("compare-strip", { hidden: true });
    this.notice = h("p.notice", { role: "alert" });
    this.none = h("div.begin", {}, h("p", { text: t("two_empty") }), h("div.acts", {}, h("button.btn.primary.l", { onclick: () => this.slots[this.#ids.a ? "b" : "a"].open() }, t("two_begin")), h("button.btn.l", { onclick: () => this.#newest() }, t("two_newest"))));
    this.append(h("div.toolbar.slots", {}, this.slots.a, this.swapping, this.slots.b, this.modes), this.notice, h("div.hold", {}, this.compare, this.none), this.strip, this.tools);
    for (const part of [this.modes, this.strip, this.tools]) part.of = this.compare;
    this.strip.addEventListener("choose", ({ detail }) => this.choose({ [detail.slot]: this.pair.all[detail.at].id }));
    this.compare.addEventListener("swap", () => this.#swapped());
    this.compare.addEventListener("mode", ({ detail }) => remember("compare", detail.mode));
    document.addEventListener("keydown", (event) => { // single keys work wherever the focus is, except where one types
      if (this.checkVisibility() && !this.compare.hidden && (event.target === document.body || this.contains(event.target))) this.compare.key(event);
    });
    for (const bar of [this.modes, this.tools]) bar.addEventListener("option", ({ detail }) => detail.name === "surround" && remember("surround", detail.value));
    this.#drops();
    this.#say("");
    this.#paint({ a: null, b: null, rows: [], all: [], at: [-1, -1], said: "" });
    const kept = JSON.parse(recall("pair") ?? "null");
    if (waiting) this.bring(waiting);
    else if (kept) this.#load(kept, true);
  }
  // {a?, b?}: ids, or `source`, `previous`; what is not named stays.
  choose(wish) { return this.#load({ ...this.#ids, ...wish }); }
  async bring({ a = "", b = "", pick }) {
    waiting = null;
    await this.#load({ a, b });
    if (pick) this.slots[pick].open();
  }
  async #load(wish, quiet = false) {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const found = await ask("/compare/pair?" + new URLSearchParams(wish), undefined, asking.signal);
    if (!found || this.asking !== asking) return;
    if (found.error) return void (quiet ? remember("pair", "null") : this.#say(found.error));
    this.#say("");
    this.#paint(found);
    remember("pair", JSON.stringify(this.#ids));
    if (found.a && found.b) announce(t("two_now", { a: found.a.title, b: found.b.title }));
  }
  #say(words) {
    text(this.notice, words);
    shown(this.notice, words);
  }
  #paint(pair) {
    this.pair = pair;
    this.#ids = { a: pair.a?.id ?? "", b: pair.b?.id ?? "" };
    for (const name of ["a", "b"]) this.slots[name].value = pair[name];
    const both = pair.a && pair.b;
    shown(this.none, !both);
    for (const part of [this.compare, this.modes, this.tools]) shown(part, both);
    if (!both) shown(this.strip, false);
    shown(this.swapping, pair.a || pair.b);
    tell("studio:pair", pair, this);
    this.found = null;
    this.#show();
    this.#measure(both);
  }
  // What the comparer has swapped itself keeps its places there, and the view with it; only the letters change.
  #show() {
    const { a, b, all, at } = this.pair;
    if (!a || !b) return;
    const named = (side, label) => ({ ...side.shot, preview: ours(side.shot.preview), original: ours(side.shot.original), label });
    const turned = this.compare.swapped && this.turned;
    const pair = [named(a, "A"), named(b, "B")];
    const places = [...at];
    if (turned) { pair.reverse(); places.reverse(); }
    const registration = this.found && turned ? inverse(this.found) : this.found;
    this.compare.value = { a: pair[0], b: pair[1], registration: registration ?? undefined, all: all.length > 2 ? all.map((side) => named(side, side.title)) : undefined, at: places };
  }
  async #swapped() {
    const turned = this.compare.swapped;
    this.turned = true;
    await this.choose({ a: this.#ids.b, b: this.#ids.a });
    this.turned = turned;
  }
  #measure(both) {
    clearTimeout(this.timer);
    this.measure.stop();
    tell("studio:measured", null, this);
    const take = (found) => {
      this.found = found;
      this.#show();
      tell("studio:measured", found, this);
    };
    if (both) this.timer = setTimeout(() => this.measure.ask(this.#ids, take), SETTLED);
  }
  async #newest() {
    const found = await ask("/library/pictures?limit=2");
    if (found.error || found.items.length < 2) return void this.#say(found.error ?? t("two_few"));
    this.choose({ a: found.items[1].id, b: found.items[0].id });
  }
  // A file dropped on the left half becomes A, on the right half B; two files are A and B.
  #drops() {
    const uploads = new Uploads((entry) => {
      if (entry.state === "ready") this.choose({ [entry.to]: entry.ref.id });
      else if (entry.state === "refused" || entry.state === "failed") this.#say([entry.title, entry.error].filter(Boolean).join(" "));
    });
    const send = (file, to) => {
      const entry = Object.assign(uploads.entry(file), { to });
      if (entry.error) this.#say([entry.title, entry.error].join(" "));
      uploads.pump();
    };
    const half = (event) => {
      const box = this.getBoundingClientRect();
      return event.clientX < box.left + box.width / 2 ? "a" : "b";
    };
    const mine = (event) => event.dataTransfer?.types.includes("Files");
    this.addEventListener("dragover", (event) => {
      if (!mine(event)) return;
      event.preventDefault();
      attr(this, "data-over", half(event));
    });
    this.addEventListener("dragleave", (event) => !this.contains(event.relatedTarget) && attr(this, "data-over", null));
    this.addEventListener("drop", (event) => {
      attr(this, "data-over", null);
      if (!mine(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const to = half(event);
      [...event.dataTransfer.files].slice(0, 2).forEach((file, index, all) => send(file, all.length > 1 ? "ab"[index] : to));
    });
    document.addEventListener("paste", (event) => {
      const file = [...(event.clipboardData?.files ?? [])].find((one) => one.type.startsWith("image/"));
      if (!file || !this.checkVisibility() || event.target.closest?.("input, textarea")) return;
      event.preventDefault();
      send(file, this.#ids.a ? "b" : "a");
    });
  }
}

// gradio draws the tab when it is first shown: what is brought before that waits for it.
let waiting = null;
document.addEventListener("studio:compare", ({ detail }) => {
  waiting = detail;
  tell("studio:show", "compare");
  document.querySelector("compare-tab")?.bring(detail);
});

// Where B's points lie in A.
const inverse = (found) => ({ ...found, scale: 1 / found.scale, dx: -found.dx / found.scale, dy: -found.dy / found.scale });

customElements.define("compare-tab", CompareTab);
