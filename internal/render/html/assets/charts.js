// Draws the charts again with the chart script once they come into view. The
// drawing that is there already stays for print and until then. The script is
// unpacked for the first of them; the page's policy knows its hash.
(() => {
  "use strict";
  const data = document.getElementById("page:charts");
  const packed = document.getElementById("page:library");
  if (!data || !packed || !window.DecompressionStream) return;
  // The script takes a line's height from the width of a Chinese letter, and
  // lines overlap where no font has it: the height is the letters' size.
  const pen = document.createElement("canvas").getContext("2d");
  const widths = (text, font) => {
    if (text === "国") return { width: parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? "12") };
    pen.font = font;
    return pen.measureText(text);
  };
  const { unpack, openAt } = window.paper;
  let unpacked, options;
  const library = () => {
    unpacked ??= (async () => {
      options = JSON.parse(await unpack(data));
      const script = document.createElement("script");
      script.textContent = await unpack(packed);
      document.head.append(script);
      script.remove();
      window.echarts.setPlatformAPI({ measureText: widths });
    })();
    return unpacked;
  };
  // The claim of what was clicked: of a polygon that of the corner, of a span
  // that of the nearer end.
  const claimOf = (data, { target, offsetX }) => {
    if (!data?.claims) return data?.claim;
    const { x, width } = target.shape ?? {};
    return data.claims[target.__dimIdx ?? (data.name ? -1 : Number(!(offsetX < x + width / 2)))];
  };
  // The figures of a heat map stand in its cells, and names below them: where
  // these would overlap, the box scrolls.
  const isHeatMap = (option) => option.series?.[0]?.type === "heatmap";
  const needed = (option) => {
    const names = isHeatMap(option) ? (option.xAxis?.[0]?.data ?? []) : [];
    const { fontSize = 12, fontFamily = "sans-serif" } = option.textStyle ?? {};
    const word = (name) => Math.max(...name.split(/\s/).map((w) => widths(w, `${fontSize}px ${fontFamily}`).width));
    return names.length && 130 + names.length * Math.max(74, ...names.map((name) => word(String(name.value ?? name)) + 8));
  };
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
    const option = options[box.dataset.chart];
    const wide = Math.max(Math.min(box.clientWidth, 700), needed(option));
    const scrolls = wide > box.clientWidth;
    box.classList.toggle("scrolls", scrolls);
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    stage.element.style.width = wide + "px";
    const { query, option: narrow } = option.media?.[0] ?? {};
    const least = (wide <= query?.maxWidth && narrow.stage) || Math.min(height, 300);
    stage.element.style.height = (wide < width ? Math.max((height * wide) / width, least) : height) + "px";
    if (stage.chart) stage.chart.dispose();
    stage.chart = window.echarts.init(stage.element, null, { renderer: "svg" });
    // A tip as markup would need style attributes, which the page's policy
    // refuses. Its ground is a colour that the style sheet knows.
    const tip = {
      trigger: "item",
      confine: true,
      ...option.tooltip,
      renderMode: "richText",
      backgroundColor: "#FDFDFD",
    };
    // The script prints a hyphen before what is below zero.
    const sign = (value) => value.toLocaleString("en", { maximumFractionDigits: 12 }).replace("-", "−");
    const signed = (axes) =>
      axes.map((axis) => (axis.type === "value" ? { ...axis, axisLabel: { ...axis.axisLabel, formatter: sign } } : axis));
    for (const axis of ["xAxis", "yAxis"]) if (Array.isArray(option[axis])) option[axis] = signed(option[axis]);
    // It lights a cell up below the pointer, where the words of one without a
    // colour would be lost on a dark page.
    const series = isHeatMap(option) ? option.series.map((one) => ({ ...one, emphasis: { disabled: true } })) : option.series;
    stage.chart.setOption({ ...option, series, animation: false, tooltip: tip });
    stage.chart.on("click", ({ data, event }) => {
      const id = claimOf(data, event);
      if (id) openAt(stage.element, event.offsetX, event.offsetY, id);
    });
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
