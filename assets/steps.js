// A tile's thinking as steps in time: thoughts, drafts, the final picture. Both the timeline and the process view read it.
import { t } from "./dom.js";

const ENDED = new Set(["done", "refused", "failed", "uncertain", "stopped"]);

// [{kind: "think" | "draft" | "final", title, text, span, src, alt, note, start, end}], start and end in seconds, or in steps where seconds are not known.
export function stepsOf(of) {
  let drafts = 0;
  const steps = (of?.sections ?? []).map((section) => {
    const draft = Boolean(section.src);
    drafts += draft;
    return { ...section, kind: draft ? "draft" : "think", title: section.title || (draft ? t("draft_n", { n: drafts }) : t("thinking_step")) };
  });
  if (of?.final) steps.push({ kind: "final", title: t("final"), text: "", span: "", src: of.final, alt: "", note: of.fact ?? "", end: of.seconds });
  const timed = steps.length > 0 && steps.every((step, index) => step.start !== undefined || step.end !== undefined || index === steps.length - 1) && steps.some((step) => step.end !== undefined);
  let at = 0;
  for (const [index, step] of steps.entries()) {
    // a picture has a moment, not a length: it takes the time since the step before it
    step.start = timed ? (step.kind === "think" ? Math.max(at, step.start ?? at) : at) : index;
    step.end = timed ? Math.max(step.start, step.end ?? steps[index + 1]?.start ?? step.start) : index + 1;
    at = step.end;
  }
  return { steps, timed, over: ENDED.has(of?.state), length: steps.at(-1)?.end || 1 };
}

export const seconds = (value) => t("seconds", { n: value.toFixed(1).replace(/\.0$/, "") });
