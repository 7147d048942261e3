// What goes from a mask painter to the studio, and the files that come to it by drop and paste.

// The route's answer to a body, or to a promise of one; {} where there was none, null where nobody waits any more.
export async function sent(id, body, convention, name, signal) {
  const said = encodeURIComponent(name.toWellFormed?.() ?? name).slice(0, 3000).replace(/%.?$/, "");
  try {
    const address = `/masks?for=${encodeURIComponent(id)}&convention=${convention}`;
    const answer = await (await fetch(address, { method: "POST", body: await body, signal, headers: { "X-Name": said } })).json();
    return signal.aborted ? null : answer;
  } catch {
    return signal.aborted ? null : {};
  }
}

// `over(yes)` while files hover over `node`, `take(files)` when they are let go or pasted. The tray beneath takes none of them.
export function taking(node, over, take) {
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  for (const name of ["dragenter", "dragover", "drop"]) node.addEventListener(name, (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.stopPropagation();
    over(name !== "drop");
    if (name === "drop") take([...event.dataTransfer.files]);
  });
  node.addEventListener("dragleave", (event) => !node.contains(event.relatedTarget) && over(false));
  node.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
