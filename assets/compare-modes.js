// The modes in the order they are offered. A mode: {key, panes(box, sizes, host), captions, options for the bar, sheet}, and what it needs of: slides (what its
// slider means), fit(host), exact (originals), build → parts, enter, leave, lay, paint, hover, press, arrow, again, option. What a mode knows stands in its file alone.
import { blinkMode } from "./compare-mode-blink.js";
import { differenceMode } from "./compare-mode-difference.js";
import { loupeMode } from "./compare-mode-loupe.js";
import { overlayMode } from "./compare-mode-overlay.js";
import { sideMode } from "./compare-mode-side.js";
import { sliderMode, verticalMode } from "./compare-mode-slider.js";

export const COMPARE_MODES = { slider: sliderMode, vertical: verticalMode, side: sideMode, blink: blinkMode, overlay: overlayMode, difference: differenceMode, loupe: loupeMode };
