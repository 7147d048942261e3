// The bar: wordmark, what runs (a list, each run to go to or to stop), what today cost, language, theme, keys. On a phone it keeps the money and the ways to the sheets.
import { Part, active, attr, each, h, icon, iconButton, lang, shown, since, t, tell, text } from "./dom.js";
import { menuButton } from "./menu.js";
import { drop, push } from "./layers.js";

const MARK = "M9 1v16h4.5A3.5 3.5 0 0 0 17 13.5v-9A3.5 3.5 0 0 0 13.5 1z";
const TABS = ["t2i", "i2i", "chat", "compare", "library", "gateways"];
const NEXT = { system: "light", light: "dark", dark: "system" };

class StudioBar extends Part {
  build() {
    this.count = h("button.running", { "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => (this.open ? this.close() : this.list()) }, h("i.spin"), h("span"));
    this.running = h("div.pop.runs", { popover: "manual", role: "dialog", "aria-label": t("running_list") }, h("h2.lab", { text: t("running_list") }), h("ul"));
    this.layer = { node: this.running, trap: true, close: () => this.close() };
    this.spent = h("span.spent");
    this.theme = iconButton("theme", "", () => tell("studio:theme"), false);
    this.history = iconButton("clock", t("history"), () => tell("studio:sheet", "history"), false);
    this.settings = iconButton("sliders", t("settings"), () => tell("studio:sheet", "settings"), false);
    this.history.classList.add("only-phone");
    this.settings.classList.add("only-phone");
    this.where = h("button.where", {}, h("b"), icon("v", true));
    menuButton("v", t("tabs"), () => TABS.map((tab) => ({ name: tab, icon: tab === document.body.dataset.tab ? "check" : "r", label: t("tab_" + tab), run: () => tell("studio:show", tab) })), this.where);
    document.addEventListener("studio:tab", ({ detail }) => text(this.where.firstChild, t("tab_" + detail)));
    text(this.where.firstChild, t("tab_" + (document.body.dataset.tab ?? "t2i")));
    this.append(this.where, h("h1.mark", {}, mark(), h("span", { text: t("studio") })), h("span.grow"), h("span.facts", {}, this.count, this.running, this.spent),
      h("span.tools", {}, iconButton("globe", t("language"), () => tell("studio:language"), false), this.theme, iconButton("help", t("keys"), () => tell("studio:keys"), false)),
      this.history, this.settings);
    document.addEventListener("studio:theme", () => this.cycle());
    document.addEventListener("studio:language", () => {
      document.cookie = `studio_lang=${lang() === "en" ? "zh-CN" : "en"}; path=/; max-age=31536000; samesite=lax`;
      location.reload();
    });
    document.addEventListener("pointerdown", (event) => this.open && !this.running.contains(event.target) && !this.count.contains(event.target) && this.close());
    for (const name of ["studio:tab", "studio:demo"]) document.addEventListener(name, () => this.value && this.draw(this.value));
    this.name();
    this.draw({ running: 0, runs: [], spent: "", tab: "" });
  }
  draw({ running, runs, spent, tab }) {
    const demo = active()?.hasAttribute("data-demo");
    shown(this.count, running > 0);
    text(this.count.lastChild, t("running", { n: running }));
    text(this.spent, spent ? "" : demo ? t("demo_free") : "");
    if (spent) this.spent.replaceChildren(h("span.word", { text: t("today") + " " }), spent);
    document.body.classList.toggle("is-running", running > 0);
    if (tab && !this.begun) { // the server's first word
      this.begun = true;
      if (running) tell("studio:begin", tab);
    }
    each(this.running.lastChild, runs, (one) => one.run, (one) => this.#run(one), (node, one) => {
      const [go, stop] = node.children;
      const [, words] = go.children;
      const [prompt, facts] = words.children;
      text(prompt, one.prompt);
      text(facts.firstChild, `${t("tab_" + one.tab)} · ${one.status} · `);
      since(facts.lastChild, one.since);
      attr(stop, "aria-label", t("stop_run", { prompt: one.prompt.slice(0, 60) }));
    });
    if (!runs.length) this.close();
  }
  #run({ run, tab }) {
    const go = h("button.go", { onclick: () => { this.close(); tell("studio:show", tab); this.send(tab, { run }); } }, h("i.spin"), h("span", {}, h("bdi.cut"), h("small", {}, h("span"), h("span"))));
    return h("li", {}, go, h("button.btn.s", { onclick: () => this.send("stop", { run }) }, icon("stop", true), t("stop")));
  }
  list() {
    this.open = true;
    push(this.layer);
    attr(this.count, "aria-expanded", "true");
    this.running.showPopover();
    const box = this.count.getBoundingClientRect();
    const width = this.running.offsetWidth;
    Object.assign(this.running.style, { top: `${box.bottom + 6}px`, left: `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px` });
    this.running.querySelector("button")?.focus();
  }
  close() {
    if (!this.open) return;
    this.open = false;
    drop(this.layer);
    this.running.hidePopover();
    attr(this.count, "aria-expanded", "false");
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
