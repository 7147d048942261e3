// Light, dark, or as the system has it: decided before the first paint, kept against gradio's own switch, remembered in a cookie.
(() => {
  const wish = () => document.cookie.match(/(?:^|; )studio_theme=(light|dark)/)?.[1] ?? "system";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const dark = wish() === "dark" || (wish() === "system" && system.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    if (document.body && document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  };
  window.studioTheme = {
    wish,
    set(name) {
      document.cookie = `studio_theme=${name}; path=/; max-age=31536000; samesite=lax`;
      apply();
    },
  };
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    new MutationObserver(apply).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();
