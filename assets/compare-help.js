// The keys of a comparer as a dialog, for where no page lists them: what `?` and the bar's button open.
import { COMPARE_MODES } from "./compare-modes.js";
import { make, sign, write } from "./image-compare-nodes.js";

export const HELP_SHEET = `
dialog { width: min(480px, calc(100vw - 24px)); max-height: calc(100dvh - 48px); box-sizing: border-box; padding: 0; border: 0; border-radius: var(--r-3, 10px); background: var(--panel, #f7f7f7); color: var(--text, #1a1a1a); box-shadow: var(--shadow-3, 0 16px 48px rgb(0 0 0 / .3)); font: var(--t-13, 13px/20px system-ui, sans-serif); }
dialog::backdrop { background: var(--scrim, rgb(0 0 0 / .42)); }
dialog header { display: flex; align-items: center; justify-content: space-between; padding: 10px 10px 6px 18px; }
dialog h2 { margin: 0; font: inherit; font-weight: 600; }
dialog dl { display: grid; grid-template-columns: max-content 1fr; gap: 7px 16px; margin: 0; padding: 4px 18px 18px; }
dialog dt { display: flex; gap: 4px; align-items: center; }
dialog dd { margin: 0; color: var(--text-2, #4a4a4a); }
`;

export const keyCap = (name) => make("kbd", "", {}, name);
const MORE_KEYS = [
  [["←", "→", "↑", "↓"], "key_move"], [["Alt", "←", "→"], "key_pan"], [["Space"], "key_space"], [["X"], "swap"],
  [["0"], "to_fit"], [["1"], "to_full"], [["+", "−"], "key_zoom"], [["key_wheel"], "key_zoom"], [["key_double"], "key_toggle"], [["F"], "full"],
];

// Opens in `root` (a shadow root with HELP_SHEET); `said` gives the words.
export function openCompareHelp(root, said) {
  const title = make("h2", "", { id: "keys" });
  write(title, said("help"));
  const close = () => dialog.close();
  const list = make("dl", "", {});
  const rows = [...Object.entries(COMPARE_MODES).map(([name, { key }]) => [[key.toUpperCase()], name === "loupe" ? "key_lock" : name]), ...MORE_KEYS];
  for (const [keys, word] of rows) list.append(make("dt", "", {}, ...keys.map((key) => (key.startsWith("key_") ? said(key) : keyCap(key)))), make("dd", "", {}, said(word)));
  const dialog = make("dialog", "", { "aria-labelledby": "keys" }, make("header", "", {}, title, make("button", "icon", { type: "button", "aria-label": said("close_help"), onclick: close }, sign("x"))), list);
  const from = root.activeElement;
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    from?.focus?.();
  });
  root.append(dialog);
  dialog.showModal();
  return dialog;
}
