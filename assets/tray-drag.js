// Moving one picture of a row with a mouse, a pen, or a finger that rests on it first. Pointer events, because a finger knows no other drag; a finger that
// moves at once scrolls the row as ever. The row decides what a move is: `at(x)` is called while it goes, `end(kept)` once.
import { drop, push } from "./layers.js";

const SLIP = 5; // pixels that a hand trembles
const REST = 350; // milliseconds that a finger rests

export class Drag {
  // row: {list, begin(node) → bool, at(x), end(kept)}; `host` is what keeps the pointer, since nodes of the list are moved about.
  constructor(host, row) {
    Object.assign(this, { host, row });
    host.addEventListener("pointerdown", (event) => this.#down(event));
    host.addEventListener("touchmove", (event) => this.going && event.preventDefault(), { passive: false });
    host.addEventListener("contextmenu", (event) => this.touched && event.preventDefault());
    host.addEventListener("dragstart", (event) => event.preventDefault());
    host.addEventListener("click", (event) => {
      if (!this.moved) return;
      this.moved = false;
      event.preventDefault();
      event.stopPropagation();
    }, true);
  }
  #down(event) {
    this.moved = false;
    const node = event.target.closest?.(".look");
    if (!node || event.button !== 0 || this.stop) return;
    const { pointerId, pointerType, clientX, clientY } = event;
    const listening = new AbortController();
    const on = (name, take) => addEventListener(name, (one) => one.pointerId === pointerId && take(one), { signal: listening.signal });
    this.touched = pointerType === "touch";
    const begin = (x, y) => {
      if (!this.row.begin(node)) return this.stop(false);
      this.going = this.moved = true;
      this.host.setPointerCapture?.(pointerId);
      this.layer = { node: this.host, close: () => this.stop(false) };
      push(this.layer);
      this.#hold(node, clientX, clientY, x, y);
      this.timer = setInterval(() => this.#scroll(), 16);
    };
    const resting = this.touched ? setTimeout(() => begin(clientX, clientY), REST) : 0;
    this.stop = (kept) => {
      clearTimeout(resting);
      clearInterval(this.timer);
      listening.abort();
      this.held?.remove();
      const was = this.going;
      this.stop = this.going = this.held = null;
      setTimeout(() => { this.touched = this.moved = false; }); // after the click that this ends in
      if (!was) return;
      drop(this.layer);
      this.row.end(kept);
    };
    on("pointermove", ({ clientX: x, clientY: y }) => {
      const far = Math.hypot(x - clientX, y - clientY) > SLIP;
      if (this.going) this.#move(x, y);
      else if (far && this.touched) this.stop(false);
      else if (far) begin(x, y);
    });
    on("pointerup", () => this.stop?.(true));
    on("pointercancel", () => this.stop?.(false));
  }
  // The picture under the pointer; a hole stays where it will land.
  #hold(node, fromX, fromY, x, y) {
    const box = node.getBoundingClientRect();
    this.from = fromX;
    this.width = box.width;
    this.grip = [fromX - box.left, fromY - box.top];
    this.held = node.cloneNode(true);
    this.held.className = "thumb held";
    this.held.removeAttribute("aria-label");
    this.held.setAttribute("aria-hidden", "true");
    this.held.tabIndex = -1;
    this.host.append(this.held);
    this.#move(x, y);
  }
  #move(x, y) {
    this.x = x;
    Object.assign(this.held.style, { left: `${x - this.grip[0]}px`, top: `${y - this.grip[1]}px` });
    const number = this.held.querySelector(".num");
    this.row.at(this.#middle, number);
  }
  get #middle() { return this.x - this.grip[0] + this.width / 2; }
  // Carried to an end of the row, the row goes on; one that was taken up there stays.
  #scroll() {
    const { left, right } = this.row.list.getBoundingClientRect();
    const by = this.x < Math.min(left + 28, this.from - 8) ? -7 : this.x > Math.max(right - 28, this.from + 8) ? 7 : 0;
    if (!by) return;
    this.row.list.scrollLeft += by;
    this.row.at(this.#middle, this.held.querySelector(".num"));
  }
}
