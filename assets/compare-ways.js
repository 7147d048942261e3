// The ways from a finished picture to the tab Compare, as actions of its menu: against the attempt before it, and against any other.
import { t, tell } from "./dom.js";

export const ways = (run, n) => [
  { name: "previous", icon: "compare", label: t("compare_previous"), run: () => tell("studio:compare", { a: "previous", b: `${run}/${n}` }) },
  { name: "with", icon: "compare", label: t("compare_with"), run: () => tell("studio:compare", { b: `${run}/${n}`, pick: "a" }) },
];
