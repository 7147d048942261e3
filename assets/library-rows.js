// Pictures in rows that fill the width, each at its own ratio: what is known of a picture is enough, nothing is measured but the width of the whole.

// [{ratio, …}] → [{height, items, full}]; every full row is between 0.72 and 1.3 of `target` high, the last one is left as it is.
export function rows(items, width, target, gap) {
  const out = [];
  let row = [];
  let sum = 0;
  for (const item of items) {
    row.push(item);
    sum += item.ratio;
    const height = (width - gap * (row.length - 1)) / sum;
    if (height > target) continue;
    // one fewer may come nearer to the wished height
    const before = (width - gap * (row.length - 2)) / (sum - item.ratio);
    if (row.length > 1 && before / target < target / height && before < target * 1.3) {
      out.push({ height: before, items: row.slice(0, -1), full: true });
      row = [item];
      sum = item.ratio;
      if (width / sum > target) continue;
    }
    out.push({ height: Math.max((width - gap * (row.length - 1)) / sum, target * 0.4), items: row, full: true });
    row = [];
    sum = 0;
  }
  if (row.length) out.push({ height: Math.min(target, (width - gap * (row.length - 1)) / sum), items: row, full: false });
  return out;
}

// A ratio that a row bears: a banner of 8:1 is cut to 3:1 in the grid, and shown whole beside it.
export const ratioOf = ({ width, height }) => Math.min(3, Math.max(0.45, width && height ? width / height : 1));
