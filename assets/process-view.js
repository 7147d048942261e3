// How one picture came about: any draft against the final picture in the comparer, and the steps on a line of time. `,` and `.` step, Space plays.
import { compareWords } from "./compare-view.js";
import { Part, attr, clamp, each, h, hear, icon, iconButton, ours, recall, remember, shown, t, tell, text } from "./dom.js";
import { seconds, stepsOf } from "./steps.js";

const BEAT = 1100;

class ProcessView extends Part {
  #at = -1;
  #timer = 0;
  build() {
    this.compare = h("image-compare");
    this.compare.words = compareWords();
    this.bar = h("compare-bar");
    this.bar.parts = ["modes", "swap", "options", "zoom", "help", "full"]; // the stage has its surround
    this.bar.full = this;
    this.bar.of = this.compare;
    this.compare.mode = recall("compare") ?? "slider";
    this.compare.addEventListener("mode", ({ detail }) => remember("compare", detail.mode));
    this.none = h("div.say", {}, icon("think"), h("span.what.lines", {}, h("b", { text: t("process_none") }), h("span", { text: t("process_none_text") })));
    this.where = h("span.where", {}, h("b"), h("span"));
    this.play = iconButton("play", t("play"), () => this.#toggle());
    this.track = h("div.track", { role: "slider", tabindex: "0", "aria-label": t("step"), "aria-valuemin": "1" }, h("div.shots"), h("div.segs"), h("span.head-x"), h("div.ticks"));
    this.scrub = h("div.scrub", {},
      h("div.toolbar", {}, iconButton("l", t("step_back"), () => this.#go(this.#at - 1)), this.play, iconButton("r", t("step_on"), () => this.#go(this.#at + 1)), this.where, h("span.grow"),
        h("span.q.hints", { "aria-hidden": "true" }, h("kbd", { text: "," }), h("kbd", { text: "." }), t("hint_step"), " ", h("kbd", { text: "Space" }), t("hint_play"))), this.track);
    this.append(this.bar, h("div.hold", {}, this.compare, this.none), this.scrub);
    this.addEventListener("keydown", (event) => this.#keys(event));
    this.track.addEventListener("click", (event) => this.#seek(event));
    hear(this, "studio:step", (detail) => detail.by !== this && this.#go(detail.at));
    hear(this, "studio:mode", () => this.#stop());
  }
  draw({ of, tile, ratio }) {
    const key = `${of?.n}:${this.closest("tile-grid")?.run}`;
    this.line = stepsOf(of);
    const { steps, over } = this.line;
    if (key !== this.key || (!this.byHand && this.#at !== steps.length - 1)) {
      this.key = key;
      this.byHand = false;
      const drafts = steps.flatMap((step, index) => (step.kind === "draft" ? [index] : []));
      this.#at = over ? drafts.at(-1) ?? steps.length - 1 : steps.length - 1;
      tell("studio:step", { at: this.#at, by: this }, this);
    }
    this.style.setProperty("--ratio", ratio);
    this.fact = tile?.fact ?? "";
    this.shot = tile?.shot ?? null;
    this.#at = clamp(this.#at, 0, Math.max(0, steps.length - 1));
    this.#paint();
  }
  #paint() {
    const { steps, length, timed } = this.line;
    const now = steps[this.#at];
    shown(this.none, !steps.some((step) => step.src));
    shown(this.scrub, steps.length);
    const draft = now?.kind === "draft" ? now : steps.slice(0, this.#at + 1).findLast((step) => step.kind === "draft");
    const final = steps.find((step) => step.kind === "final");
    const shows = now?.kind === "final" ? final : draft ?? final;
    const alone = !draft || !final || now.kind === "final";
    shown(this.compare, shows);
    this.bar.style.visibility = alone ? "hidden" : ""; // its place stays, so that the picture does not move while one steps
    if (shows) this.compare.value = alone ? { b: this.#side(shows) } : { a: this.#side(draft), b: this.#side(final) };
    if (!now) return;
    text(this.where.firstChild, timed ? seconds(now.end) : now.title);
    text(this.where.lastChild, " " + (timed ? t("step_of_time", { all: seconds(length), n: this.#at + 1, steps: steps.length }) : t("step_of", { n: this.#at + 1, steps: steps.length })));
    const [shots, segs, head, ticks] = this.track.children;
    const place = (value) => `${(100 * value) / length}%`;
    each(segs, steps, (step, index) => index, () => h("i"), (node, step, index) => {
      node.style.flexGrow = Math.max(step.end - step.start, length / 80);
      node.className = (step.kind === "think" ? "" : "p") + (index === this.#at ? " now" : "");
    });
    const pictures = steps.map((step, index) => ({ ...step, index })).filter((step) => step.src);
    each(shots, pictures, (step) => step.index, (step) => h("span.t", { "data-step": step.index }, h("img", { alt: "" })), (node, step) => {
      node.dataset.step = step.index;
      node.style.left = `clamp(29px, ${place(step.end)}, calc(100% - 29px))`;
      node.classList.toggle("on", step.index === this.#at);
      attr(node.firstChild, "src", ours(step.src) || null);
    });
    head.style.left = place(now.end);
    const marks = timed ? [0, ...steps.map((step) => step.end)] : [];
    const near = (value, index) => index > 0 && index < marks.length - 1 && value !== now.end && (value - marks[index - 1] < length / 14 || marks.at(-1) - value < length / 12);
    each(ticks, marks.filter((value, index) => !near(value, index)), (value, index) => index, () => h("span"), (node, value) => {
      text(node, seconds(value));
      node.style.left = place(value);
      node.classList.toggle("now", value === now.end);
    });
    attr(this.track, "aria-valuemax", steps.length);
    attr(this.track, "aria-valuenow", this.#at + 1);
    attr(this.track, "aria-valuetext", `${now.title}${timed ? ", " + seconds(now.end) : ""}`);
  }
  // A step as the comparer takes it: the final picture has its original and its size from the tile, a draft is its own.
  #side(step) {
    const address = ours(step.src);
    if (step.kind !== "final") return { preview: address, original: address, label: step.title, fact: step.note ?? step.span, alt: step.alt || step.title };
    const { original = "", width, height } = this.shot ?? {};
    return { preview: address, original: ours(original) || address, width, height, label: step.title, fact: this.fact.split(" · ")[0], alt: step.alt || step.title };
  }
  #go(at) {
    if (!this.line?.steps.length) return;
    this.#at = clamp(at, 0, this.line.steps.length - 1);
    this.byHand = true;
    this.#paint();
    tell("studio:step", { at: this.#at, by: this }, this);
  }
  // A press on a picture goes to its step; a press on the line to the step that ends nearest.
  #seek(event) {
    const picture = event.target.closest(".t");
    const box = this.track.getBoundingClientRect();
    const wanted = ((event.clientX - box.left) / box.width) * this.line.length;
    const far = (step) => Math.abs(step.end - wanted);
    const { steps } = this.line;
    this.#go(picture ? Number(picture.dataset.step) : steps.indexOf([...steps].sort((a, b) => far(a) - far(b))[0]));
  }
  #toggle() {
    if (this.#timer) return void this.#stop();
    if (this.#at >= this.line.steps.length - 1) this.#go(0);
    this.#timer = setInterval(() => (this.#at >= this.line.steps.length - 1 ? this.#stop() : this.#go(this.#at + 1)), BEAT);
    this.play.replaceChildren(icon("pause"));
    attr(this.play, "aria-label", t("pause"));
  }
  #stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.play.replaceChildren(icon("play"));
    attr(this.play, "aria-label", t("play"));
  }
  #keys(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return; // the comparer has its own keys
    const step = event.target === this.track ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] : 0;
    const go = step || { ",": -1, ".": 1 }[event.key];
    if (go) this.#go(this.#at + go);
    else if (event.key === " " && !event.composedPath()[0].matches("button")) this.#toggle();
    else return void this.compare.key(event);
    event.preventDefault();
  }
}

customElements.define("process-view", ProcessView);
