// The tabs: which one is shown, remembered in the address so that a reload finds it; arrow keys move between them; the demo's mark follows the one shown.
import { active, attr, phone, rove, t, tell } from "./dom.js";

const NAMES = ["t2i", "i2i", "chat", "compare", "library", "gateways"];
const buttons = () => [...document.querySelectorAll("#tabs [role=tab]")].filter((node) => !node.closest("[aria-hidden=true]"));
const frame = (name) => document.getElementById(name);

// Go to a tab by its name, as a press on its button does.
export function show(name) {
  const at = NAMES.indexOf(name);
  const button = buttons()[at];
  if (button && button.getAttribute("aria-selected") !== "true") button.click();
}
let asked = "";
// With `prompt` the person goes on to say something there: its composer gets the focus (not on a phone, where a keyboard would cover the picture).
document.addEventListener("studio:show", ({ detail }) => {
  const { tab, prompt } = typeof detail === "string" ? { tab: detail } : detail;
  asked = prompt ? tab : "";
  show(tab);
  settle();
});

let now = "";
const fresh = !location.hash && !sessionStorage.getItem("studio:tab");
// gradio draws a tab's content when it is first chosen, a moment after its button says so.
function settle(tries = 40) {
  const shown = active();
  const wanted = NAMES[buttons().findIndex((node) => node.getAttribute("aria-selected") === "true")];
  if (!shown || (wanted && shown.id !== wanted)) return void (tries && requestAnimationFrame(() => settle(tries - 1)));
  for (const name of NAMES) if (frame(name)) attr(frame(name), "data-active", name === shown.id ? "yes" : null);
  attr(shown.closest("[role=tabpanel]"), "aria-label", t("tab_" + shown.id));
  for (const [index, node] of buttons().entries()) attr(node, "tabindex", NAMES[index] === shown.id ? "0" : "-1");
  if (asked === shown.id) {
    asked = "";
    if (!phone.matches) shown.querySelector(".prompt textarea")?.focus();
  }
  if (shown.id === now) return;
  now = shown.id;
  document.body.dataset.tab = now;
  sessionStorage.setItem("studio:tab", now); // a reload comes back here; a new window has none
  history.replaceState(null, "", location.pathname + location.search + (now === "t2i" ? "" : "#" + now));
  tell("studio:tab", now);
}

function start() {
  const list = document.querySelector("#tabs [role=tablist]");
  if (!list || !active()) return void setTimeout(start, 60);
  rove(list, "[role=tab]", (node) => node.click());
  new MutationObserver(() => settle()).observe(list, { attributes: true, subtree: true, attributeFilter: ["aria-selected"] });
  begun = true;
  const said = document.querySelector("studio-bar")?.value; // it may have spoken before this was here to hear it
  if (fresh && said?.running) wish = said.tab;
  if (NAMES.includes(wish)) show(wish);
  settle();
}

let wish = location.hash.slice(1);
let begun = false;
// A page that was nowhere yet opens where something works.
document.addEventListener("studio:begin", ({ detail }) => {
  if (!fresh) return;
  wish = detail;
  if (begun) show(wish);
}, { once: true });
start();
addEventListener("hashchange", () => show(location.hash.slice(1) || "t2i"));
