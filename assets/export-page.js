// The script of an exported page: the two pictures that stand in its markup become a comparer with its bar. Without it they stay as they are.

function opened() {
  const shown = JSON.parse(document.getElementById("shown").textContent);
  const stage = document.getElementById("stage");
  const sides = shown.sides.map((side, at) => ({ ...side, preview: stage.querySelectorAll("img")[at].src }));
  const compare = document.createElement("image-compare");
  compare.words = shown.words;
  compare.value = { a: sides[0], b: sides[1], mode: shown.mode, ...(shown.registration && { registration: shown.registration }) };
  stage.replaceChildren(compare);
  stage.classList.add("live");
  stage.style.setProperty("--ratio", Math.max(...sides.map(({ width, height }) => width / height)));
  if (customElements.get("compare-bar")) {
    const bar = document.createElement("compare-bar");
    bar.words = shown.words;
    bar.full = document.querySelector(".see");
    bar.of = compare;
    document.getElementById("tools").append(bar);
  }
  // one key works wherever the page has the focus
  addEventListener("keydown", (event) => event.target === document.body && compare.key?.(event));
}

function dressed() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = document.getElementById("theme");
  const root = document.documentElement;
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  });
  const only = document.getElementById("only");
  if (!only || !document.querySelector("tr.same")) return;
  only.hidden = false;
  only.addEventListener("click", () => {
    const on = only.getAttribute("aria-pressed") !== "true";
    only.setAttribute("aria-pressed", String(on));
    for (const row of document.querySelectorAll("tr.same")) row.hidden = on;
  });
}

opened();
dressed();
