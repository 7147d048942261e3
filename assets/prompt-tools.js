// At the left of the composer's foot: earlier prompts (told by the history) and the four examples. A choice fills the prompt; nothing leaves.
import { Part, attr, each, fillPrompt, frameOf, h, icon, iconButton, rove, shown, t, tabOf } from "./dom.js";
import { drop, push } from "./layers.js";

const EXAMPLES = ["amphora", "ridges", "poster", "bottle"];

class PromptTools extends Part {
  build() {
    this.earlier = this.#menu("clock", "earlier_prompts");
    this.examples = this.#menu("bulb", "example_prompts");
    this.#fill(this.examples, EXAMPLES.map((name) => ({ prompt: t("example_" + name), src: `/assets/examples/${name}.webp` })));
    const add = iconButton("image", t("add_pictures"), () => frameOf(this)?.querySelector("reference-tray")?.browse(), false);
    add.classList.add("add");
    shown(add, tabOf(this) !== "t2i");
    shown(this.examples.button, tabOf(this) !== "i2i"); // they are pictures to make, not changes
    this.append(add, this.earlier.button, this.earlier.pop, this.examples.button, this.examples.pop);
    const told = (prompts) => {
      this.#fill(this.earlier, prompts.map((prompt) => ({ prompt })));
      shown(this.earlier.button, prompts.length);
    };
    told(document.querySelector("history-rail")?.value?.prompts ?? []); // the history may have been there first
    document.addEventListener("studio:prompts", ({ detail }) => told(detail));
    document.addEventListener("pointerdown", (event) => this.open && !this.contains(event.target) && this.#close());
    addEventListener("resize", () => this.#close());
  }
  #menu(sign, word) {
    const pop = h("div.pop.prompts.scroll", { popover: "manual", role: "menu", "aria-label": t(word), id: `${tabOf(this)}-${word.replace("_", "-")}` });
    const button = iconButton(sign, t(word), () => (this.open?.pop === pop ? this.#close() : this.#open(menu)), false);
    const menu = { pop, button, layer: { node: pop, close: () => this.#close() } };
    attr(button, "aria-haspopup", "menu");
    attr(button, "aria-expanded", "false");
    attr(button, "aria-controls", pop.id);
    rove(pop, "[role=menuitem]");
    pop.addEventListener("keydown", (event) => event.key === "Tab" && this.#close());
    return menu;
  }
  #fill({ pop }, items) {
    each(pop, items, ({ prompt }) => prompt, ({ prompt, src }) =>
      h("button", { role: "menuitem", tabindex: "-1", title: prompt, onclick: () => { this.#close(); fillPrompt(prompt, this); } }, src ? h("img", { src, alt: "" }) : null, h("span", { text: prompt })));
  }
  #open(menu) {
    this.#close();
    this.open = menu;
    push(menu.layer);
    attr(menu.button, "aria-expanded", "true");
    menu.pop.showPopover();
    const box = menu.button.getBoundingClientRect();
    Object.assign(menu.pop.style, { left: `${Math.max(8, box.left - 8)}px`, bottom: `${innerHeight - box.top + 6}px`, maxHeight: `${Math.min(420, box.top - 16)}px` });
    menu.pop.querySelector("button")?.focus();
  }
  #close() {
    const menu = this.open;
    if (!menu) return;
    this.open = null;
    drop(menu.layer);
    menu.pop.hidePopover();
    attr(menu.button, "aria-expanded", "false");
  }
}

customElements.define("prompt-tools", PromptTools);
