// A button that opens a menu of actions: one tab stop, arrows inside, Esc closes only the menu, focus goes back.
import { attr, each, h, icon, iconButton, ours, rove, text } from "./dom.js";
import { drop, push } from "./layers.js";

let open = null;
export function closeMenu() {
  const menu = open;
  if (!menu) return;
  open = null;
  drop(menu.layer);
  menu.pop.hidePopover();
  attr(menu.button, "aria-expanded", "false");
}
document.addEventListener("pointerdown", (event) => open && !open.pop.contains(event.target) && !open.button.contains(event.target) && closeMenu());
addEventListener("resize", closeMenu);
addEventListener("scroll", (event) => open && !open.pop.contains(event.target) && closeMenu(), true);

// items() gives [{name, label, icon, href?, run()}] when the menu opens. `button` may be given; else it is an icon button.
export function menuButton(sign, label, items, button = iconButton(sign, label, null, false)) {
  const pop = h("div.pop.menu", { popover: "manual", role: "menu", "aria-label": label });
  const menu = { pop, button, layer: { node: pop, close: closeMenu } };
  attr(button, "aria-haspopup", "menu");
  attr(button, "aria-expanded", "false");
  button.addEventListener("click", () => {
    if (open === menu) return void closeMenu();
    closeMenu();
    if (!pop.isConnected) document.body.append(pop);
    each(pop, items(), (one) => one.name + (one.href ? "|a" : ""), (one) => item(one), (node, one) => {
      text(node.lastChild, one.label);
      if (one.href) attr(node, "href", ours(one.href) || null);
      node.onclick = () => { closeMenu(); one.run?.(); };
    });
    open = menu;
    push(menu.layer);
    attr(button, "aria-expanded", "true");
    pop.showPopover();
    const box = button.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = pop;
    const below = box.bottom + 4 + height < innerHeight;
    Object.assign(pop.style, { left: `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`, top: `${below ? box.bottom + 4 : Math.max(8, box.top - height - 4)}px` });
    pop.querySelector("[role=menuitem]")?.focus();
  });
  rove(pop, "[role=menuitem]");
  pop.addEventListener("keydown", (event) => event.key === "Tab" && closeMenu());
  return button;
}
const item = (one) => h(one.href ? "a" : "button", { role: "menuitem", tabindex: "-1", download: one.href ? "" : null }, icon(one.icon, true), h("span"));
