// The controls a compare-bar is made of: radio buttons with one tab stop, and one control for each option a mode declares.
import { keyCap } from "./compare-help.js";
import { make, put, sign, write } from "./image-compare-nodes.js";

// A key for the eye alone.
export function hushed(key) {
  const cap = keyCap(key);
  cap.setAttribute("aria-hidden", "true");
  return cap;
}

// Radio buttons with one tab stop. items [{value, said, node?, text?}]; `pick(value)` by hand.
export function radios(kind, label, items, pick) {
  const box = make("div", kind, { role: "radiogroup", "aria-label": label });
  const buttons = items.map(({ value, said, node, text, key }) => {
    const button = make("button", "", { type: "button", role: "radio", "data-value": value, onclick: () => pick(value) }, ...(node ? [node] : []), ...(text ? [make("span", "", {}, text)] : []));
    if (said) put(button, "aria-label", said);
    if (said) put(button, "title", key ? `${said} (${key})` : said);
    return button;
  });
  box.append(...buttons);
  box.addEventListener("keydown", (event) => {
    const shown = buttons.filter((button) => button.offsetParent !== null);
    const at = shown.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = shown[(to + shown.length) % shown.length];
    next.focus();
    pick(items[buttons.indexOf(next)].value);
  });
  box.mark = (value) => buttons.forEach((button, at) => {
    const on = items[at].value === value;
    put(button, "aria-checked", on);
    put(button, "tabindex", on || (!at && !items.some((item) => item.value === value)) ? 0 : -1);
  });
  return box;
}

// {node, name, mark(value)} for {name, kind: "range" | "choice" | "switch", …}; `pick(value)` by hand, without a value where there are but two.
export function optionControl(option, said, pick) {
  const { name, kind } = option;
  const label = () => make("span", "name", {}, said(name));
  if (kind === "range") {
    const input = make("input", "", { type: "range", min: option.low, max: option.high, step: 1, "aria-label": said(name), oninput: () => pick(Number(input.value)) });
    const out = make("output", "");
    const mark = (value) => {
      if (Number(input.value) !== Math.round(value)) input.value = value;
      const words = said(option.said, { n: Math.round(value) });
      write(out, words);
      put(input, "aria-valuetext", words);
    };
    return { name, mark, node: make("div", "opt", {}, ...(option.ends ? [make("b", "", {}, "A"), input, make("b", "", {}, "B")] : [label(), input]), out) };
  }
  if (kind === "choice") {
    const box = radios("seg", said(name), option.choices.map(({ value, text, word }) => ({ value, text: text ?? said(word) })), pick);
    return { name, mark: box.mark, node: make("div", "opt", {}, label(), box) };
  }
  const knob = make("button", "switch", { type: "button", role: "switch", onclick: () => pick() }, ...(option.sign ? [sign(option.sign)] : []), make("span", "", {}, said(name)), ...(option.key ? [hushed(option.key)] : []), make("i", ""));
  return { name, mark: (value) => put(knob, "aria-checked", Boolean(value)), node: make("div", "opt", {}, knob) };
}
