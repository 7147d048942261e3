// The library's own routes, asked: nothing is thrown, what went wrong is a sentence.
import { h, ours, t } from "./dom.js";

// What one of our own routes answers, or {error}. `send` is posted, a file as it is, the rest as JSON.
export async function ask(address, send, signal) {
  const file = send instanceof Blob;
  const more = send === undefined ? {} : { method: "POST", body: file ? send : JSON.stringify(send), headers: file ? {} : { "content-type": "application/json" } };
  try {
    const answer = await fetch(address, { ...more, signal });
    const found = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
    return answer.ok || found.error ? found : { error: t("lib_broken") };
  } catch (error) {
    return error.name === "AbortError" ? null : { error: t("gw_no_answer") };
  }
}
// The browser takes what was made for it.
export const take = ({ href }) => h("a", { href: ours(href), download: "" }).click();
