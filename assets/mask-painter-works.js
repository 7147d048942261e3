// What was painted on each picture while the page is open, so that closing loses nothing: the newest few, at a byte for each pixel.
import { Bitmap } from "./mask-painter-bitmap.js";

const LONGEST = 4096; // pixels of a mask; a larger picture's mask is scaled by the studio
const KEPT = 3;
const works = new Map(); // by the id of the picture: {bitmap, mask, saved, size}

// The work on a picture that goes on from the mask of id `mask` (empty for none): the one that was left, or a new one.
export function workOn(id, { width, height }, mask) {
  const known = works.get(id);
  const again = known?.mask === mask;
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const work = again ? known : { bitmap: new Bitmap(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))), mask, saved: null };
  works.delete(id);
  works.set(id, work);
  while (works.size > KEPT) works.delete(works.keys().next().value);
  return { work, again };
}
export const forget = (id) => works.delete(id);
