// What the charts of a paper use of ECharts, and nothing else.
import * as echarts from "echarts/core";
import { BarChart, BoxplotChart, HeatmapChart, LineChart, RadarChart, ScatterChart } from "echarts/charts";
import {
  GridComponent, LegendComponent, MarkLineComponent, RadarComponent,
  TitleComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, BoxplotChart, HeatmapChart, LineChart, RadarChart, ScatterChart,
  GridComponent, LegendComponent, MarkLineComponent, RadarComponent,
  TitleComponent, TooltipComponent, VisualMapComponent,
  SVGRenderer,
]);

globalThis.echarts = echarts;

// What the functions here return depends on their arguments alone, so a runtime
// may be used again.
globalThis.reusable = true;

// asFirst names a drawing's parts as those of the first drawing: ECharts counts
// on from the last one. Words of the reader's never stand so: their quotes are
// escaped, and a line of them is an element.
let classes = 0; // that the drawings before have named
const asFirst = (svg) => {
  let most = classes;
  const named = svg.replace(/("|"url\(#|\n\.)zr\d+-(?:cls-(\d+)|([a-z]))/g, (_, before, n, kind) => {
    if (kind) return before + "zr0-" + kind;
    most = Math.max(most, Number(n) + 1);
    return before + "zr0-cls-" + (n - classes);
  });
  classes = most;
  return named;
};

// drawChart draws options (JSON) at a size in CSS pixels, without a browser.
// Widths of text come from the font itself, by measureText(text, font).
globalThis.drawChart = (options, width, height) => {
  if (globalThis.measureText) {
    echarts.setPlatformAPI({ measureText: (text, font) => ({ width: globalThis.measureText(String(text), String(font)) }) });
  }
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: Number(width), height: Number(height) });
  const { media, ...fixed } = JSON.parse(options); // what a page does when it is narrow
  chart.setOption({ ...fixed, animation: false });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return asFirst(svg);
};
