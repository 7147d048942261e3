// The pictures that go along with a prompt: dropped, pasted or chosen, numbered as the model counts, moved by mouse, finger or keys, each with what it is for.
// Files go to our own route and come back as opaque ids; what leaves here is [{id, role}] in order, and nothing else.
import { Part, announce, attr, each, h, icon, iconButton, ours, shown, t, tabOf, text } from "./dom.js";
import { ExtendCanvas } from "./extend-canvas.js";
import { ask } from "./library-ask.js";
import { Drag } from "./tray-drag.js";
import { layer } from "./looking.js";
import "./mask-painter.js";
import { PicturePicker } from "./picture-picker.js";
import { makeItem, patchItem } from "./tray-item.js";
import { ROLES, RoleMenu, roleWord } from "./tray-menu.js";
import { Uploads, onTheWay } from "./tray-upload.js";

const OWN = "application/x-studio-picture"; // a picture of this page, dragged: its Ref as JSON
const ACCEPT = "image/*,.heic,.heif,.avif,.tif,.tiff";
const RELOADED = 12_000; // ms of a page within which the server may still say how the tab was left
const coarse = matchMedia("(pointer: coarse)");

class ReferenceTray extends Part {
  #entries = [];
  #limits = null;
  #keys = 0;
  #sent = []; // what left lately: a round trip that brings it back changes nothing
  #busy = false;
  #current = 0; // the key of the one tab stop
  #listening = null;

