// The bar: wordmark, what runs, what today cost, language, theme, keys. On a phone it keeps the money and the ways to the sheets.
import { Part, attr, h, iconButton, lang, shown, t, tell, text } from "./dom.js";

const MARK = "M9 1v16h4.5A3.5 3.5 0 0 0 17 13.5v-9A3.5 3.5 0 0 0 13.5 1z";
const NEXT = { system: "light", light: "dark", dark: "system" };

class StudioBar extends Part {
  build() {
    this.running = h("span.running", {}, h("i.spin"), h("span"));
    this.spent = h("span.spent");
    this.theme = iconButton("theme", "", () => tell("studio:theme"), false);
    this.history = iconButton("clock", t("history"), () => tell("studio:sheet", "history"), false);
    this.settings = iconButton("sliders", t("settings"), () => tell("studio:sheet", "settings"), false);
    this.history.classList.add("only-phone");
    this.settings.classList.add("only-phone");
    this.append(h("h1.mark", {}, mark(), h("span", { text: t("studio") })), h("span.grow"), h("span.facts", {}, this.running, this.spent),
      h("span.tools", {}, iconButton("globe", t("language"), () => tell("studio:language"), false), this.theme, iconButton("help", t("keys"), () => tell("studio:keys"), false)),
      this.history, this.settings);
    document.addEventListener("studio:theme", () => this.cycle());
    document.addEventListener("studio:language", () => {
      document.cookie = `studio_lang=${lang() === "en" ? "zh-CN" : "en"}; path=/; max-age=31536000; samesite=lax`;
      location.reload();
    });
    this.name();
    this.draw({ running: 0, spent: "", demo: false });
  }
  draw({ running, spent, demo }) {
    shown(this.running, running > 0);
    text(this.running.lastChild, t("running", { n: running }));
    text(this.spent, spent ? "" : demo ? t("demo_free") : "");
    if (spent) this.spent.replaceChildren(h("span.word", { text: t("today") + " " }), spent);
    document.body.classList.toggle("is-demo", Boolean(demo));
    document.body.classList.toggle("is-running", running > 0);
  }
  cycle() {
    window.studioTheme?.set(NEXT[window.studioTheme.wish()]);
    this.name();
  }
  name() {
    const label = t("theme_" + (window.studioTheme?.wish() ?? "system"));
    attr(this.theme, "aria-label", label);
    attr(this.theme, "title", label);
  }
}

function mark() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x: 1, y: 1, width: 16, height: 16, rx: 3.5, fill: "none", stroke: "currentColor", "stroke-width": 1.6 })) rect.setAttribute(name, value);
  path.setAttribute("d", MARK);
  path.setAttribute("fill", "currentColor");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  svg.append(rect, path);
  return svg;
}

customElements.define("studio-bar", StudioBar);
