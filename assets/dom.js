// What every element shares: words, building and patching of nodes, clocks, announcements. Text enters by textContent alone.

export const lang = () => (document.documentElement.lang.toLowerCase().startsWith("zh") ? "zh-CN" : "en");

// The word of `key` (without the `page.` prefix) with its {placeholders} filled.
export function t(key, values = {}) {
  const table = window.STUDIO_WORDS?.[lang()] ?? {};
  const text = table["page." + key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// h("button.btn.s", {type: "button", onclick: f, text: "Save"}, child, …): a node; `text` is text, `on…` a listener, the rest attributes.
export function h(what, props = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else attr(node, name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export function icon(name, small = false) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", small ? "i s" : "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#i-" + name);
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onclick, small = true) {
  return h(small ? "button.icon-btn.s" : "button.icon-btn", { "aria-label": label, title: label, onclick }, icon(name));
}

// The three ways to change a node; each leaves it alone when nothing differs.
export function attr(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== (value === true ? "" : String(value))) node.setAttribute(name, value === true ? "" : value);
}
export function text(node, value) {
  if (node.textContent !== (value ?? "")) node.textContent = value ?? "";
}
export function shown(node, yes) {
  if (node.hidden === Boolean(yes)) node.hidden = !yes;
}

// Addresses in a value are only followed when they are our own.
// A browser takes `/\\evil` and `/<tab>/evil` for another host: no backslash and no control character passes.
export const ours = (address) => (typeof address === "string" && /^\/(?!\/)[^\x00-\x1f\\]*$/.test(address) ? address : "");

// One child of `parent` for each item, kept by key: `make(item)` builds it, `patch(node, item, index)` brings it up to date.
export function each(parent, items, key, make, patch) {
  const wanted = new Set(items.map((item, index) => String(key(item, index))));
  for (const node of [...parent.children]) if (!wanted.has(node.dataset.key)) node.remove();
  const kept = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = parent.firstElementChild;
  items.forEach((item, index) => {
    const name = String(key(item, index));
    let node = kept.get(name);
    if (!node) {
      node = make(item, index);
      node.dataset.key = name;
    }
    if (node === before) before = before.nextElementSibling;
    else parent.insertBefore(node, before);
    patch?.(node, item, index);
  });
}

// A row of choices with one tab stop, moved by the arrow keys. `make` gives [{value, label, node?}].
export function choices(kind, label, options, pick) {
  const box = h(kind, { role: "radiogroup", "aria-label": label });
  const buttons = options.map((option) =>
    h(option.shape ?? "button", { role: "radio", "data-value": option.value, "aria-label": option.said, title: option.said, onclick: () => box.choose(option.value, true) },
      ...(option.icon ? [icon(option.icon, true)] : [option.label ?? ""])));
  box.append(...buttons);
  box.choose = (value, byHand = false) => {
    for (const button of buttons) {
      const on = button.dataset.value === value;
      attr(button, "aria-checked", String(on));
      attr(button, "tabindex", on ? "0" : "-1");
    }
    if (byHand) pick(value);
  };
  rove(box, "[role=radio]", (node) => box.choose(node.dataset.value, true));
  return box;
}

// Arrow keys, Home and End move focus among what `selector` finds inside `box`.
export function rove(box, selector, moved, { columns } = {}) {
  box.addEventListener("keydown", (event) => {
    const nodes = [...box.querySelectorAll(selector)].filter((node) => node.offsetParent !== null);
    const at = nodes.indexOf(event.target.closest?.(selector));
    if (at < 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const down = columns?.() ?? 1;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + down, ArrowUp: at - down, Home: 0, End: nodes.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = down > 1 ? nodes[Math.max(0, Math.min(nodes.length - 1, to))] : nodes[(to + nodes.length) % nodes.length];
    next.focus();
    moved?.(next);
  });
}

// Clocks: any node with data-since (milliseconds) shows how long ago that was, once a second.
export const clock = (ms) => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};
export function since(node, start) {
  if (!start) return delete node.dataset.since;
  node.dataset.since = start;
  return text(node, clock(Date.now() - start));
}
setInterval(() => {
  for (const node of document.querySelectorAll("[data-since]")) text(node, clock(Date.now() - node.dataset.since));
}, 1000);

// One polite live region for the whole page. What is said within a moment is said together; the same words again are read again.
let region;
let news = [];
export function announce(words) {
  region ??= document.body.appendChild(h("p.vh", { role: "status", "aria-live": "polite", id: "said" }));
  news.push(words);
  if (news.length > 1) return;
  setTimeout(() => {
    const said = news.join(" ");
    news = [];
    region.textContent = region.textContent === said ? said + "\u00a0" : said;
  }, 100);
}

export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const box = h("textarea.vh");
    box.value = words;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  announce(t("copied"));
}

// A tab's outermost node. What the parts of one tab tell each other is told there, so that two tabs never mix; `active()` is the visible one.
export const frameOf = (node) => node?.closest?.(".frame") ?? null;
export const active = () => [...document.querySelectorAll(".frame")].find((frame) => frame.offsetParent !== null) ?? null;
export const tell = (name, detail, from) => (frameOf(from) ?? document).dispatchEvent(new CustomEvent(name, { detail }));
export const hear = (node, name, take) => (frameOf(node) ?? document).addEventListener(name, ({ detail }) => take(detail));
// The prefix of ids in a node's tab: `t2i`, `i2i`, `chat`.
export const tabOf = (node) => frameOf(node)?.id ?? "t2i";
// A fact of the whole tab, for the styles.
export const mark = (node, name, value) => { const frame = frameOf(node); if (frame) attr(frame, "data-" + name, value || null); };

// Put words into the composer of a tab (the visible one), as if they had been typed.
export function fillPrompt(prompt, from) {
  const box = (frameOf(from) ?? active())?.querySelector(".prompt textarea");
  if (!box) return;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, prompt);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  box.setSelectionRange(prompt.length, prompt.length);
}

export const narrow = matchMedia("(max-width: 1180px)");
export const phone = matchMedia("(max-width: 900px)");
export const remember = (key, value) => { try { localStorage.setItem("studio:" + key, value); } catch { /* private mode */ } };
export const recall = (key) => { try { return localStorage.getItem("studio:" + key); } catch { return null; } };

// An element with one `value`: `build()` once, `draw(value)` whenever it is set, however early that was.
export class Part extends HTMLElement {
  #value = null;
  #built = false;
  connectedCallback() {
    if (!this.#built) {
      this.#built = true;
      this.build?.();
    }
    if (Object.hasOwn(this, "value")) {
      const early = this.value;
      delete this.value;
      this.value = early;
    }
  }
  get value() { return this.#value; }
  set value(value) {
    this.#value = value;
    if (this.#built && value) this.draw(value);
  }
  send(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
