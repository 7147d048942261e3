// Where one looks: zoom and place, one for both pictures, or one each where they are unlinked. It knows numbers alone; the element draws what it says.
import { MOST, clamp, placed } from "./image-compare-place.js";

export class CompareCamera {
  // z: CSS pixels for one pixel of B, 0 for fit; u, v: how far the pictures are moved, in parts of B as drawn.
  z = 0;
  u = 0;
  v = 0;
  unit = 0; // CSS pixels for one pixel of B when it fits, 0 without a picture
  frame = [1, 1]; // B as fitted
  rooms = null;
  places = [null, null];
  drawn = [null, null];
  free = false; // unlinked: each has its own
  active = 1; // whose view moves then
  movable = false;
  loose = [0, 1].map(() => ({ k: 1, x: 0, y: 0 }));
  lay(fit, rooms, sizes, found) {
    this.rooms = rooms;
    this.places = placed(fit, rooms, sizes, found);
    this.drawn = this.places.map((place, at) => place && sizes[at].map((side) => side * place.unit));
    const main = this.places[1] ? 1 : 0;
    this.unit = this.places[main]?.unit ?? 0;
    this.frame = this.drawn[main] ?? [1, 1];
  }
  home() {
    Object.assign(this, { z: 0, u: 0, v: 0 });
    this.link();
  }
  link() { for (const one of this.loose) Object.assign(one, { k: 1, x: 0, y: 0 }); }
  look({ zoom, x, y }) { Object.assign(this, { z: zoom === 1 ? 0 : zoom * this.unit, u: 0.5 - x, v: 0.5 - y }); }
  get zoom() { return this.z && this.unit ? this.z / this.unit : 1; }
  get moved() { return { x: this.u * this.frame[0] * this.zoom, y: this.v * this.frame[1] * this.zoom }; }
  get #own() { return this.free ? this.loose[this.active].k : 1; }
  // Percent: device pixels for a pixel of B.
  get scale() { return this.unit ? (this.z || this.unit) * this.#own * devicePixelRatio * 100 : 0; }
  get fits() { return this.z === 0 && this.#own === 1; }
  // Whatever counts from now on as B, what is seen stays where it is.
  turn(lay) {
    const [k, moved, fitted] = [this.zoom, this.moved, this.z === 0];
    this.loose.reverse();
    lay();
    if (!fitted) Object.assign(this, { z: k * this.unit, u: moved.x / (this.frame[0] * k), v: moved.y / (this.frame[1] * k) });
  }
  moveBy(x, y) {
    if (this.free) {
      this.loose[this.active].x += x;
      this.loose[this.active].y += y;
    } else {
      this.u += x / (this.frame[0] * this.zoom);
      this.v += y / (this.frame[1] * this.zoom);
    }
  }
  // What is under (x, y), measured from the middle of its pane, stays there, in both.
  zoomTo(wanted, x, y) {
    const full = 1 / devicePixelRatio;
    const z = clamp(wanted, Math.min(this.unit, full), Math.max(this.unit, full * MOST));
    const was = this.moved;
    if (this.free) {
      const one = this.loose[this.active];
      const ratio = z / ((this.z || this.unit) * one.k);
      const [cx, cy] = [was.x * one.k + one.x, was.y * one.k + one.y];
      one.k *= ratio;
      one.x = x - (x - cx) * ratio - was.x * one.k;
      one.y = y - (y - cy) * ratio - was.y * one.k;
    } else {
      const ratio = z / (this.z || this.unit);
      const k = z / this.unit;
      if (Math.abs(k - 1) < 1e-4) Object.assign(this, { z: 0, u: 0, v: 0 });
      else Object.assign(this, { z, u: (x - (x - was.x) * ratio) / (this.frame[0] * k), v: (y - (y - was.y) * ratio) / (this.frame[1] * k) });
    }
    this.keepIn();
  }
  zoomBy(k, x, y) { this.zoomTo((this.z || this.unit) * this.#own * k, x, y); }
  // An edge of a picture stops at the edge of its pane. At fit all is seen, and nothing moves.
  keepIn() {
    const k = this.zoom;
    const over = (axis, side, shift, at, own = 1) => (this.drawn[at] ? Math.max(0, (this.drawn[at][axis] * k * own - this.rooms[at][side]) / 2 + Math.abs(this.places[at][shift]) * k) : 0);
    const [x, y] = [Math.max(over(0, "w", "x", 0), over(0, "w", "x", 1)), Math.max(over(1, "h", "y", 0), over(1, "h", "y", 1))];
    const still = this.z === 0;
    this.u = still ? 0 : clamp(this.u, -x / (this.frame[0] * k), x / (this.frame[0] * k));
    this.v = still ? 0 : clamp(this.v, -y / (this.frame[1] * k), y / (this.frame[1] * k));
    this.movable = !still && x + y > 0.5;
    if (!this.free) return;
    const moved = this.moved;
    this.loose.forEach((one, at) => {
      const [w, h] = [over(0, "w", "x", at, one.k), over(1, "h", "y", at, one.k)];
      one.x = clamp(moved.x * one.k + one.x, -w, w) - moved.x * one.k;
      one.y = clamp(moved.y * one.k + one.y, -h, h) - moved.y * one.k;
      this.movable ||= w + h > 0.5;
    });
  }
  // Each picture as drawn, on whole device pixels: {x, y, w, h, per} in the stage; per: CSS pixels for one of its pixels.
  seen(sizes) {
    this.keepIn();
    const snap = (value) => Math.round(value * devicePixelRatio) / devicePixelRatio;
    const moved = this.moved;
    return this.drawn.map((drawn, at) => {
      if (!drawn) return null;
      const [room, place] = [this.rooms[at], this.places[at]];
      const one = this.free ? this.loose[at] : { k: 1, x: 0, y: 0 };
      const k = this.zoom * one.k;
      const [w, h] = [drawn[0] * k, drawn[1] * k];
      const [x, y] = [snap((room.w - w) / 2 + place.x * k + moved.x * one.k + one.x), snap((room.h - h) / 2 + place.y * k + moved.y * one.k + one.y)];
      return { x: room.x + x, y: room.y + y, w, h, per: w / sizes[at][0] };
    });
  }
}
