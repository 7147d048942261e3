// What every mode shares of the comparer's look. Tokens with fallbacks, so that it looks the same outside of the studio.

export const COMPARE_SHEET = `
:host { display: block; position: relative; min-width: 0; min-height: 0; font: var(--t-12, 12px/16px system-ui, sans-serif); -webkit-tap-highlight-color: transparent; }
:host([hidden]), [hidden] { display: none !important; }
.stage { position: absolute; inset: 0; overflow: hidden; touch-action: none; user-select: none; -webkit-user-select: none; outline: none; cursor: default; --cut: 0px; }
.stage[data-surround=black] { background: var(--surround-black, #000); }
.stage[data-surround=stage] { background: var(--stage, #ececec); }
.stage[data-surround=mid] { background: var(--surround-mid, #777); }
.stage[data-surround=white] { background: var(--surround-white, #fff); }
.stage[data-surround=checker] { background: repeating-conic-gradient(var(--checker-1, #c9c9c9) 0 25%, var(--checker-2, #f4f4f4) 0 50%) 0 0 / 16px 16px; }
.stage[data-drag=slide] { cursor: ew-resize; }
.stage[data-drag=pan] { cursor: grab; }
.stage[data-drag=pan].held { cursor: grabbing; }
.both, .mix { position: absolute; inset: 0; pointer-events: none; }
.pane { position: absolute; left: 0; top: 0; overflow: hidden; pointer-events: none; }
.pic { position: absolute; left: 0; top: 0; background: var(--hover, #e9e9e9); }
.pic.ready { background: repeating-conic-gradient(var(--checker-1, #c9c9c9) 0 25%, var(--checker-2, #f4f4f4) 0 50%) 0 0 / 16px 16px; }
.stage[data-drag=pan]:not([data-mode=difference]) .pic { will-change: transform; }
.pic.missing { background: none; }
.pic img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; pointer-events: none; display: block; }
.pic.pixels img { image-rendering: pixelated; }
.say { position: absolute; inset: 0; margin: 0; padding: 16px; display: grid; place-items: center; text-align: center; text-wrap: balance; font: var(--t-13, 13px/20px system-ui, sans-serif); color: var(--text-2, #4a4a4a); background: var(--hover, #e9e9e9); }
.line, .grip { position: absolute; left: 0; top: 0; }
.line { background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .35); }
.line::after { content: ""; position: absolute; }
.grip { width: 30px; height: 30px; margin: -15px; border-radius: 50%; background: #fff; color: #1a1a1a; display: grid; place-items: center; box-shadow: 0 1px 6px rgb(0 0 0 / .4); cursor: ew-resize; outline: 2px solid transparent; transform: translate(var(--grip-x), var(--grip-y)); }
.grip::after { content: ""; position: absolute; inset: -7px; border-radius: 50%; }
.grip:focus-visible { box-shadow: 0 0 0 2px #fff, 0 0 0 4px var(--accent, #2450c8), 0 0 0 5px rgb(255 255 255 / .8); }
.grip span:empty { display: none; }
.grip .sign { width: 14px; height: 14px; }
.stage:not([data-slides]) > :is(.line, .grip) { display: none; }
.cap { position: absolute; background: var(--over, rgb(20 20 20 / .84)); color: var(--over-text, #f5f5f5); border-radius: var(--r-1, 4px); padding: 3px 8px; box-sizing: border-box; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; pointer-events: none; }
.cap b { font-weight: 600; }
.cap span:not(:empty) { margin-left: 6px; }
.cap span:not(:empty) + .more:not(:empty) { margin-left: 0; }
.cap.tight .more, .cap.small span { display: none; }
.ring { position: absolute; inset: 0; pointer-events: none; outline: 2px solid transparent; outline-offset: -2px; display: none; }
.stage:focus-visible > .ring { display: block; box-shadow: inset 0 0 0 2px var(--accent, #2450c8), inset 0 0 0 4px var(--panel, #f7f7f7); }
.live { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (pointer: coarse) { .grip { width: 44px; height: 44px; margin: -22px; } .grip::after { inset: 0; } }
@media (forced-colors: active) {
  .line { outline: 1px solid CanvasText; background: CanvasText; }
  .grip { background: ButtonFace; color: ButtonText; border: 2px solid ButtonText; box-sizing: border-box; }
  .grip:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
  .stage:focus-visible > .ring { outline-color: Highlight; }
  .cap { border: 1px solid CanvasText; }
}`;
