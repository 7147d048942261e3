// Files on their way to `POST /references`: two at a time, each with its progress. It knows nothing of how a tray looks; `changed` is called for every step.
// An entry is waiting → sending → reading → ready, or refused (the studio's sentence), or failed (no answer: it can be tried again).
import { t } from "./dom.js";

const AT_ONCE = 2;
const MOST = 50e6; // bytes; the route refuses more, but a browser that is cut off while sending would not hear why
const DRAWN = /^image\/(png|jpeg|webp|gif|avif|bmp)$/;

export const megabytes = (bytes) => (bytes >= 999500 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0).replace(/\.0$/, "")} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`);
export const onTheWay = (entry) => ["waiting", "sending", "reading"].includes(entry.state);

export class Uploads {
  #all = new Set();
  constructor(changed) {
    this.changed = changed;
  }
  // An entry for a file; `folder` is told from the drop, a folder can not be read as a file.
  entry(file, folder = false) {
    const name = file.name.replace(/\p{C}/gu, "") || "?";
    const entry = { file, name, role: "", sent: 0, state: "waiting" };
    if (folder) this.#refuse(entry, t("tray_folder", { name }), t("tray_folder_next"));
    else if (file.size > MOST) this.#refuse(entry, t("tray_too_large", { name, size: megabytes(file.size), limit: megabytes(MOST) }), t("tray_too_large_next"));
    else if (DRAWN.test(file.type)) entry.local = URL.createObjectURL(file);
    if (entry.state === "waiting") this.#all.add(entry);
    return entry;
  }
  pump() {
    const going = [...this.#all].filter((entry) => entry.state !== "waiting").length;
    for (const entry of [...this.#all].filter((one) => one.state === "waiting").slice(0, Math.max(0, AT_ONCE - going))) this.#send(entry);
  }
  cancel(entry) {
    this.#all.delete(entry);
    entry.request?.abort();
    forget(entry);
    this.pump();
  }
  retry(entry) {
    Object.assign(entry, { state: "waiting", sent: 0, title: "", error: "" });
    this.#all.add(entry);
    this.pump();
    this.changed(entry);
  }
  #send(entry) {
    const request = (entry.request = new XMLHttpRequest());
    entry.state = "sending";
    request.open("POST", "/references");
    request.setRequestHeader("X-Name", encodeURIComponent(entry.name.toWellFormed?.() ?? entry.name).slice(0, 3000).replace(/%.?$/, ""));
    request.upload.onprogress = ({ loaded, total }) => {
      entry.sent = total ? loaded / total : 0;
      this.changed(entry);
    };
    request.upload.onload = () => {
      entry.state = "reading";
      this.changed(entry);
    };
    request.onloadend = () => {
      if (!this.#all.delete(entry)) return; // cancelled
      const said = parsed(request.responseText);
      if (request.status === 200 && said?.id) {
        forget(entry);
        Object.assign(entry, { state: "ready", ref: said, file: null });
      } else if (request.status >= 400 && request.status < 500 && said?.error) this.#refuse(entry, said.title || said.error, said.error.slice((said.title || said.error).length).trim());
      else Object.assign(entry, { state: "failed", title: t("tray_failed_said", { name: entry.name }), error: "", ...(said?.error && { title: said.error }) });
      this.pump();
      this.changed(entry);
    };
    request.send(entry.file);
  }
  #refuse(entry, title, error) {
    forget(entry);
    Object.assign(entry, { state: "refused", title, error });
  }
}

// The local preview is given back.
export function forget(entry) {
  if (entry.local) URL.revokeObjectURL(entry.local);
  entry.local = entry.request = null;
}

function parsed(words) {
  try {
    return JSON.parse(words);
  } catch {
    return null;
  }
}
