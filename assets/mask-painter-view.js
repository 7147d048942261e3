// Where one looks at a picture that is painted on, and the region drawn over it: tint, hatch and a line of two tones, all in the screen's own pixels, so that a
// stroke costs what is seen of it, however large the picture is. It knows a bitmap and numbers, no pointers and no words.
import { clamp } from "./dom.js";

const MOST = 16; // screen pixels for one of the picture
const FINEST = 2; // the region is drawn with at most this many pixels for one of CSS
const HATCH = 10;
const ink = (red, green, blue, alpha) => ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
// The same in both themes: what they lie on is a picture.
const INKS = { tint: ink(36, 80, 200, 0.45), hatch: ink(255, 255, 255, 0.6), light: ink(255, 255, 255, 1), dark: ink(0, 0, 0, 0.72) };

export class MaskView {
  z = 0; // CSS pixels for one of the mask, 0 for fit
  x = 0;
  y = 0;
  #dirty = null;
  constructor(frame, img, canvas, changed) {
    Object.assign(this, { frame, img, canvas, changed, pen: canvas.getContext("2d", { desynchronized: false }) });
    new ResizeObserver(() => this.bitmap && this.lay()).observe(frame);
  }
  // `bitmap` to be shown over a picture of `across` pixels, which is what 100 % means.
  show(bitmap, across) {
    Object.assign(this, { bitmap, unit: across / bitmap.width, z: 0, x: 0, y: 0 });
    this.lay();
  }
  get #fit() { return Math.min(this.wide / this.bitmap.width, this.high / this.bitmap.height, 8); }
  get now() { return this.z || this.#fit; }
  get fits() { return !this.z; }
  get percent() { return (this.now / this.unit) * devicePixelRatio * 100; }
  fit() {
    Object.assign(this, { z: 0, x: 0, y: 0 });
    this.lay();
  }
  // What is under (cx, cy), measured from the middle, stays there.
  zoomTo(z, cx = 0, cy = 0) {
    const to = clamp(z, Math.min(this.#fit, this.unit / devicePixelRatio), Math.max(this.#fit, (MOST * this.unit) / devicePixelRatio));
    const k = to / this.now;
    Object.assign(this, Math.abs(to / this.#fit - 1) < 1e-3 ? { z: 0, x: 0, y: 0 } : { z: to, x: cx - (cx - this.x) * k, y: cy - (cy - this.y) * k });
    this.lay();
  }
  zoomBy(k, cx, cy) { this.zoomTo(this.now * k, cx, cy); }
  full(cx, cy) { this.zoomTo(this.unit / devicePixelRatio, cx, cy); }
  moveBy(x, y) {
    if (this.fits) return;
    this.x += x;
    this.y += y;
    this.lay();
  }
  // A point of the frame, from its left top, as one of the mask.
  inside(x, y) { return [(x - this.left) / this.now, (y - this.top) / this.now]; }
  // A box of the mask as one of the frame.
  outside([left, top, right, bottom]) { return [this.left + left * this.now, this.top + top * this.now, (right - left) * this.now, (bottom - top) * this.now]; }

  lay() {
    const { bitmap, frame, canvas } = this;
    this.wide = frame.clientWidth;
    this.high = frame.clientHeight;
    if (!bitmap || !this.wide || !this.high) return;
    const k = this.now;
    const [w, h] = [bitmap.width * k, bitmap.height * k];
    const [roomX, roomY] = [Math.max(0, (w - this.wide) / 2), Math.max(0, (h - this.high) / 2)];
    this.x = clamp(this.x, -roomX, roomX);
    this.y = clamp(this.y, -roomY, roomY);
    this.left = (this.wide - w) / 2 + this.x;
    this.top = (this.high - h) / 2 + this.y;
    Object.assign(this.img.style, { width: `${w}px`, height: `${h}px`, transform: `translate(${this.left}px, ${this.top}px)` });
    this.img.classList.toggle("pixels", (k / this.unit) * devicePixelRatio > 3);
    this.ratio = Math.min(devicePixelRatio, FINEST);
    const [across, down] = [Math.round(this.wide * this.ratio), Math.round(this.high * this.ratio)];
    if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
    Object.assign(canvas.style, { width: `${this.wide}px`, height: `${this.high}px` });
    this.#columns = Int32Array.from({ length: across }, (_, x) => this.#index((x + 0.5) / this.ratio - this.left, bitmap.width));
    this.#ask([0, 0, across, down]);
    this.changed();
  }
  #columns = new Int32Array();
  #index(place, most) {
    const at = Math.floor(place / this.now);
    return at >= 0 && at < most ? at : -1;
  }
  // A box of the mask has changed: it is drawn again, with the line around it.
  again(box) {
    if (!box || !this.ratio) return;
    const k = this.now * this.ratio;
    const [left, top] = [this.left * this.ratio, this.top * this.ratio];
    const room = 3 * this.ratio;
    this.#ask([Math.floor(left + box[0] * k - room), Math.floor(top + box[1] * k - room), Math.ceil(left + box[2] * k + room), Math.ceil(top + box[3] * k + room)]);
  }
  #ask([left, top, right, bottom]) {
    const box = [clamp(left, 0, this.canvas.width), clamp(top, 0, this.canvas.height), clamp(right, 0, this.canvas.width), clamp(bottom, 0, this.canvas.height)];
    if (box[0] >= box[2] || box[1] >= box[3]) return;
    if (!this.#dirty) this.frameAsked = requestAnimationFrame(() => this.draw());
    const was = this.#dirty;
    this.#dirty = was ? [Math.min(was[0], box[0]), Math.min(was[1], box[1]), Math.max(was[2], box[2]), Math.max(was[3], box[3])] : box;
  }
  draw() {
    const box = this.#dirty;
    this.#dirty = null;
    cancelAnimationFrame(this.frameAsked);
    if (!box || !this.bitmap) return;
    const { bitmap, ratio } = this;
    const [left, top, right, bottom] = box;
    const edge = Math.max(1, Math.round(1.5 * ratio)); // width of each of the two lines
    const [w, h] = [right - left + 2 * edge, bottom - top + 2 * edge];
    const seen = new Uint8Array(w * h);
    for (let y = 0; y < h; y++) {
      const row = this.#index((y + top - edge + 0.5) / ratio - this.top, bitmap.height);
      if (row < 0) continue;
      const from = row * bitmap.width;
      for (let x = 0; x < w; x++) {
        const column = this.#columns[x + left - edge];
        if (column >= 0) seen[y * w + x] = bitmap.pixels[from + column];
      }
    }
    const image = new ImageData(right - left, bottom - top);
    const out = new Uint32Array(image.data.buffer);
    const { tint, hatch, light, dark } = INKS;
    const period = Math.round(HATCH * ratio);
    const phase = 1e6 * period - Math.round((this.left + this.top) * ratio);
    const thick = Math.max(1, Math.round(1.4 * ratio));
    for (let y = 0, to = 0; y < bottom - top; y++) {
      for (let x = 0, i = (y + edge) * w + edge; x < right - left; x++, i++, to++) {
        const sum = seen[i - edge] + seen[i + edge] + seen[i - edge * w] + seen[i + edge * w];
        if (seen[i]) out[to] = sum < 4 ? light : (x + left + y + top + phase) % period < thick ? hatch : tint;
        else if (sum) out[to] = dark;
      }
    }
    this.pen.putImageData(image, left, top);
  }
}
