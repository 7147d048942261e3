// Beside each other, zoomed and moved as one unless they are unlinked. A cross marks in the other what the pointer is on; zoomed in, a small whole shows where one is.
import { halfPanes } from "./image-compare-place.js";
import { make } from "./image-compare-nodes.js";

const SIDE_SHEET = `
.cross { position: absolute; left: -8px; top: -8px; width: 16px; height: 16px; display: none; pointer-events: none; }
.cross::before, .cross::after { content: ""; position: absolute; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .55); }
.cross::before { left: 7px; width: 1px; height: 16px; }
.cross::after { top: 7px; height: 1px; width: 16px; }
.stage.over .cross { display: block; }
.whole { position: absolute; right: 10px; top: 10px; border: 2px solid #fff; border-radius: var(--r-picture, 2px); box-shadow: 0 1px 6px rgb(0 0 0 / .5); pointer-events: none; overflow: hidden; background: var(--hover, #e9e9e9); }
.whole img { display: block; width: 100%; height: 100%; }
.whole i { position: absolute; box-sizing: border-box; border: 1.5px solid #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .6), inset 0 0 0 1px rgb(0 0 0 / .4); }
`;
const WHOLE = 84;

export const sideMode = {
  key: "2",
  panes: halfPanes,
  captions: "own",
  options: [{ name: "linked", kind: "switch", sign: "link" }],
  sheet: SIDE_SHEET,
  build(host) {
    const cross = make("i", "cross");
    const whole = make("div", "whole", { "aria-hidden": "true", hidden: "" }, new Image(), make("i", ""));
    whole.firstChild.alt = "";
    host.stage.append(whole, cross);
    return { cross, whole };
  },
  leave(host) {
    host.stage.classList.remove("over");
    host.parts(this).whole.hidden = true;
  },
  // The pointer is at `point` without a press.
  hover(host, point) {
    const at = host.roomAt(point);
    const [here, there] = [host.seen[at], host.seen[1 - at]];
    const room = host.rooms[at];
    const inside = here && there && host.options.linked && point.x >= room.x && point.y >= room.y && point.x <= room.x + room.w && point.y <= room.y + room.h;
    host.stage.classList.toggle("over", Boolean(inside));
    if (!inside) return;
    const other = host.rooms[1 - at];
    host.parts(this).cross.style.transform = `translate(${other.x + point.x - room.x}px, ${other.y + point.y - room.y}px)`;
  },
  paint(host) {
    const { whole } = host.parts(this);
    const [seen, room, img] = [host.seen[1], host.rooms[1], host.pictures[1].img];
    const zoomed = seen && img && (seen.w > room.w + 1 || seen.h > room.h + 1) && room.w > 200 && room.h > 160;
    whole.hidden = !zoomed;
    if (!zoomed) return;
    if (whole.firstChild.src !== img.src && !whole.firstChild.src) whole.firstChild.src = img.src;
    if (whole.of !== host.pictures[1].spec) {
      whole.of = host.pictures[1].spec;
      whole.firstChild.src = img.src;
    }
    const k = WHOLE / Math.max(seen.w, seen.h);
    const [l, t] = [Math.max(room.x, seen.x), Math.max(room.y, seen.y)];
    const [r, b] = [Math.min(room.x + room.w, seen.x + seen.w), Math.min(room.y + room.h, seen.y + seen.h)];
    Object.assign(whole.style, { width: `${seen.w * k}px`, height: `${seen.h * k}px`, right: `${host.box.w - room.x - room.w + 10}px`, top: `${room.y + 10}px` });
    Object.assign(whole.lastChild.style, { left: `${(l - seen.x) * k}px`, top: `${(t - seen.y) * k}px`, width: `${Math.max(6, (r - l) * k)}px`, height: `${Math.max(6, (b - t) * k)}px` });
  },
};
