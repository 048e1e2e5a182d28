// What the charts of a paper use of ECharts, and nothing else.
import * as echarts from "echarts/core";
import { BarChart, BoxplotChart, HeatmapChart, LineChart, RadarChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, RadarComponent,
  TitleComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, BoxplotChart, HeatmapChart, LineChart, RadarChart, ScatterChart,
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, RadarComponent,
  TitleComponent, TooltipComponent, VisualMapComponent,
  LabelLayout, SVGRenderer,
]);

globalThis.echarts = echarts;

// drawChart draws options (JSON) at a size in CSS pixels, without a browser.
// Widths of text come from the font itself, by measureText(text, font).
globalThis.drawChart = (options, width, height) => {
  if (globalThis.measureText) {
    echarts.setPlatformAPI({ measureText: (text, font) => ({ width: globalThis.measureText(String(text), String(font)) }) });
  }
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: Number(width), height: Number(height) });
  chart.setOption({ ...JSON.parse(options), animation: false });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
};
