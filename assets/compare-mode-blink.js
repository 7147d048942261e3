// One in the place of the other, by itself at most three times a second; held, or where motion is unwelcome, only while Space or a finger holds B.
import { wholePanes } from "./image-compare-place.js";

const BLINK_SHEET = `
[data-mode=blink] .pane { will-change: opacity; }
[data-mode=blink][data-shows=a] .pane.b, [data-mode=blink][data-shows=b] .pane.a { opacity: 0; }
[data-mode=blink][data-shows=a] .cap.b, [data-mode=blink][data-shows=b] .cap.a { display: none; }
`;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export const blinkMode = {
  key: "b",
  panes: wholePanes,
  captions: "first",
  options: [
    { name: "speed", kind: "choice", choices: [1, 2, 3].map((value) => ({ value, text: String(value) })), hidden: () => still.matches },
    { name: "held", kind: "switch", hidden: () => still.matches },
  ],
  sheet: BLINK_SHEET,
  enter(host) {
    host.stage.dataset.shows = "a";
    this.option(host);
  },
  leave(host) {
    clearInterval(host.blinking);
    delete host.stage.dataset.shows;
  },
  option(host) {
    clearInterval(host.blinking);
    if (still.matches || host.options.held) host.stage.dataset.shows = "a";
    else host.blinking = setInterval(() => host.box.w && !host.pressed && this.show(host, host.stage.dataset.shows === "a" ? "b" : "a"), 1000 / Math.min(3, host.options.speed));
  },
  show(host, side) {
    if (host.alone) return;
    host.stage.dataset.shows = side;
  },
  // Space goes down or up, or a finger rests.
  press(host, down) {
    this.show(host, down ? "b" : "a");
    host.tell(host.said("shows", { a: host.label(down ? 1 : 0) }));
  },
};
