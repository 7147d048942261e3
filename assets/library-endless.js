// A scrolling box that asks for more before one comes to its end. `endless(box, further)` gives a function: is there more?
import { h, shown } from "./dom.js";

const AHEAD = 1200;

export function endless(box, further) {
  const end = box.appendChild(h("div.end", {}, h("i.spin")));
  let more = false;
  const near = () => more && box.checkVisibility() && end.getBoundingClientRect().top < box.getBoundingClientRect().bottom + AHEAD;
  new IntersectionObserver(([entry]) => entry.isIntersecting && near() && further(), { root: box, rootMargin: `${AHEAD}px` }).observe(end);
  return (yes) => {
    more = yes;
    shown(end, yes);
    if (yes) requestAnimationFrame(() => near() && further());
  };
}
