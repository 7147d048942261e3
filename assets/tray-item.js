// One picture of a tray as it is seen: waiting, sending, refused, ready with its number and role, or ready and beyond what the model takes.
import { attr, h, icon, iconButton, ours, shown, t, text } from "./dom.js";
import { roleWord } from "./tray-menu.js";
import { megabytes, onTheWay } from "./tray-upload.js";

const SIGNS = { waiting: "clock", refused: "cross", failed: "warn" };

// `does`: what a press on it does, {look, role, retry, remove}, each given the entry.
export function makeItem(entry, does) {
  const out = iconButton("x", "", () => does.remove(entry));
  out.classList.add("out");
  return h("li.ref", {},
    h("button.thumb.look", { onclick: () => does.look(entry) }, h("img", { alt: "", draggable: "false", onerror: ({ target }) => entry.local && shown(target, false) }), h("span.sign"), h("span.num", { "aria-hidden": "true" }), h("span.load", { role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"))),
    h("button.role", { "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => does.role(entry) }, h("span"), icon("v", true)),
    h("b.name.cut", {}, h("bdi")),
    h("small.brief.cut"),
    h("button.btn.s.retry", { text: t("tray_retry"), onclick: () => does.retry(entry) }),
    h("span.vh.told"),
    out,
    h("button.btn.s.mask", { onclick: () => does.mask(entry) }, icon("brush", true), h("span")));
}

export function patchItem(node, entry, does) {
  const { ref, state } = entry;
  const [look, role, name, brief, retry, told, out, mask] = node.children;
  const [img, sign, num, load] = look.children;
  const src = ref ? ours(ref.thumb) : entry.local ?? "";
  attr(node, "data-state", entry.unsent ? "unsent" : state);
  if (src && img.getAttribute("src") !== src) { attr(img, "src", src); shown(img, true); }
  if (!src) shown(img, false);
  const mark = SIGNS[state] ?? (onTheWay(entry) && (img.hidden || state === "reading") ? "spin" : "");
  if (sign.dataset.sign !== mark) {
    sign.dataset.sign = mark;
    sign.replaceChildren(...(mark === "spin" ? [h("i.spin")] : mark ? [icon(mark)] : []));
  }
  text(num, entry.n ? String(entry.n) : "");
  shown(num, entry.n);
  shown(mask, does.mask && entry.n === 1);
  text(mask.lastChild, entry.mask ? t("tray_masked", { n: Math.max(1, Math.round(entry.mask.share * 100)) }) : t("tray_mask"));
  mask.classList.toggle("on", Boolean(entry.mask));
  const percent = Math.floor(entry.sent * 100);
  shown(load, state === "sending");
  attr(load, "aria-valuenow", state === "sending" ? percent : null);
  attr(load, "aria-label", state === "sending" ? t("tray_progress", { name: entry.name }) : null);
  load.firstChild.style.width = `${percent}%`;
  shown(role, entry.n);
  text(role.firstChild, roleWord(entry.role));
  attr(role, "data-role", entry.role || "none");
  attr(role, "aria-label", entry.n ? t("role_of", { n: entry.n, role: roleWord(entry.role) }) : null);
  shown(name, !entry.n);
  text(name.firstChild, entry.unsent ? t("tray_unsent") : entry.name);
  attr(name, "title", entry.name);
  const words = { waiting: t("tray_waiting"), sending: t("tray_sent", { percent, size: megabytes(entry.file?.size ?? 0) }), reading: t("tray_reading"), refused: t("tray_refused"), ready: entry.unsent ? "" : entry.moved || ref?.brief };
  text(brief, words[state] ?? "");
  shown(brief, words[state]);
  attr(brief, "data-moved", Boolean(entry.moved));
  shown(retry, state === "failed");
  attr(retry, "aria-label", t("tray_retry_name", { name: entry.name }));
  const notes = (ref?.notes ?? []).join(" ");
  attr(brief, "title", notes || null);
  text(told, [ref?.fact, notes || ref?.brief].filter(Boolean).join(". "));
  if (!told.id) told.id = `tray-told-${Math.random().toString(36).slice(2)}`;
  attr(look, "aria-describedby", told.id);
  attr(look, "aria-label", entry.n ? t("tray_named", { n: entry.n, name: entry.name }) : entry.unsent ? t("tray_unsent_named", { name: entry.name }) : `${entry.name}, ${words[state] ?? t("tray_failed")}`);
  attr(look, "title", ref ? [entry.name, ref.fact].filter(Boolean).join("\n") : entry.name);
  attr(look, "aria-keyshortcuts", "Alt+ArrowLeft Alt+ArrowRight Enter Delete");
  const label = entry.n ? t("tray_remove_n", { n: entry.n, name: entry.name }) : t("tray_remove", { name: entry.name });
  attr(out, "aria-label", label);
  attr(out, "title", label);
}
