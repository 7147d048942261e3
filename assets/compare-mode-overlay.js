// B over A, as strong as one likes: by dragging across, by arrows, by the bar; Space or a resting finger shows B alone.
import { wholePanes } from "./image-compare-place.js";

const OVERLAY_SHEET = `
[data-mode=overlay] .pane.b { opacity: var(--opacity); will-change: opacity; }
[data-mode=overlay][data-alone] .pane.b, [data-mode=overlay].held-b .pane.b { opacity: 1; }
[data-mode=overlay] .line { display: none; }
[data-mode=overlay] .grip { width: auto; min-width: 72px; height: 24px; margin: 0; padding: 0 10px; border-radius: 12px; gap: 6px; grid-auto-flow: column; background: var(--over, rgb(20 20 20 / .84)); color: var(--over-text, #f5f5f5); box-sizing: border-box; translate: -50% -100%; box-shadow: none; font-variant-numeric: tabular-nums; }
[data-mode=overlay] .grip:focus-visible { box-shadow: 0 0 0 2px #fff, 0 0 0 4px var(--accent, #2450c8); }
[data-mode=overlay] .grip .sign { display: none; }
`;

export const overlayMode = {
  key: "o",
  panes: wholePanes,
  slides: { axis: "x", of: "opacity", name: "opacity_of", said: "share_b", shown: true },
  captions: "ends",
  options: [{ name: "opacity", kind: "range", low: 0, high: 100, said: "zoom", ends: true }],
  sheet: OVERLAY_SHEET,
  leave(host) { host.stage.classList.remove("held-b"); },
  press(host, down, byKey) {
    if (byKey) host.stage.classList.toggle("held-b", down);
  },
};