  get items() { return this.#ready.map(({ ref, role, mask }, index) => ({ id: ref.id, role, ...(!index && mask ? { mask: mask.id } : {}) })); }
  // [{n, role, name}] of what will be sent: what the model counts.
  get numbered() { return this.#ready.slice(0, this.#most).map(({ ref, role }, index) => ({ n: index + 1, role, name: ref.name })); }
  get busy() { return this.#busy; }
  browse() { this.input.click(); }
  // A picture that the studio knows already, behind all others. Returns whether it was taken.
  add(ref) {
    if (!ref || typeof ref.id !== "string" || !ours(ref.thumb)) return false;
    this.#entries.push(this.#ofRef(ref));
    this.#changed();
    announce(t("tray_added", { name: ref.name, n: this.#ready.length }));
    return true;
  }
  get #ready() { return this.#entries.filter((entry) => entry.state === "ready"); }
  get #most() { return this.#limits?.count ?? Infinity; }
  #ofRef(ref) { return { key: ++this.#keys, state: "ready", ref, name: ref.name, role: ROLES.includes(ref.role) ? ref.role : "", mask: ref.mask ?? null }; }

  build() {
    this.list = h("ol.refs", { "aria-label": t("tray"), onkeydown: (event) => this.#key(event), onfocusin: (event) => this.#stopAt(event), onscroll: () => this.#fade() });
    this.input = h("input", { type: "file", multiple: true, accept: ACCEPT, hidden: true, onchange: () => this.#chosen() });
    this.words = [h("span.words"), h("small.words")];
    const hint = (keys, word) => h("span", {}, t(word), ...keys.map((key) => h("kbd", { text: key })));
    this.field = h("button.drop", { onclick: () => this.browse() }, ...this.words,
      h("span.hints", { "aria-hidden": "true" }, hint(["Alt", "←", "→"], "tray_hint_move"), h("span", {}, hint(["↵"], "tray_hint_role"), hint(["Del"], "tray_hint_remove"))));
    this.cancel = h("button.btn.s.stop-all", { onclick: () => this.#cancelAll() });
    this.own = iconButton("grid", t("tray_library"), () => this.#pick(this.own), false);
    this.own.classList.add("from-library");
    this.row = h("div.tray", {}, this.list, this.cancel, this.field, this.own);
    this.said = h("div.says");
    this.append(this.row, this.said, this.input);
    this.uploads = new Uploads((entry) => this.#stepped(entry));
    this.menu = new RoleMenu(this, (entry, role) => this.#role(entry, role), (entry, act) => this.#act(entry, act));
    this.does = {
      look: (entry) => entry.state === "ready" && this.send("look", { ...entry.ref, role: entry.role }),
      role: (entry) => (this.menu.isOpen && this.menu.entry === entry ? this.menu.close() : this.#menuOf(entry)),
      retry: (entry) => this.uploads.retry(entry),
      remove: (entry) => this.#remove(entry),
      mask: this.hasAttribute("compact") ? null : (entry) => this.#mask(entry),
    };
    this.drag = new Drag(this, { list: this.list, begin: (node) => this.#lift(node), at: (x, number) => this.#over(x, number), end: (kept) => this.#land(kept) });
    new ResizeObserver(() => { this.#fade(); this.menu.close(); }).observe(this);
    coarse.addEventListener("change", () => this.#paint());
    this.#paint();
  }
  connectedCallback() {
    super.connectedCallback();
    this.#listening?.abort();
    const { signal } = (this.#listening = new AbortController());
    const over = this.closest(".frame") ?? document;
    for (const name of ["dragenter", "dragover"]) over.addEventListener(name, (event) => this.#hover(event), { signal });
    over.addEventListener("dragleave", (event) => (!event.relatedTarget || !over.contains(event.relatedTarget)) && this.#into(0), { signal });
    over.addEventListener("drop", (event) => this.#dropped(event), { signal });
    document.addEventListener("paste", (event) => this.#pasted(event), { signal });
    document.addEventListener("pointerdown", (event) => this.menu.isOpen && !this.menu.pop.contains(event.target) && !this.menu.button.contains(event.target) && this.menu.close(), { signal });
  }
  disconnectedCallback() { this.#listening?.abort(); }

  // ---- what the server says ----
  draw({ items, limits }) {
    this.#limits = limits ?? null;
    const given = (items ?? []).filter((item) => item && typeof item.id === "string");
    const plain = JSON.stringify(given.map(({ id, role, mask }, index) => ({ id, role: role || "", ...(!index && mask ? { mask: mask.id ?? mask } : {}) })));
    if (this.#afterReload(given)) return this.#changed(); // the run that the page opens with does not take the tray away that the person had
    const echo = given.length > 0 && given.every((item) => !item.thumb) && this.#sent.includes(plain);
    if (!echo && plain !== JSON.stringify(this.items)) this.#take(given);
    this.#paint();
  }
  // What stood here before the page was loaded again, in this tab of the browser. True where what the server says now is older than that.
  #afterReload(given) {
    if (this.kept === undefined) {
      try {
        this.kept = performance.now() < RELOADED ? JSON.parse(sessionStorage.getItem(this.#place) ?? "[]").filter((item) => typeof item.id === "string" && ours(item.thumb)) : [];
      } catch {
        this.kept = [];
      }
      if (this.kept.length && !this.#entries.length) {
        this.#entries = this.kept.map((item) => this.#ofRef(item));
        return true;
      }
    }
    if (!this.kept.length || performance.now() > RELOADED || !given.some((item) => item.thumb)) return false;
    return !this.kept.every((one) => given.some((item) => item.id === one.id));
  }
  get #place() { return "studio:tray:" + tabOf(this); }
  #keep() {
    try {
      sessionStorage.setItem(this.#place, JSON.stringify(this.#ready.map(({ ref, role, mask }) => ({ ...ref, role, mask }))));
    } catch { /* private mode, or full */ }
  }
  // The server's pictures in its order; what is still on the way keeps its place among them.
  #take(given) {
    const old = new Set(this.#ready);
    const next = given.flatMap((item) => {
      const known = [...old].find((entry) => entry.ref.id === item.id) ?? this.#entries.find((entry) => entry.ref?.id === item.id);
      if (!known && !item.thumb) return [];
      const entry = old.delete(known) ? known : this.#ofRef(item.thumb ? item : known.ref);
      Object.assign(entry, item.thumb && { ref: item, name: item.name, mask: item.mask ?? null }, { role: ROLES.includes(item.role) ? item.role : "" });
      return [entry];
    });
    this.#entries.forEach((entry, index) => entry.state !== "ready" && next.splice(Math.min(index, next.length), 0, entry));
    this.#entries = next;
    this.#keep();
  }
  // ---- what the person did ----
  #changed() {
    this.#paint();
    const items = this.items;
    this.#sent = [...this.#sent.slice(-19), JSON.stringify(items)];
    this.#keep();
    this.send("tray", items);
  }
  #files(files) {
    const entries = files.map(({ file, folder }) => Object.assign(this.uploads.entry(file, folder), { key: ++this.#keys }));
    if (!entries.length) return;
    this.#entries.push(...entries);
    this.uploads.pump();
    this.#paint();
    this.list.scrollLeft = this.list.scrollWidth;
    for (const entry of entries.filter((one) => one.state === "refused")) announce(`${entry.title} ${entry.error}`);
  }
  #stepped(entry) {
    if (entry.state === "ready") {
      this.#changed();
      announce(t("tray_added", { name: entry.ref.name, n: this.#ready.indexOf(entry) + 1 }));
    } else {
      if (["refused", "failed"].includes(entry.state)) announce(`${entry.title} ${entry.error}`);
      this.#paint();
    }
  }
  #chosen() {
    this.#files([...this.input.files].map((file) => ({ file })));
    this.input.value = "";
  }
  #remove(entry) {
    const at = this.#entries.indexOf(entry);
    if (at < 0) return;
    const inside = this.contains(document.activeElement) || this.menu.isOpen || document.activeElement === document.body;
    this.#entries.splice(at, 1);
    this.uploads.cancel(entry);
    const next = this.#entries[at] ?? this.#entries[at - 1];
    if (next) this.#current = next.key;
    if (entry.state === "ready") this.#changed();
    else this.#paint();
    if (inside) (next ? this.#look(next) : this.field).focus();
    announce(t("tray_removed", { name: entry.name, n: this.#ready.length }));
  }
  #cancelAll() {
    const gone = this.#entries.filter(onTheWay);
    this.#entries = this.#entries.filter((entry) => !onTheWay(entry));
    for (const entry of gone) entry.state = "cancelled";
    for (const entry of gone) this.uploads.cancel(entry);
    this.#paint();
    this.field.focus({ preventScroll: true });
  }
  #role(entry, role) {
    const was = entry.role;
    entry.role = role;
    if (role !== was) this.#changed();
    announce(t("role_now", { n: this.#ready.indexOf(entry) + 1, role: roleWord(role) }));
  }
  // What is to change in image 1 is painted over the stage.
  #mask(entry) {
    const painter = layer(this, "mask-painter");
    if (!painter) return;
    painter.onmask ??= painter.addEventListener("mask", ({ detail }) => painter.taken(detail)) ?? true;
    painter.taken = (mask) => {
      entry.mask = mask;
      if (this.#entries.includes(entry)) this.#changed();
    };
    const { preview, original, width, height, name } = entry.ref;
    painter.open({ shot: { preview, original, width, height, alt: name }, id: entry.ref.id, mask: entry.mask });
  }
  // What the studio knows of a picture of its own, or was just sent, at the end or in the place of another.
  async #chose(id, ref, place) {
    const found = ref ?? (await ask(`/references?id=${encodeURIComponent(id)}`));
    if (found.error) return announce(found.error);
    if (!place) return this.add(found);
    Object.assign(place, { ref: found, name: found.name, mask: found.mask ?? null });
    this.#changed();
    return announce(t("tray_replaced", { n: this.#ready.indexOf(place) + 1, name: found.name }));
  }
  #pick(anchor, place) {
    this.picker ??= new PicturePicker(t("tray_library"), (id, ref) => this.#chose(id, ref, this.placing));
    this.placing = place;
    this.picker.open(anchor);
  }
  #act(entry, act) {
    if (act === "mask") return this.#mask(entry);
    if (act === "replace") return this.#pick(this.#look(entry), entry);
    if (act === "extend") return (this.extending ??= new ExtendCanvas((ref) => this.#chose(ref.id, ref, this.larger))).open((this.larger = entry).ref, this.#look(entry), this.#limits?.mask);
    if (act === "duplicate") {
      this.#entries.splice(this.#entries.indexOf(entry) + 1, 0, { ...this.#ofRef({ ...entry.ref, mask: null }), role: entry.role });
      this.#changed();
      return announce(t("tray_duplicated", { n: this.#ready.indexOf(entry) + 2 }));
    }
    if (act === "take_out") return this.#remove(entry);
    this.#step(entry, act === "left" ? -1 : 1);
    return this.#look(entry).focus();
  }
  #step(entry, by) {
    const at = this.#entries.indexOf(entry);
    const before = [...this.#entries];
    if (at + by < 0 || at + by >= this.#entries.length) return;
    this.#entries.splice(at + by, 0, ...this.#entries.splice(at, 1));
    this.#arrange(entry);
    this.#moved(entry, before);
    this.#look(entry).scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  // After a move: the order leaves, and is said, if the model's counting changed.
  #moved(entry, before) {
    const count = (list) => list.filter((one) => one.state === "ready").indexOf(entry) + 1;
    const [from, to] = [count(before), count(this.#entries)];
    if (from === to || !to) return this.#paint();
    entry.moved = t("tray_moved_short", { n: to });
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => { entry.moved = ""; this.#paint(); }, 2500);
    this.#changed();
    return announce(t("tray_moved", { from, to }));
  }
  // Other nodes are moved around this one: it keeps focus and pointer.
  #arrange(pivot) {
    const nodes = new Map([...this.list.children].map((node) => [Number(node.dataset.key), node]));
    const middle = nodes.get(pivot.key);
    const at = this.#entries.indexOf(pivot);
    this.#entries.forEach((entry, index) => {
      const node = nodes.get(entry.key);
      if (index < at) this.list.insertBefore(node, middle);
      else if (index > at) this.list.append(node);
    });
  }
  // ---- keys ----
  #entryOf(node) { return this.#entries.find((entry) => entry.key === Number(node?.closest?.("li")?.dataset.key)); }
  #node(entry) { return [...this.list.children].find((node) => Number(node.dataset.key) === entry.key); }
  #look(entry) { return this.#node(entry).querySelector(".look"); }
  #stopAt({ target }) {
    const entry = this.#entryOf(target);
    if (!entry || entry.key === this.#current) return;
    this.#current = entry.key;
    this.#stops();
  }
  #stops() {
    if (!this.#entries.some((entry) => entry.key === this.#current)) this.#current = this.#entries[0]?.key ?? 0;
    for (const node of this.list.children) for (const button of node.querySelectorAll("button")) attr(button, "tabindex", Number(node.dataset.key) === this.#current ? "0" : "-1");
  }
  #key(event) {
    const entry = event.target.matches?.(".look") ? this.#entryOf(event.target) : null;
    if (!entry || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = this.#entries.indexOf(entry);
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const to = by ? at + by : { Home: 0, End: this.#entries.length - 1 }[event.key];
    if (by && event.altKey) this.#step(entry, by);
    else if (event.altKey) return;
    else if (to !== undefined) this.#entries[to] && this.#look(this.#entries[to]).focus();
    else if (event.key === "Enter") this.#menuOf(entry);
    else if (event.key === "Delete" || event.key === "Backspace") this.#remove(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  #menuOf(entry) {
    const button = this.#node(entry).querySelector(".role");
    if (button.hidden) return;
    const at = this.#entries.indexOf(entry);
    const label = t("role_of", { n: this.#ready.indexOf(entry) + 1, role: roleWord(entry.role) });
    this.menu.open(entry, button, label, { left: at > 0, right: at < this.#entries.length - 1, mask: this.does.mask && entry.n === 1, extend: this.does.mask && entry.n === 1 });
  }
  // ---- drag inside ----
  #lift(node) {
    this.lifted = this.#entryOf(node);
    if (!this.lifted || this.#entries.length < 2) return false;
    this.before = [...this.#entries];
    this.menu.close();
    attr(this.#node(this.lifted), "data-held", true);
    return true;
  }
  #over(x, number) {
    const others = [...this.list.children].filter((node) => node.dataset.held === undefined);
    const at = this.#entries.indexOf(this.lifted);
    const width = others[0]?.querySelector(".look").offsetWidth ?? 0;
    // a neighbour makes room once a quarter of it is covered: seen from where the hole is
    const passed = (node, index) => node.querySelector(".look").getBoundingClientRect().left + width * (index < at ? 0.75 : 0.25) < x;
    const to = others.filter(passed).length;
    if (at >= 0 && to !== at) {
      this.#entries.splice(to, 0, ...this.#entries.splice(at, 1));
      this.#arrange(this.lifted);
      this.#paint();
    }
    if (number) text(number, String(this.#ready.indexOf(this.lifted) + 1));
  }
  #land(kept) {
    const entry = this.lifted;
    this.lifted = null;
    const node = this.#node(entry);
    if (node) attr(node, "data-held", null);
    if (!kept) {
      this.#entries = [...this.before.filter((one) => this.#entries.includes(one)), ...this.#entries.filter((one) => !this.before.includes(one))];
      this.#paint();
      return announce(t("tray_stays"));
    }
    return this.#moved(entry, this.before);
  }
  // ---- from outside ----
  get #seen() { return (this.closest(".frame") ?? this).checkVisibility(); }
  #carries(event) {
    const types = [...(event.dataTransfer?.types ?? [])];
    if (types.includes(OWN)) return 1;
    if (!types.includes("Files")) return 0;
    return [...event.dataTransfer.items].filter((item) => item.kind === "file").length || 1;
  }
  #hover(event) {
    const count = this.#seen ? this.#carries(event) : 0;
    if (!count) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.#into(count);
  }
  #into(count) {
    if (this.into === count) return;
    this.into = count;
    this.#paint();
  }
  #dropped(event) {
    const data = event.dataTransfer;
    if (!this.#seen || !this.#carries(event)) return;
    event.preventDefault();
    this.#into(0);
    if (data.types.includes(OWN)) {
      try {
        this.add(JSON.parse(data.getData(OWN)));
      } catch { /* none of ours */ }
      return;
    }
    const folders = [...data.items].filter((item) => item.kind === "file").map((item) => Boolean(item.webkitGetAsEntry?.()?.isDirectory));
    this.#files([...data.files].map((file, index) => ({ file, folder: folders[index] })));
  }
  #pasted(event) {
    const inside = this.closest(".frame")?.contains(event.target) ?? true;
    if (event.defaultPrevented || !this.#seen || (!inside && event.target !== document.body)) return;
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/") || /\.(heic|heif|avif|tiff?)$/i.test(file.name));
    const words = event.clipboardData?.types.includes("text/plain") && event.target.closest?.("textarea, input, [contenteditable]");
    if (!files.length || words) return;
    event.preventDefault();
    this.#files(files.map((file) => ({ file })));
  }
  // ---- what is seen ----
  #paint() {
    if (!this.list) return;
    let n = 0;
    let counted = 0;
    for (const entry of this.#entries) {
      if (entry.state === "ready") counted += 1;
      entry.unsent = entry.state === "ready" && counted > this.#most;
      entry.n = entry.state === "ready" && !entry.unsent ? ++n : 0;
    }
    each(this.list, this.#entries, (entry) => entry.key, (entry) => makeItem(entry, this.does), (node, entry) => patchItem(node, entry, this.does));
    this.#stops();
    this.#fields(counted);
    this.#lines(counted);
    this.#fade();
    const busy = this.#entries.some(onTheWay);
    if (busy !== this.#busy) this.send("busy", { busy: (this.#busy = busy) });
    this.send("counted", this.numbered);
  }
  #fields(counted) {
    const empty = !this.#entries.length;
    attr(this, "data-empty", empty);
    attr(this.row, "data-into", Boolean(this.into));
    this.field.classList.toggle("into", Boolean(this.into));
    const going = this.#entries.filter(onTheWay).length;
    shown(this.cancel, going);
    text(this.cancel, t("tray_cancel", { n: going }));
    shown(this.list, !empty);
    const [head, below] = this.words;
    if (this.into) {
      const from = counted + going + 1;
      const to = from + this.into - 1;
      text(head, this.into === 1 ? t("tray_into_one") : t("tray_into", { n: this.into }));
      text(below, t(this.into === 1 ? "tray_becomes" : this.into === 2 ? "tray_become_two" : "tray_become", { from, to }));
      return;
    }
    const all = this.#limits?.count;
    text(head, !coarse.matches ? t("tray_drop") : empty ? t("tray_touch_empty") : t("tray_touch"));
    text(below, empty ? (all ? t("tray_empty", { n: all }) : t("tray_formats")) : all ? t(coarse.matches ? "tray_used_touch" : "tray_used", { n: Math.min(counted, all), all }) : t("tray_used_plain", { n: counted }));
  }
  // Under the tray: what was refused or did not arrive, and what the model does not take.
  #lines(counted) {
    const lines = this.#entries.filter((entry) => ["refused", "failed"].includes(entry.state)).map((entry) => ({ key: entry.key, entry }));
    const over = counted - this.#most;
    if (over > 0) lines.unshift({ key: "over", over });
    each(this.said, lines, (line) => line.key, (line) => this.#line(line), (node, { entry, over: n }) => {
      const [bold, rest] = node.children[1].children;
      const button = node.lastChild;
      if (entry) {
        text(bold, entry.title);
        text(rest, entry.error ? ` ${entry.error}` : "");
        attr(button, "aria-label", t("tray_dismiss_name", { name: entry.name }));
        return;
      }
      const { model, count, other } = this.#limits;
      text(bold, count ? t("tray_takes", { model, n: count }) : t("tray_takes_none", { model }));
      text(rest, " " + (!count ? t("tray_over_all") : n === 1 ? t("tray_over_one") : t("tray_over", { n: t("tray_numbers").split(" ")[n - 2] ?? n })));
      shown(button, other);
      text(button, other ? t("tray_use", { model: other.title }) : "");
    });
    shown(this.said, lines.length);
  }
  #line({ entry }) {
    const button = entry ? h("button.btn.s.bare", { text: t("dismiss"), onclick: () => this.#remove(entry) })
      : h("button.btn.s", { onclick: () => this.#limits?.other && this.send("use", { gateway: this.#limits.other.gateway, model: this.#limits.other.model }) });
    const sign = h(entry ? "span.failed" : "span.billed", {}, icon(entry ? "cross" : "warn", true));
    return h("p.say1", {}, sign, h("bdi.grow", {}, h("b"), h("span")), button);
  }
  #fade() {
    const { scrollLeft, scrollWidth, clientWidth } = this.list;
    attr(this.list, "data-more", [scrollLeft > 2 ? "left" : "", scrollLeft + clientWidth < scrollWidth - 2 ? "right" : ""].join(" ").trim() || null);
  }
}

customElements.define("reference-tray", ReferenceTray);
