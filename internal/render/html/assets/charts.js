// Draws the charts again with the chart script once they come into view. The
// drawing that is there already stays for print and until then. The script is
// unpacked for the first of them; the page's policy knows its hash.
(() => {
  "use strict";
  const data = document.getElementById("page:charts");
  const packed = document.getElementById("page:library");
  if (!data || !packed || !window.DecompressionStream) return;
  let unpacked;
  const library = () => {
    unpacked ??= (async () => {
      const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      const script = document.createElement("script");
      script.textContent = await new Response(stream).text();
      document.head.append(script);
      script.remove();
    })();
    return unpacked;
  };
  const options = JSON.parse(data.textContent);
  const drawn = new Map();
  const draw = (box) => {
    const still = box.querySelector("svg");
    const [, , width, height] = (still.getAttribute("viewBox") || "0 0 700 400").split(/[ ,]+/).map(Number);
    let stage = drawn.get(box);
    if (!stage) {
      const element = document.createElement("div");
      element.className = "stage";
      element.setAttribute("aria-hidden", "true");
      box.append(element);
      stage = { element };
      drawn.set(box, stage);
    }
    const wide = Math.min(box.clientWidth, 700);
    stage.element.style.width = wide + "px";
    stage.element.style.height =
      (wide < width ? Math.max((height * wide) / width, Math.min(height, 300)) : height) + "px";
    if (stage.chart) stage.chart.dispose();
    stage.chart = window.echarts.init(stage.element, null, { renderer: "svg" });
    const option = options[box.dataset.chart];
    // A tip as markup would need style attributes, which the page's policy
    // refuses. Its ground is a colour that the style sheet knows.
    const tip = {
      trigger: "item",
      confine: true,
      ...option.tooltip,
      renderMode: "richText",
      backgroundColor: "#FDFDFD",
    };
    stage.chart.setOption({ ...option, animation: false, tooltip: tip });
    box.classList.add("drawn");
  };
  const see = new IntersectionObserver(
    async (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) await library().catch(() => {});
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        see.unobserve(entry.target);
        try {
          draw(entry.target);
        } catch {
          // The drawing that is there already says the same.
          entry.target.classList.remove("drawn");
        }
      }
    },
    { rootMargin: "300px" },
  );
  for (const box of document.querySelectorAll("[data-chart]")) see.observe(box);
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const box of drawn.keys()) draw(box);
    }, 120);
  };
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      again();
    }
  });
})();
