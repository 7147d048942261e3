// A conversation: a thread that sticks to its end while the person is there. The element keeps the turns it knows; a value brings those from `first` on.
// Leaves: `act` {name, run, n, chat}, `use` {to, run, n}, `whole` {chat}, and for the layers above it `look` {shots, at} and `compare` {a, b}.
import { Part, announce, attr, each, fillPrompt, frameOf, h, icon, iconButton, ours, shown, t, tell, text } from "./dom.js";
import { isResult, makeTurn, patchTurn, works } from "./chat-turn.js";

const NEAR = 24;
const sheet = (name) => document.dispatchEvent(new CustomEvent("studio:sheet", { detail: name }));

class ChatLog extends Part {
  #chat = null;
  #known = [];
  #turns = [];
  #asked = false;
  #stick = true;
  #states = new Map();
  build() {
    this.heading = h("h2.cut", { dir: "auto" });
    this.model = h("span.q.cut.model", { dir: "auto" });
    this.bar = h("div.toolbar", {}, this.heading, this.model, h("span.grow"),
      iconButton("chat", t("chat_talks"), () => sheet("history"), false), iconButton("sliders", t("settings"), () => sheet("settings"), false));
    this.bar.children[3].classList.add("open-talks");
    this.bar.children[4].classList.add("open-settings");
    this.thread = h("div.thread");
    this.welcome = h("div.welcome", { hidden: true });
    // a log is read out as it grows unless told not to; what has ended is announced by name instead
    this.pane = h("div.scroll", { role: "log", "aria-live": "off", "aria-label": t("chat_log"), tabindex: "0" }, this.welcome, this.thread);
    this.ender = iconButton("v", t("chat_to_end"), () => this.toEnd(), false);
    this.ender.classList.add("to-end");
    shown(this.ender, false);
    this.append(this.bar, this.pane, this.ender);
    this.pane.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const sizes = new ResizeObserver(() => this.#settle()); // folds, the window, pictures that come
    sizes.observe(this.pane);
    sizes.observe(this.thread);
    setTimeout(() => this.#formed(), 500);
  }
  // What came for the form before this tab was ever shown may be lost on the way (gradio draws a tab when it is first chosen): it is asked for again.
  #formed(tries = 4) {
    const form = frameOf(this)?.querySelector("model-form");
    if (!form || !tries || form.querySelector("fieldset")) return;
    this.send("whole", { chat: this.#chat ?? "", form: true });
    setTimeout(() => this.#formed(tries - 1), 1500);
  }
  draw(value) {
    const fresh = value.chat !== this.#chat;
    if (fresh) {
      this.#chat = value.chat;
      this.#known = [];
      this.#asked = false;
      this.#stick = true;
      this.#states.clear();
      this.thread.replaceChildren();
    }
    const newest = this.#turns.at(-1)?.run;
    this.#turns = this.#merge(value);
    if (this.pane.clientHeight && this.#rest() < 2) this.#stick = true; // an unfolding held it, and nothing was longer than the view
    const mark = this.#stick ? null : this.#mark();
    const focus = this.#focus();
    text(this.heading, value.title || t("chat_untitled"));
    this.#named();
    let before = 0;
    const lacking = Math.max(0, value.count - this.#turns.length);
    each(this.thread, this.#turns, (turn) => turn.run, (turn) => makeTurn(this, turn), (node, turn, index) => {
      patchTurn(node, turn, this, { last: index === this.#turns.length - 1, before, index: index + lacking });
      before += turn.pieces.filter(isResult).length;
    });
    attr(this.pane, "aria-busy", value.running ? "true" : null);
    this.#welcomes(value);
    this.#announce(fresh);
    const last = this.#turns.at(-1);
    if (!fresh && last && last.run !== newest && works(last) && !this.#turns.some((turn) => turn.run === newest && works(turn))) this.#stick = true; // what was just sent is looked at
    if (mark) this.pane.scrollTop += mark.node.getBoundingClientRect().top - mark.top;
    this.#settle();
    focus?.();
  }
  // Focus that stood on what is gone now (an answer that was exchanged, a button that does not apply) stays in the thread.
  #focus() {
    const held = document.activeElement;
    if (!this.thread.contains(held)) return null;
    const at = [...this.thread.children].indexOf(held.closest(".turn"));
    const chooses = Boolean(held.closest(".variants"));
    return () => {
      if (held.isConnected && held.offsetParent) return;
      const next = chooses && [...(this.thread.children[at]?.querySelectorAll(".variants button") ?? [])].find((button) => !button.hidden);
      (next || this.pane).focus({ preventScroll: true });
    };
  }
  // The turns in order: those that came, and before them those that are known. `whole` is asked for once where some are lacking.
  #merge({ chat, first, count, turns }) {
    this.#known.length = Math.min(this.#known.length, first);
    turns.forEach((turn, index) => { this.#known[first + index] = turn; });
    this.#known.length = Math.max(count, first + turns.length);
    const came = new Set(turns.map((turn) => turn.run));
    for (let at = 0; at < first; at += 1) if (came.has(this.#known[at]?.run)) delete this.#known[at];
    const found = Object.values(this.#known);
    const lacks = found.length < this.#known.length;
    if (lacks && !this.#asked) setTimeout(() => this.send("whole", { chat })); // the first value comes before anyone listens
    this.#asked = lacks;
    return found;
  }
  #named() {
    const picked = frameOf(this)?.querySelector("model-picker")?.value;
    text(this.model, picked?.title ? (picked.subtitle ? t("chat_model", { model: picked.title, gateway: picked.subtitle }) : picked.title) : "");
  }
  #welcomes({ examples }) {
    const empty = !this.#turns.length && !this.#known.length;
    shown(this.welcome, empty);
    shown(this.thread, !empty);
    const key = JSON.stringify(examples ?? []);
    if (!empty || this.welcome.of === key) return;
    this.welcome.of = key;
    const pictures = (examples ?? []).map(({ src, prompt }) => h("button.eg", { onclick: () => fillPrompt(prompt, this) }, h("img", { src: ours(src) || null, alt: "" }), h("span", { text: prompt, dir: "auto", title: prompt })));
    const say = h("div.say", {}, icon("chat"), h("span.what", { text: t("chat_welcome") }));
    this.welcome.replaceChildren(say, ...(pictures.length ? [h("div.examples", {}, ...pictures)] : []));
  }
  #announce(fresh) {
    const news = [];
    for (const turn of this.#turns) {
      const was = this.#states.get(turn.run);
      this.#states.set(turn.run, turn.state);
      if (fresh || was === turn.state || works(turn) || was === undefined) continue;
      const pictures = turn.pieces.filter(isResult).length;
      const said = turn.pieces.find((piece) => piece.text)?.text.slice(0, 200);
      news.push([turn.title || turn.label, pictures ? t("chat_came", { n: pictures }) : "", turn.quote.slice(0, 200) || said].filter(Boolean).join(". "));
    }
    if (news.length) announce(news.join(" "));
  }
  // ---- what leaves ----
  act(name, run, n, more = {}) {
    this.send("act", { name, run, n, chat: this.#chat ?? "", ...more });
    if (name === "edit_prompt") frameOf(this)?.querySelector(".prompt textarea")?.focus();
  }
  // A picture goes on in another tab, which is shown at once; its values follow.
  use(to, run, n) {
    tell("studio:show", { tab: "i2i", prompt: true });
    this.send("use", { to, run, n });
  }
  look(shots, at) { this.dispatchEvent(new CustomEvent("look", { detail: { shots, at }, bubbles: true })); }
  compare(a, b) { if (a && b) this.dispatchEvent(new CustomEvent("compare", { detail: { a, b }, bubbles: true })); }
  // One picture large, with all others of the conversation before and after it.
  enlarge(shot) {
    const shots = this.#turns.flatMap((turn) => turn.pieces.filter(isResult).map((piece) => piece.shot));
    this.look(shots, Math.max(0, shots.indexOf(shot)));
  }
  // ---- where the person reads ----
  toEnd() {
    this.#stick = true;
    this.#settle();
    this.pane.focus({ preventScroll: true });
  }
  // Someone unfolds something: what they look at stays, even at the end.
  hold() { this.#stick = false; }
  #rest() { return this.pane.scrollHeight - this.pane.scrollTop - this.pane.clientHeight; }
  #scrolled() {
    if (!this.pane.clientHeight) return; // the tab is not shown
    const up = this.pane.scrollTop < this.top - 1;
    this.top = this.pane.scrollTop;
    if (this.#rest() < NEAR) this.#stick = true;
    else if (up) this.#stick = false;
    this.#offer();
  }
  #offer() { shown(this.ender, !this.#stick && this.#rest() > NEAR); }
  #settle() {
    if (!this.pane.clientHeight) return; // the tab is not shown; the browser keeps where someone read
    if (this.#stick) this.pane.scrollTop = this.pane.scrollHeight;
    this.#offer();
  }
  // The first exchange in view and where it stands, so that turns which arrive above it move nothing.
  #mark() {
    const top = this.pane.getBoundingClientRect().top;
    for (const node of this.thread.children) {
      const box = node.getBoundingClientRect();
      if (box.bottom > top + 1) return { node, top: box.top };
    }
    return null;
  }
}

customElements.define("chat-log", ChatLog);
