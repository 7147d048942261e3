// The look of bar and strip: the studio's controls again, for a page that has none of its styles.

export const BAR_SHEET = `
:host { display: block; min-width: 0; font: var(--t-12, 12px/16px system-ui, sans-serif); color: var(--text-2, #4a4a4a); font-variant-numeric: tabular-nums; }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
button, input, select { font: inherit; color: inherit; margin: 0; cursor: default; }
:is(button, input, select):focus-visible { outline: 2px solid transparent; box-shadow: var(--focus, 0 0 0 2px #fff, 0 0 0 4px #2450c8); }
.row { display: flex; align-items: center; gap: 8px; min-width: 0; min-height: 40px; }
.row > * { flex: none; }
.row > .opts { flex: 0 1 auto; overflow-x: auto; scrollbar-width: none; padding: 4px; margin: -4px; }
.grow { flex: 1 1 0 !important; min-width: 0; }
.part { display: flex; align-items: center; gap: 4px; }
.seg { display: inline-flex; background: var(--cmp-seg, var(--hover, #e9e9e9)); border-radius: var(--r-2, 6px); padding: 2px; gap: 1px; }
.seg button { border: 0; background: none; border-radius: var(--r-1, 4px); min-height: 26px; min-width: 28px; padding: 0 8px; color: var(--text-2, #4a4a4a); white-space: nowrap; display: inline-flex; align-items: center; justify-content: center; gap: 6px; }
.seg button:hover { color: var(--text, #1a1a1a); }
.seg button[aria-checked=true] { background: var(--cmp-seg-on, var(--raised, #fff)); color: var(--text, #1a1a1a); box-shadow: var(--shadow-1, 0 1px 2px rgb(0 0 0 / .1)); }
.modes:not(.words) button span { display: none; }
.modes:not(.words) button { padding: 0; min-width: 32px; }
.icon { width: 30px; height: 30px; display: inline-grid; place-items: center; border: 0; background: none; border-radius: var(--r-2, 6px); color: inherit; padding: 0; flex: none; }
.icon span { display: none; }
.menu .icon { display: inline-flex; align-items: center; gap: 8px; width: auto; padding: 0 10px 0 7px; }
.menu .icon span { display: inline; }
.hints { display: flex; gap: 12px; align-items: center; color: var(--text-3, #616161); font: var(--t-11, 11px/16px system-ui, sans-serif); margin-right: 8px; }
.hints span { display: inline-flex; gap: 5px; align-items: center; white-space: nowrap; }
.terse .name { display: none; }
.text { height: 26px; border: 0; background: none; border-radius: var(--r-1, 4px); padding: 0 7px; display: inline-flex; align-items: center; gap: 5px; white-space: nowrap; }
:is(.icon, .text):hover, .icon[aria-expanded=true] { background: var(--hover, #e9e9e9); color: var(--text, #1a1a1a); }
kbd { font: var(--t-11, 11px/16px system-ui, sans-serif); line-height: 14px; color: var(--text-3, #616161); border: 1px solid var(--line-strong, #c4c4c4); border-radius: 3px; padding: 0 4px; }
.scale { min-width: 64px; text-align: right; white-space: nowrap; color: var(--text, #1a1a1a); }
.opts { display: flex; align-items: center; gap: 10px; min-width: 0; }
.opt { display: inline-flex; align-items: center; gap: 8px; white-space: nowrap; }
.opt b, .opt output { font-weight: 600; color: var(--text, #1a1a1a); }
.opt output { min-width: 38px; text-align: right; font-weight: 400; }
input[type=range] { appearance: none; width: 110px; height: 18px; background: none; border-radius: 9px; }
input[type=range]::-webkit-slider-runnable-track { height: 2px; border-radius: 1px; background: var(--line-control, #8a8a8a); }
input[type=range]::-moz-range-track { height: 2px; border-radius: 1px; background: var(--line-control, #8a8a8a); }
input[type=range]::-webkit-slider-thumb { appearance: none; width: 14px; height: 14px; margin-top: -6px; border: 0; border-radius: 50%; background: var(--text, #1a1a1a); box-shadow: 0 0 0 2px var(--panel, #f7f7f7); }
input[type=range]::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--text, #1a1a1a); box-shadow: 0 0 0 2px var(--panel, #f7f7f7); }
select { appearance: none; height: 26px; border: 0; border-radius: var(--r-1, 4px); padding: 0 20px 0 7px; background: linear-gradient(45deg, transparent 50%, currentColor 50% 62%, transparent 62%) calc(100% - 10px) 50% / 5px 5px no-repeat, linear-gradient(-45deg, transparent 50%, currentColor 50% 62%, transparent 62%) calc(100% - 6px) 50% / 5px 5px no-repeat; }
select:hover { color: var(--text, #1a1a1a); background-color: var(--hover, #e9e9e9); }
option { background: var(--raised, #fff); color: var(--text, #1a1a1a); }
.switch { border: 0; background: none; padding: 0 2px; height: 26px; display: inline-flex; align-items: center; gap: 7px; border-radius: var(--r-1, 4px); }
.switch i { width: 28px; height: 16px; border-radius: 8px; background: var(--line-control, #8a8a8a); position: relative; flex: none; }
.switch i::after { content: ""; position: absolute; width: 12px; height: 12px; border-radius: 50%; background: #fff; top: 2px; left: 2px; transition: left var(--quick, 120ms); }
.switch[aria-checked=true] i { background: var(--accent-fill, #2450c8); }
.switch[aria-checked=true] i::after { left: 14px; }
.around { display: flex; gap: 2px; align-items: center; }
.around button { width: 24px; height: 24px; padding: 0; border: 0; background: none; display: grid; place-items: center; border-radius: 50%; }
.around i { width: 14px; height: 14px; border-radius: 50%; border: 1px solid var(--line-control, #8a8a8a); }
.around [aria-checked=true] i { box-shadow: 0 0 0 2px var(--stage, #ececec), 0 0 0 3.5px var(--accent, #2450c8); }
.around [data-value=black] i { background: var(--surround-black, #000); }
.around [data-value=stage] i { background: var(--stage, #ececec); }
.around [data-value=mid] i { background: var(--surround-mid, #777); }
.around [data-value=white] i { background: var(--surround-white, #fff); }
.around [data-value=checker] i { background: repeating-conic-gradient(var(--checker-1, #c9c9c9) 0 25%, var(--checker-2, #f4f4f4) 0 50%) 0 0 / 7px 7px; }
.menu { position: fixed; inset: auto; margin: 0; padding: 8px; border: 0; border-radius: var(--r-3, 10px); background: var(--raised, #fff); color: inherit; box-shadow: var(--shadow-3, 0 16px 48px rgb(0 0 0 / .3)); width: max-content; max-width: calc(100vw - 16px); }
.menu:popover-open { display: grid; gap: 4px; }
.menu .part { justify-content: flex-start; min-height: 32px; }
.lines { display: grid; gap: 4px; }
.lines > .row { min-height: 44px; }
.lines > .row.second { gap: 4px; }
.lines .opts { flex: 1 1 0; overflow-x: auto; scrollbar-width: none; padding: 4px; margin: -4px 0; justify-content: center; }
.lines .modes { flex: 1 1 auto; overflow-x: auto; scrollbar-width: none; }
.lines .modes button { flex: 1 0 auto; }
.lines .opts > .opt > .name, .lines kbd, .lines .scale { display: none; }
.lines input[type=range] { width: clamp(80px, 30vw, 200px); }
.list { display: flex; gap: 10px; overflow-x: auto; padding: 4px; scrollbar-width: thin; }
.list figure { margin: 0; flex: none; width: 76px; display: grid; gap: 4px; }
.list .look { display: block; width: 100%; height: 56px; padding: 0; border: 0; border-radius: var(--r-picture, 2px); background: repeating-conic-gradient(var(--checker-1, #c9c9c9) 0 25%, var(--checker-2, #f4f4f4) 0 50%) 0 0 / 12px 12px; overflow: hidden; }
.list .on .look { box-shadow: 0 0 0 2px var(--stage, #ececec), 0 0 0 4px var(--accent, #2450c8); }
.list .look:focus-visible { box-shadow: var(--focus, 0 0 0 2px #fff, 0 0 0 4px #2450c8); }
.list img { width: 100%; height: 100%; object-fit: cover; display: block; }
.list .slots { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; background: var(--hover, #e9e9e9); border-radius: var(--r-1, 4px); padding: 1px; }
.list .slots button { border: 0; background: none; border-radius: 3px; min-height: 24px; padding: 0; color: var(--text-3, #616161); }
.list .slots [aria-pressed=true] { background: var(--accent-fill, #2450c8); color: var(--on-accent, #fff); font-weight: 600; }
@media (pointer: coarse) {
  .seg button, .icon, .text, .switch, select, .around button { min-height: 44px; min-width: 44px; }
  .modes:not(.words) button { min-width: 44px; }
  .seg { padding: 0; }
  .list figure { width: 92px; }
  .list .slots button { min-height: 44px; }
  input[type=range] { height: 44px; }
  input[type=range]::-webkit-slider-thumb { width: 24px; height: 24px; margin-top: -11px; }
  input[type=range]::-moz-range-thumb { width: 24px; height: 24px; }
}
@media (forced-colors: active) {
  [aria-checked=true], [aria-pressed=true] { outline: 2px solid Highlight; outline-offset: -2px; }
  .switch i { border: 1px solid ButtonText; } .switch i::after { background: ButtonText; }
  .around i { forced-color-adjust: none; }
  input[type=range]::-webkit-slider-runnable-track { background: ButtonText; }
  input[type=range]::-webkit-slider-thumb { background: ButtonText; }
}`;
