// A mask written as a PNG of eight bits grey, 255 where the picture is to change, and read from one. Written by hand: no canvas comes between, with its colours,
// its limits and four bytes for each pixel.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const STRIPE = 512; // rows read at once
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function chunk(name, body) {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  out.set(new TextEncoder().encode(name), 4);
  out.set(body, 8);
  let sum = 0xffffffff;
  for (let i = 4; i < out.length - 4; i++) sum = CRC[(sum ^ out[i]) & 255] ^ (sum >>> 8);
  view.setUint32(out.length - 4, (sum ^ 0xffffffff) >>> 0);
  return out;
}

// `bitmap` has width, height and pixels of 0 and 1.
export async function written({ width, height, pixels }) {
  const rows = new Uint8Array((width + 1) * height); // each begins with its filter: none
  for (let y = 0, from = 0, to = 1; y < height; y++, to++) for (const end = from + width; from < end; from++, to++) rows[to] = pixels[from] ? 255 : 0;
  const packed = await new Response(new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"))).arrayBuffer();
  const head = new Uint8Array(13);
  new DataView(head.buffer).setUint32(0, width);
  new DataView(head.buffer).setUint32(4, height);
  head.set([8, 0, 0, 0, 0], 8);
  return new Blob([Uint8Array.from(SIGNATURE), chunk("IHDR", head), chunk("IDAT", new Uint8Array(packed)), chunk("IEND", new Uint8Array())], { type: "image/png" });
}

// Pixels of 0 and 1 of a picture in its inner form (ours: no colours, no alpha), at `width` × `height`. Rejects where it can not be read.
export async function read(address, width, height, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(String(answer.status));
  const picture = await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const pixels = new Uint8Array(width * height);
  const canvas = new OffscreenCanvas(width, Math.min(STRIPE, height));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingEnabled = picture.width !== width || picture.height !== height;
  for (let top = 0; top < height; top += STRIPE) {
    const high = Math.min(STRIPE, height - top);
    pen.setTransform(1, 0, 0, 1, 0, -top);
    pen.drawImage(picture, 0, 0, width, height);
    const { data } = pen.getImageData(0, 0, width, high);
    for (let i = 0, to = top * width; i < data.length; i += 4, to++) pixels[to] = data[i] >> 7;
  }
  picture.close();
  return pixels;
}
