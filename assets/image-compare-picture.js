// One of the two pictures: its preview first, the original once the preview's own pixels are used up or a mode must be exact. What was asked for earlier never wins.
import { make, write } from "./image-compare-nodes.js";

export const alike = (one, other) => one === other || (one && other && ["preview", "original", "width", "height"].every((name) => one[name] === other[name]));

const PATIENCE = 150; // milliseconds for which a picture stands in for the next one

export class ComparePicture {
  spec = null;
  size = null;
  img = null;
  #turn = 0;
  #sharp = false;
  #came = false; // what is asked for now has been shown
  #unsized = false;
  #eye = null;
  constructor(changed) {
    this.changed = changed;
    this.node = make("div", "pic");
    this.say = make("p", "say", { hidden: "" });
  }
  show(spec, failed) {
    const same = alike(spec ?? null, this.spec);
    this.spec = spec ?? null;
    write(this.say, failed);
    if (same) {
      if (this.img) this.img.alt = spec.alt ?? "";
      return false;
    }
    const turn = ++this.#turn;
    const size = spec?.width > 0 && spec?.height > 0 ? [spec.width, spec.height] : null;
    this.#sharp = false;
    this.say.hidden = true;
    if (spec && !size && this.img) setTimeout(() => turn === this.#turn && this.spec && !this.#came && this.#clear(null), PATIENCE); // no gap while one scrubs
    else this.#clear(size);
    this.#came = false;
    this.#unsized = !size;
    if (spec) this.#first(turn);
    return true;
  }
  #clear(size) {
    this.img = null;
    this.size = size;
    this.node.replaceChildren();
    this.node.className = this.spec ? "pic" : "pic missing";
  }
  async #first(turn) {
    if ((await this.#load(this.spec.preview, turn)) || (await this.#load(this.spec.original, turn)) || turn !== this.#turn) return;
    this.#clear(this.size);
    this.node.className = "pic missing";
    this.say.hidden = false;
    this.changed();
  }
  // Decoded before it is shown, so that nothing flashes.
  async #load(address, turn) {
    if (!address || turn !== this.#turn) return false;
    const img = new Image();
    img.draggable = false;
    img.src = address;
    const came = await img.decode().then(() => img.naturalWidth > 0, () => false);
    if (!came || turn !== this.#turn) return false;
    img.alt = this.spec.alt ?? "";
    this.img = img;
    this.#came = true;
    if (this.#unsized) this.size = [img.naturalWidth, img.naturalHeight];
    this.#unsized = false;
    this.node.replaceChildren(img);
    this.node.classList.add("ready");
    this.changed();
    return true;
  }
  // `pixels`: how many device pixels wide it is drawn now; Infinity asks for the original itself.
  sharpen(pixels) {
    if (this.#sharp || !this.img || !this.spec.original || pixels <= this.img.naturalWidth * 1.05 || this.img.src === new URL(this.spec.original, document.baseURI).href) return;
    this.#sharp = true;
    this.#load(this.spec.original, this.#turn);
  }
  // "#C4572B" at a pixel, "" where it may not be read (another origin) or lies outside.
  colour(x, y) {
    if (!this.img || x < 0 || y < 0 || x >= this.size[0] || y >= this.size[1]) return "";
    const k = this.img.naturalWidth / this.size[0];
    this.#eye ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    try {
      this.#eye.clearRect(0, 0, 1, 1);
      this.#eye.drawImage(this.img, Math.floor(x * k), Math.floor(y * k), 1, 1, 0, 0, 1, 1);
      const [r, g, b, a] = this.#eye.getImageData(0, 0, 1, 1).data;
      const hex = (values) => "#" + values.map((value) => value.toString(16).padStart(2, "0")).join("").toUpperCase();
      return hex(a === 255 ? [r, g, b] : [r, g, b, a]);
    } catch {
      this.#eye = null; // a tainted canvas stays tainted
      return "";
    }
  }
}
