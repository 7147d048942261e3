// A mask as bytes, one a pixel, 1 where the picture is to change: shapes are drawn into it with hard edges, so that what was painted is what is sent, bit for bit.
// Its history keeps what lay under a step in tiles of one bit a pixel, and inverting keeps nothing at all. It knows nothing of a page.

export const TILE = 128;
const STEPS = 60; // kept at most
const FEWEST = 30; // kept whatever they cost
const BUDGET = 24e6; // bytes of history

export class Bitmap {
  count = 0; // pixels that are to change
  #done = [];
  #undone = [];
  #step = null;
  #floor = null; // the last step that was forgotten
  constructor(width, height) {
    Object.assign(this, { width, height, pixels: new Uint8Array(width * height), across: Math.ceil(width / TILE) });
  }
  get share() { return this.count / this.pixels.length; }
  get undoes() { return this.#done.length; }
  get redoes() { return this.#undone.length; }
  // What it is now, to be told from what it was: the same thing only where nothing differs.
  get state() { return this.#done.at(-1) ?? this.#floor; }

  // ---- steps: begin, draw, then commit or revert. Each returns the box of what may have changed, [left, top, right, bottom], or null ----
  begin() { this.#step = { tiles: new Map(), bytes: 0 }; }
  commit() {
    const step = this.#step;
    this.#step = null;
    for (const [at, tile] of step?.tiles ?? []) if (this.#same(at, tile)) step.tiles.delete(at);
    if (!step?.tiles.size) return false;
    this.#keep(step);
    return true;
  }
  revert() {
    const step = this.#step;
    this.#step = null;
    return step ? this.#swap(step) : null;
  }
  undo() { return this.#walk(this.#done, this.#undone); }
  redo() { return this.#walk(this.#undone, this.#done); }
  #walk(from, to) {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    return this.#swap(step);
  }
  #keep(step) {
    this.#undone = [];
    this.#done.push(step);
    step.bytes = [...(step.tiles?.values() ?? [])].reduce((sum, tile) => sum + (typeof tile === "number" ? 8 : tile.length), 0);
    let bytes = this.#done.reduce((sum, one) => sum + one.bytes, 0);
    while (this.#done.length > STEPS || (bytes > BUDGET && this.#done.length > FEWEST)) {
      this.#floor = this.#done.shift();
      this.#floor.tiles = null; // known again, not kept
      bytes -= this.#floor.bytes;
    }
  }
  #swap(step) {
    if (!step.tiles) return this.#flip();
    let box = null;
    for (const [at, tile] of step.tiles) {
      const here = this.#where(at);
      step.tiles.set(at, this.#pack(here));
      this.#unpack(here, tile);
      box = joined(box, here);
    }
    return box;
  }
  #flip() {
    const { pixels } = this;
    for (let i = 0; i < pixels.length; i++) pixels[i] ^= 1;
    this.count = pixels.length - this.count;
    return [0, 0, this.width, this.height];
  }

  // ---- tiles ----
  #where(at) {
    const [left, top] = [(at % this.across) * TILE, Math.floor(at / this.across) * TILE];
    return [left, top, Math.min(this.width, left + TILE), Math.min(this.height, top + TILE)];
  }
  // What lies in a box before it is drawn into.
  #save(left, top, right, bottom) {
    const { tiles } = this.#step;
    for (let y = Math.floor(top / TILE); y * TILE < bottom; y++) {
      for (let x = Math.floor(left / TILE); x * TILE < right; x++) {
        const at = y * this.across + x;
        if (!tiles.has(at)) tiles.set(at, this.#pack(this.#where(at)));
      }
    }
  }
  // A tile of one value is that number, any other its bits.
  #pack([left, top, right, bottom]) {
    const { pixels, width } = this;
    const first = pixels[top * width + left];
    let even = true;
    for (let y = top; even && y < bottom; y++) for (let i = y * width + left, end = y * width + right; i < end; i++) if (pixels[i] !== first) { even = false; break; }
    if (even) return first;
    const bits = new Uint8Array(Math.ceil(((right - left) * (bottom - top)) / 8));
    let n = 0;
    for (let y = top; y < bottom; y++) for (let i = y * width + left, end = y * width + right; i < end; i++, n++) if (pixels[i]) bits[n >> 3] |= 1 << (n & 7);
    return bits;
  }
  #unpack([left, top, right, bottom], tile) {
    const { pixels, width } = this;
    const even = typeof tile === "number";
    let n = 0;
    for (let y = top; y < bottom; y++) {
      for (let i = y * width + left, end = y * width + right; i < end; i++, n++) {
        const value = even ? tile : (tile[n >> 3] >> (n & 7)) & 1;
        this.count += value - pixels[i];
        pixels[i] = value;
      }
    }
  }
  #same(at, tile) {
    const now = this.#pack(this.#where(at));
    return typeof now === "number" || typeof tile === "number" ? now === tile : now.every((byte, n) => byte === tile[n]);
  }

