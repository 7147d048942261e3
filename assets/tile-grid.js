// The stage: toolbar, tiles that keep their final ratio, the large view, the process view, the strip. `act` {name, run, n, id} leaves.
import { Part, announce, attr, choices, copy, each, fillPrompt, frameOf, h, hear, icon, iconButton, mark, ours, phone, recall, remember, rove, shown, since, t, tabOf, tell, text } from "./dom.js";
import { HUE, SIGN, BUSY, makeTile, patchTile, showPicture } from "./tile.js";
import { ways } from "./compare-ways.js";
import "./drift-note.js";
import { menuButton } from "./menu.js";
import { closeSheet, openSheet } from "./sheets.js";

const SURROUNDS = ["black", "stage", "mid", "white"];
const GAP_X = 12;
const GAP_Y = 10;
const CAPTION = 28;

class TileGrid extends Part {
  #mode = "view";
  #thoughts = null;
  chosen = 0;
  build() {
    this.banner = h("div.demo", { id: `${tabOf(this)}-demo`, role: "status" }, icon("plug", true), h("p", {}, h("b", { text: t("demo_title") }), " ", h("span", { text: t("demo_text") })));
    this.modes = choices("div.seg.fit", t("stage_mode"), [{ value: "view", label: t("view") }, { value: "compare", label: t("compare") }, { value: "process", label: t("process") }], (mode) => { this.byHand = true; this.mode(mode); });
    this.picks = h("div.picks", { role: "group", "aria-label": t("pictures") });
    this.heading = h("b");
    this.status = h("span");
    this.clock = h("span");
    this.around = choices("div.surround", t("surround"), SURROUNDS.map((value) => ({ value, shape: "button.swatch." + value, said: t("surround_" + value) })), (name) => this.surround(name));
    this.one = iconButton("full", t("enlarge"), () => this.enlarge((this.#done().find((tile) => tile.n === this.chosen) ?? this.#done()[0]).n));
    this.drawer = iconButton("think", t("thoughts"), () => openSheet("thoughts"));
    this.drawer.classList.add("only-narrow");
    this.bar = h("div.toolbar", {}, this.modes, this.picks, h("span.sep"), h("p.cut", {}, this.heading, this.status, this.clock), h("span.grow"), this.around, h("span.sep.hide-s"), this.one, this.drawer);
    this.one.previousSibling.classList.add("with-one");
    this.tiles = h("div.tiles", { role: "group", "aria-label": t("pictures") });
    this.welcome = h("div.welcome");
    this.large = h("picture-view", { hidden: true });
    this.process = h("process-view", { hidden: true });
    this.compare = h("compare-view", { inline: true, hidden: true });
    this.canvas = h("div.canvas", {}, this.tiles, this.welcome, this.compare, this.process, this.large);
    this.below = h("div.below", {}, this.#film(), this.#strip());
    this.append(this.banner, this.bar, this.canvas, this.below);
    rove(this.tiles, ".hit", (node) => this.choose(Number(node.closest(".tile").dataset.n)), { columns: () => this.columns ?? 1 });
    new ResizeObserver(() => this.layout()).observe(this.canvas);
    this.#thoughts = frameOf(this)?.querySelector("thought-column")?.now ?? null; // it may have spoken before anyone heard
    hear(this, "studio:thoughts", (detail) => { this.#thoughts = detail; this.#feed(); });
    phone.addEventListener("change", () => this.mode("view"));
    mark(this, "empty", recall("empty:" + tabOf(this)) !== "" && "yes"); // as it was the last time, so that nothing jumps when the value arrives
    this.large.addEventListener("move", ({ detail }) => { this.choose(detail); });
    for (const node of [this.banner, this.bar, this.welcome, this.tiles, this.below]) shown(node, false);
    this.surround(SURROUNDS.includes(recall("surround")) ? recall("surround") : "stage");
    this.mode("view");
  }
  #film() {
    this.reel = h("div.film", { role: "group", "aria-label": t("pictures") });
    this.reelFacts = h("span.reel-facts", {}, h("span"), h("span"));
    const act = (name, label, press) => h("button", { onclick: press }, icon(name), h("span", { text: label }));
    this.save = h("a", { download: "" }, icon("down"), h("span", { text: t("save") }));
    this.row = h("div.row5", {}, act("plus", t("reference_short"), () => this.use("reference", this.chosen)), act("chat", t("chat_short"), () => this.use("chat", this.chosen)),
      act("full", t("enlarge_short"), () => this.enlarge(this.chosen)), this.save, menuButton("more", t("more"), () => this.more(this.chosen).slice(1), act("more", t("more"))));
    return h("div.phone-part", {}, h("div.reel", {}, this.reel, this.reelFacts), this.row);
  }
  #strip() {
    const fact = (word) => h("dl", {}, h("dt", { text: t(word) }), h("dd"));
    this.facts = ["asked", "delivered", "billed"].map(fact);
    this.notes = h("ul.notes");
    this.strip = h("div.strip", { id: `${tabOf(this)}-strip`, role: "group", "aria-label": t("strip") }, this.facts[0], icon("arrow", true), this.facts[1], icon("arrow", true), this.facts[2]);
    this.peek = h("button.peek", { onclick: () => openSheet("thoughts") }, h("i.spin"), h("span.cut.grow", {}, h("b"), " ", h("span.q2")), icon("up", true));
    this.drift = h("drift-note");
    return h("div", {}, this.strip, this.drift, this.notes, this.peek);
  }
  draw(stage) {
    const fresh = stage.run !== this.run;
    if (fresh) {
      this.run = stage.run;
      this.chosen = 0;
      this.byHand = false;
      this.large.close?.();
      this.said = new Map();
    }
    const tiles = stage.tiles ?? [];
    if (!tiles.some((tile) => tile.n === this.chosen)) this.chosen = 0;
    if (!this.chosen) this.chosen = tiles.find((tile) => tile.state === "done")?.n ?? (phone.matches ? tiles[0]?.n ?? 0 : 0);
    this.now = { run: stage.run, n: this.chosen, done: this.#done().some((tile) => tile.n === this.chosen) };
    tell("studio:chosen", this.now, this);
    if (!this.byHand) this.mode(this.pair ? "compare" : this.#mode === "compare" || fresh ? "view" : this.#mode);
    mark(this, "empty", !tiles.length && "yes");
    shown(this.banner, true);
    shown(this.bar, tiles.length);
    shown(this.below, tiles.length);
    this.bar.classList.toggle("none-done", !this.#done().length); // its place stays, so that nothing beside it moves
    remember("empty:" + tabOf(this), tiles.length ? "" : "yes");
    this.style.setProperty("--ratio", stage.ratio || 1);
    text(this.heading, stage.title);
    text(this.status, stage.status);
    if (stage.running && stage.since) since(this.clock, stage.since);
    else { delete this.clock.dataset.since; text(this.clock, stage.elapsed); }
    this.#announce(stage, tiles);
    each(this.tiles, tiles, (tile) => `${stage.run}:${tile.n}`, (tile) => makeTile(this, tile), (node, tile) => patchTile(node, tile, this));
    this.#roving(tiles);
    each(this.reel, tiles, (tile) => `${stage.run}:${tile.n}`,
      (tile) => h("button.thumb", { onclick: () => this.choose(tile.n) }, h("img", { alt: "" }), h("span.sign"), h("span.sheen")), (node, tile) => this.#thumb(node, tile));
    this.#strips(stage, tiles);
    this.#welcome(stage, tiles);
    this.#pick();
    this.#feed();
    const frame = `${stage.run}:${tiles.length}:${stage.ratio}`;
    if (frame !== this.framed) { this.framed = frame; this.layout(); } // measuring costs a layout; a new size is told by the observer
  }
  #thumb(node, tile) {
    const [img, sign, sheen] = node.children;
    showPicture(img, ours(tile.preview), ours(tile.draft), "");
    attr(node, "aria-label", `${t("tile_n", { n: tile.n })}, ${tile.label}`);
    attr(node, "aria-pressed", String(this.chosen === tile.n));
    node.classList.toggle("on", this.chosen === tile.n);
    shown(sheen, tile.state === "drawing");
    sign.className = "sign " + (HUE[tile.state] ?? "q");
    if (sign.dataset.state !== tile.state) {
      sign.dataset.state = tile.state;
      sign.replaceChildren(BUSY.has(tile.state) ? h("i.spin") : icon(SIGN[tile.state] ?? "info"));
    }
    shown(sign, img.hidden);
  }
  #strips({ strip, notes, status, running, since: start, elapsed, tiles: all }, tiles) {
    shown(this.strip, strip);
    if (strip) ["asked", "delivered", "billed"].forEach((name, index) => text(this.facts[index].lastChild, strip[name]));
    for (const fact of this.facts) attr(fact.lastChild, "title", fact.lastChild.textContent);
    this.facts[1].classList.toggle("differs", Boolean(strip?.differs));
    each(this.notes, notes ?? [], (note, index) => index, () => h("li.note", {}, icon("swap", true), h("span")), (node, note) => text(node.lastChild, note));
    shown(this.notes, notes?.length);
    text(this.reelFacts.firstChild, status);
    if (running && start) since(this.reelFacts.lastChild, start);
    else { delete this.reelFacts.lastChild.dataset.since; text(this.reelFacts.lastChild, elapsed); }
    const tile = tiles.find((one) => one.n === this.chosen);
    shown(this.row, tile?.state === "done" && tile.preview);
    attr(this.save, "href", ours(tile?.original) || null);
    shown(this.save, ours(tile?.original));
    shown(this.reel.parentNode, all?.length > 1);
  }
  #welcome({ examples }, tiles) {
    shown(this.welcome, !tiles.length);
    shown(this.tiles, tiles.length && this.compare.hidden && this.process.hidden);
    if (tiles.length) return;
    if (this.welcome.of === JSON.stringify(examples)) return;
    this.welcome.of = JSON.stringify(examples);
    if (!examples?.length) {
      this.welcome.replaceChildren(h("div.say", {}, icon("image"), h("span.what.lines", {}, h("b", { text: t("empty_title_" + tabOf(this)) }), h("span", { text: t("empty_text_" + tabOf(this)) }))));
      return;
    }
    const pictures = examples.map(({ src, prompt }) => h("button.eg", { onclick: () => fillPrompt(prompt, this) }, h("img", { src: ours(src), alt: "" }), h("span", { text: prompt })));
    const step = (sign, title, body) => h("li", {}, h("b", {}, icon(sign, true), h("span", { text: t(title) })), h("p", { text: t(body) }));
    this.welcome.replaceChildren(
      h("div", {}, h("h2", { text: t("welcome_title") }), h("p", { text: t("welcome_text") })),
      h("div.examples", { id: `${tabOf(this)}-examples` }, ...pictures),
      h("ol.steps", {}, step("key", "step_key", "step_key_text"), step("sliders", "step_model", "step_model_text"), step("image", "step_kept", "step_kept_text")));
  }
  #roving(tiles) {
    const stop = this.chosen || tiles[0]?.n;
    for (const node of this.tiles.querySelectorAll(".hit, .over-acts > *")) attr(node, "tabindex", Number(node.closest(".tile").dataset.n) === stop ? "0" : "-1");
  }
  #announce(stage, tiles) {
    const news = [];
    for (const tile of tiles) {
      const was = this.said.get(tile.n);
      if (was && was !== tile.state && tile.state !== "queued") news.push(`${t("tile_n", { n: tile.n })}: ${tile.label}. ${tile.title}`.trim());
      this.said.set(tile.n, tile.state);
    }
    if (stage.running !== this.ran && this.ran !== undefined && tiles.length) news.push(stage.running ? t("run_started", { title: stage.title }) : `${stage.title}: ${stage.status}`);
    this.ran = Boolean(stage.running);
    if (news.length) announce(news.join(" "));
  }
  // The two sides of the chosen picture, where it is finished and was made from another.
  get pair() {
    const tile = (this.value?.tiles ?? []).find((one) => one.n === this.chosen);
    return tile?.source && tile.shot ? { a: tile.source, b: tile.shot } : null;
  }
  // In the comparer one picture is shown; the others are a press away.
  #pick() {
    const tiles = this.value?.tiles ?? [];
    const sides = tiles.some((tile) => tile.source);
    shown(this.modes.querySelector("[data-value=compare]"), sides);
    shown(this.picks, this.#mode === "compare" && tiles.length > 1 && !phone.matches);
    each(this.picks, tiles, (tile) => tile.n, (tile) => h("button", { text: tile.n, onclick: () => this.choose(tile.n) }), (node, tile) => {
      attr(node, "aria-pressed", String(tile.n === this.chosen));
      attr(node, "aria-label", `${t("tile_n", { n: tile.n })}, ${tile.label}`);
    });
    const { pair } = this;
    if (this.#mode === "compare" && pair) this.compare.value = pair;
    this.drift.value = pair ? { run: this.value.run, n: this.chosen } : null;
  }
  // The process view and the peek bar follow the tile that the thoughts column shows.
  #feed() {
    const n = this.#thoughts?.shown || this.chosen;
    const of = this.#thoughts?.tiles?.find((one) => one.n === n) ?? null;
    const tile = this.value?.tiles?.find((one) => one.n === n) ?? null;
    if (this.#mode === "process") this.process.value = { of, tile, ratio: this.value?.ratio || 1 };
    const last = of?.sections?.findLast?.((section) => !section.src);
    shown(this.peek, last);
    shown(this.peek.firstChild, of && BUSY.has(of.state));
    text(this.peek.querySelector("b"), last?.title);
    text(this.peek.querySelector(".q2"), last?.text?.split("\n")[0].slice(0, 120));
  }
  mode(mode) {
    this.#mode = mode;
    this.modes.choose(mode);
    shown(this.process, mode === "process");
    shown(this.compare, mode === "compare" && this.pair);
    shown(this.tiles, (mode === "view" || (mode === "compare" && !this.pair)) && this.value?.tiles?.length);
    if (mode !== "view") this.large.close?.();
    mark(this, "mode", mode);
    tell("studio:mode", mode, this);
    this.#pick();
    this.#feed();
    this.layout();
  }
  surround(name) {
    this.around.choose(name);
    attr(this.canvas, "data-surround", name);
    remember("surround", name);
  }
  // A picture goes on in another tab, which is shown at once; its values follow.
  use(to, n) {
    tell("studio:show", { tab: to === "chat" ? "chat" : "i2i", prompt: true });
    this.send("use", { to, run: this.value.run, n });
  }
  // What every finished picture offers besides being opened, used and saved.
  more(n) {
    const tile = this.value.tiles.find((one) => one.n === n);
    return [
      { name: "full", icon: "full", label: t("enlarge"), run: () => this.enlarge(n) },
      tile?.source && { name: "compare", icon: "compare", label: t("compare_source"), run: () => { this.choose(n); this.byHand = true; this.mode("compare"); } },
      ...(tile?.state === "done" ? ways(this.value.run, n) : []),
      ...(phone.matches ? this.#tools() : []),
      { name: "copy", icon: "copy", label: t("copy_prompt"), run: () => this.copyPrompt(n) },
      { name: "reuse", icon: "sliders", label: t("reuse"), run: () => this.act("reuse", n) },
    ].filter(Boolean);
  }
  // On a phone there is no toolbar: its modes and surrounds are in the menu.
  #tools() {
    const modes = ["view", "process"].filter((mode) => mode !== this.#mode);
    const around = SURROUNDS.filter((name) => name !== this.canvas.dataset.surround);
    return [...modes.map((mode) => ({ name: mode, icon: mode === "view" ? "image" : "think", label: t(mode), run: () => { this.byHand = true; this.mode(mode); } })),
      ...around.map((name) => ({ name: "around_" + name, icon: "theme", label: `${t("surround")}: ${t("surround_" + name)}`, run: () => this.surround(name) }))];
  }
  hit(n, byKey) {
    this.choose(n);
    if (byKey || phone.matches) this.enlarge(n);
  }
  choose(n) {
    this.chosen = n;
    tell("studio:tile", { n, by: this }, this);
    if (this.value) this.draw(this.value);
  }
  #done() { return (this.value?.tiles ?? []).filter((tile) => tile.state === "done" && tile.preview); }
  enlarge(n) {
    const tiles = this.#done();
    const at = tiles.findIndex((tile) => tile.n === n);
    if (at < 0) return;
    if (this.#mode === "process") this.mode("view");
    closeSheet();
    this.large.open(tiles, at, this.value.tiles.length, (to, n) => this.use(to, n));
  }
  copyPrompt(n) {
    if (this.value.prompt !== undefined) copy(this.value.prompt);
    else this.act("copy_prompt", n);
  }
  act(name, n) {
    const tile = this.value.tiles.find((one) => one.n === n);
    this.send("act", { name, run: this.value.run, n, id: tile?.id ?? "" });
    if (name === "edit_prompt") frameOf(this)?.querySelector(".prompt textarea")?.focus();
  }
  // As many columns as make the pictures largest; every tile then has its final size before anything has arrived.
  layout() {
    const count = this.value?.tiles?.length ?? 0;
    if (!count || this.tiles.hidden || phone.matches) return void this.tiles.removeAttribute("style");
    const style = getComputedStyle(this.canvas);
    const width = this.canvas.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = this.canvas.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const ratio = this.value.ratio || 1;
    let best = { w: 0, columns: 1 };
    for (let columns = 1; columns <= count; columns += 1) {
      const rows = Math.ceil(count / columns);
      const w = Math.min((width - (columns - 1) * GAP_X) / columns, ((height - (rows - 1) * GAP_Y) / rows - CAPTION) * ratio);
      if (w > best.w + 0.5) best = { w, columns };
    }
    this.columns = best.columns;
    const w = Math.max(96, Math.floor(best.w));
    Object.assign(this.tiles.style, { gridTemplateColumns: `repeat(${best.columns}, ${w}px)`, gridAutoRows: `${Math.floor(w / ratio) + CAPTION}px` });
  }
}

customElements.define("tile-grid", TileGrid);
