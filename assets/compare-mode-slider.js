// A divider parts the two: left and right, or above and below. What it cuts is a clip by one custom property; nothing is measured while it moves.
import { wholePanes } from "./image-compare-place.js";

const DIVIDER_SHEET = `
[data-mode=slider]:not([data-alone]) .pane.a { clip-path: inset(0 calc(100% - var(--cut)) 0 0); }
[data-mode=slider]:not([data-alone]) .pane.b { clip-path: inset(0 0 0 var(--cut)); }
[data-mode=slider] .pane.a .say { right: calc(100% - var(--cut)); }
[data-mode=slider] .pane.b .say { left: var(--cut); }
[data-mode=slider] .line { left: 0; top: var(--top); width: 1px; height: var(--tall); transform: translateX(var(--cut)); cursor: ew-resize; }
[data-mode=slider] .line::after { inset: 0 -24px; }
[data-mode=vertical]:not([data-alone]) .pane.a { clip-path: inset(0 0 calc(100% - var(--cut)) 0); }
[data-mode=vertical]:not([data-alone]) .pane.b { clip-path: inset(var(--cut) 0 0 0); }
[data-mode=vertical] .pane.a .say { bottom: calc(100% - var(--cut)); }
[data-mode=vertical] .pane.b .say { top: var(--cut); }
[data-mode=vertical] .line { left: var(--left); top: 0; height: 1px; width: var(--wide); transform: translateY(var(--cut)); cursor: ns-resize; }
[data-mode=vertical] .line::after { inset: -24px 0; }
[data-mode=vertical] .grip { cursor: ns-resize; }
[data-mode=vertical] .grip svg { rotate: 90deg; }
[data-mode=vertical][data-drag=slide] { cursor: ns-resize; }
`;

export const sliderMode = { key: "s", panes: wholePanes, slides: { axis: "x", of: "position", name: "divider", said: "share" }, captions: "ends", options: [], sheet: DIVIDER_SHEET };
export const verticalMode = { key: "v", panes: wholePanes, slides: { axis: "y", of: "position", name: "divider", said: "share" }, captions: "stacked", options: [] };
