// Runs before the page is drawn, so that neither the colours nor the contents jump.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let kept = "";
  try {
    kept = localStorage.getItem("report-theme") || "";
  } catch {
    /* a page without storage */
  }
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
})();
