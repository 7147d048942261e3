// What is measured between two pictures, asked of the studio: lines of JSON, one a step, the last is what was found. One question at a time.
import { t } from "./dom.js";

// The id of a picture by the address of its original: `/media/<run>/<file>`, `/references/<name>`.
export const idOf = (shot) => /^\/(?:media\/([^/?]+\/[^/?]+)|references\/([^/?]+))$/.exec(shot?.original ?? "")?.slice(1).find(Boolean) ?? "";

export class Measure {
  #asking = null;
  // `take` hears every line: {state, said, done, why, scale, dx, dy, facts}. What was asked for earlier ends with its connection.
  async ask(ids, take) {
    this.stop();
    const asking = (this.#asking = new AbortController());
    try {
      const reply = await fetch("/compare/measure?" + new URLSearchParams(ids), { signal: asking.signal });
      if (!reply.ok) throw new Error(reply.statusText);
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", piece; !(piece = await reader.read()).done; ) {
        const lines = (rest + piece.value).split("\n");
        rest = lines.pop();
        for (const line of lines) if (this.#asking === asking) take(JSON.parse(line));
      }
    } catch {
      if (this.#asking === asking && !asking.signal.aborted) take({ state: "none", said: t("gw_no_answer"), why: "", done: 1, facts: [] });
    }
  }
  stop() { this.#asking?.abort(); }
}