  // ---- drawing, inside a step ----
  // A stroke from one disc to another, [x, y, radius] each: the hull of both, row by row.
  stroke(from, to, value) {
    const reach = Math.max(from[2], to[2], 0.5);
    const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach));
    const bottom = Math.min(this.height, Math.ceil(Math.max(from[1], to[1]) + reach) + 1);
    const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach));
    const right = Math.min(this.width, Math.ceil(Math.max(from[0], to[0]) + reach) + 1);
    if (top >= bottom || left >= right) return null;
    this.#save(left, top, right, bottom);
    const lows = new Float64Array(bottom - top).fill(Infinity);
    const highs = new Float64Array(bottom - top).fill(-Infinity);
    // discs so close that their hull is a tenth of a pixel from the true one
    const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / Math.max(0.5, Math.sqrt(0.8 * Math.min(from[2], to[2])))) || 0;
    for (let n = 0; n <= steps; n++) {
      const p = steps ? n / steps : 1;
      const [x, y, radius] = from.map((one, axis) => one + (to[axis] - one) * p);
      this.#disc(x, y, radius, top, lows, highs);
    }
    for (let n = 0; n < lows.length; n++) if (lows[n] <= highs[n]) this.#span(top + n, Math.max(0, lows[n]), Math.min(this.width, highs[n] + 1), value);
    return [left, top, right, bottom];
  }
  // A pixel is in a disc where its middle is; the one under the disc's own middle always is.
  #disc(x, y, radius, top, lows, highs) {
    const low = Math.max(top, Math.ceil(y - radius - 0.5));
    const high = Math.min(top + lows.length - 1, Math.floor(y + radius - 0.5));
    for (let row = low; row <= high; row++) {
      const half = Math.sqrt(Math.max(0, radius * radius - (row + 0.5 - y) ** 2));
      const [first, last] = [Math.ceil(x - half - 0.5), Math.floor(x + half - 0.5)];
      if (first > last) continue;
      if (first < lows[row - top]) lows[row - top] = first;
      if (last > highs[row - top]) highs[row - top] = last;
    }
    const own = Math.floor(y) - top;
    if (own < 0 || own >= lows.length) return;
    lows[own] = Math.min(lows[own], Math.floor(x));
    highs[own] = Math.max(highs[own], Math.floor(x));
  }
  #span(row, from, to, value) {
    const { pixels, width } = this;
    let changed = 0;
    for (let i = row * width + from, end = row * width + to; i < end; i++) {
      if (pixels[i] !== value) {
        pixels[i] = value;
        changed++;
      }
    }
    this.count += value ? changed : -changed;
  }
  rectangle([left, top, right, bottom], value) {
    const box = [Math.max(0, left), Math.max(0, top), Math.min(this.width, right), Math.min(this.height, bottom)];
    if (box[0] >= box[2] || box[1] >= box[3]) return null;
    this.#save(...box);
    for (let y = box[1]; y < box[3]; y++) this.#span(y, box[0], box[2], value);
    return box;
  }
  replace(pixels) {
    this.#save(0, 0, this.width, this.height);
    this.fill(pixels);
    return [0, 0, this.width, this.height];
  }

  // ---- whole ----
  invert() {
    this.#keep({ tiles: null, bytes: 0 });
    return this.#flip();
  }
  // As it was given, outside of any step.
  fill(pixels) {
    this.pixels.set(pixels);
    this.count = 0;
    for (let i = 0; i < pixels.length; i++) this.count += pixels[i];
  }
}

export const joined = (a, b) => (a && b ? [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])] : a ?? b);
