// Toasts, and the sentence under a field. A notice is shown once for its key; errors stay until dismissed.
import { Part, active, each, h, icon, iconButton, shown, t, text } from "./dom.js";

const MARK = { done: "check", warn: "warn", failed: "cross", info: "info" };
const HUE = { done: "done", warn: "billed", failed: "failed", info: "q2" };
const STAYS = new Set(["failed", "warn"]);
const LINGER = 7000;

class StudioNotices extends Part {
  #seen = new Set();
  #now = [];
  build() {
    this.list = h("div.toasts");
    this.append(this.list);
    document.addEventListener("studio:tab", () => this.#above());
    addEventListener("resize", () => this.#above());
  }
  // Where they would cover the stage, toasts stand above the facts and the composer of the tab that is shown.
  #above() {
    const foot = [...(active()?.querySelectorAll(".below, reference-tray, .composer") ?? [])].find((node) => node.offsetHeight);
    if (foot) this.style.setProperty("--above", `${Math.round(innerHeight - foot.getBoundingClientRect().top + 12)}px`);
  }
  draw(notices) {
    for (const notice of notices) {
      if (this.#seen.has(notice.key)) continue;
      this.#seen.add(notice.key);
      this.#now = [...this.#now.filter((one) => STAYS.has(one.mark)), notice];
      if (!STAYS.has(notice.mark)) setTimeout(() => this.dismiss(notice.key), LINGER);
    }
    this.show();
  }
  dismiss(key) {
    this.#now = this.#now.filter((notice) => notice.key !== key);
    this.show();
  }
  show() {
    if (this.#now.length) this.#above();
    each(this.list, this.#now, (notice) => notice.key, (notice) =>
      h("div.toast", { role: STAYS.has(notice.mark) ? "alert" : "status" },
        h("span.hue." + (HUE[notice.mark] ?? "q2"), {}, icon(MARK[notice.mark] ?? "info")),
        h("b", { text: notice.title }), iconButton("x", t("dismiss"), () => this.dismiss(notice.key)), h("p", { text: notice.text })));
  }
}

class FieldProblem extends Part {
  build() {
    this.line = h("p.help.failed", { role: "alert" });
    this.append(this.line);
    shown(this, false);
  }
  draw({ text: words }) {
    text(this.line, words);
    shown(this, words);
    this.closest(".composer")?.classList.toggle("bad", Boolean(words));
  }
}

customElements.define("studio-notices", StudioNotices);
customElements.define("field-problem", FieldProblem);
