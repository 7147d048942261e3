// The signs of the mask tools, on the grid of icons.js.
const SIGNS = {
  brush: '<path d="M13.3 2.7c-2.6 1-5 3.3-6.3 5.6l1.7 1.7c2.3-1.3 4.6-3.7 5.6-6.3zM6 9.3c-1.8 0-2.2 1.5-2.4 2.6-.1.6-.6 1-1.1 1.2 1.8.9 5.2.5 5.2-2.1z"/>',
  eraser: '<path d="m6.5 13 6.6-6.6-3.5-3.5-6.7 6.7 3.4 3.4zM5 7.6l3.5 3.5M6.5 13H13"/>',
  rectangle: '<rect x="2.5" y="3.5" width="11" height="9" stroke-dasharray="2.4 1.6"/>',
  redo: '<path d="m10.5 3 2.8 2.7-2.8 2.8M13 5.7H6.7a3.7 3.7 0 0 0 0 7.3H10"/>',
  invert: '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>',
};

document.body.insertAdjacentHTML(
  "beforeend",
  `<svg width="0" height="0" style="position:absolute" aria-hidden="true">${Object.entries(SIGNS)
    .map(([name, path]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${path}</symbol>`)
    .join("")}</svg>`,
);
