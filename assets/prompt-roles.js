// Under a prompt: exactly what goes with it for the roles of the tray, in the prompt's language, and a warning where it names a picture that is not there.
// The sentences are those of `studio/core/fit.py`: the same rows of the same table, the same rule for the language.
import { Part, attr, h, icon, shown, t, text } from "./dom.js";

const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3134f}]/u;
// “image 5”, “images 1, 2 and 5”, “图5”, “图 5”; not “image 4K”, “image 16:9”, “构图 3:2”, “图 5 张”.
const ENGLISH = /\bimages?\s+#?(\d{1,2}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)#?\d{1,2})*)(?![\p{L}\p{N}]|\s?[:×/]\s?\d|[.,]\d)/giu;
const CHINESE = /(?<![构地截插草蓝制绘拼贴版视附略配底原])图\s*(\d{1,2}(?:\s*[、和与及,，]\s*图?\s*\d{1,2})*)(?!\p{N}|\s?[:：×/]\s?\d|\.\d|[A-Za-z]|\s*[张幅个种次])/gu;

export const language = (prompt) => (HAN.test(prompt) ? "zh-CN" : "en");
export const named = (prompt) => [ENGLISH, CHINESE].flatMap((sort) => [...prompt.matchAll(sort)]).flatMap((found) => found[1].match(/\d+/g)).map(Number);
export function sentence(prompt, numbered) {
  const wish = language(prompt);
  const table = window.STUDIO_WORDS?.[wish] ?? {};
  return numbered.filter(({ role }) => role).map(({ n, role }) => (table["page.role_sent." + role] ?? "").replace("{n}", n)).join(wish === "en" ? " " : "");
}

class PromptRoles extends Part {
  #listening = null;
  build() {
    this.sent = h("p.sent", {}, h("span.q", { text: t("role_sent_with") }), h("span.sentence"));
    this.missing = h("p.missing.billed", { role: "status" }, icon("warn", true), h("span"));
    this.append(this.sent, this.missing);
  }
  connectedCallback() {
    super.connectedCallback();
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController());
    const frame = this.closest(".frame") ?? document;
    frame.addEventListener("counted", () => this.#paint(), { capture: true, signal }); // the tray's events do not bubble, so they are met on their way down
    frame.addEventListener("input", (event) => event.target.matches?.("textarea") && this.#paint(), { capture: true, signal });
    // what a script writes into the prompt sends no event; it is seen when the tray or the person moves next
    frame.addEventListener("focusin", () => this.#paint(), { signal });
    this.#paint();
  }
  disconnectedCallback() { this.#listening?.abort(); }
  draw() { this.#paint(); }
  #paint() {
    const frame = this.closest(".frame") ?? document;
    const numbered = frame.querySelector("reference-tray")?.numbered ?? [];
    const prompt = (frame.querySelector(".prompt textarea") ?? frame.querySelector("textarea"))?.value ?? "";
    const said = sentence(prompt, numbered);
    const last = this.sent.lastChild;
    text(last, said);
    attr(last, "lang", language(prompt));
    attr(this.sent, "title", said);
    shown(this.sent, said);
    const gone = [...new Set(named(prompt))].filter((n) => !numbered.some((one) => one.n === n)).sort((a, b) => a - b);
    text(this.missing.lastChild, gone.length ? t(gone.length > 1 ? "role_missing_some" : "role_missing", { n: gone.join(", ") }) : "");
    shown(this.missing, gone.length);
    shown(this, said || gone.length);
  }
}

customElements.define("prompt-roles", PromptRoles);
