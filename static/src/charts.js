// Draws the charts of a page. Each chart is
//   <div class="chart" data-chart="run-option" role="img" aria-label="…"></div>
//   <script type="application/json" id="run-option">{…ECharts option…}</script>
// with a table of the same numbers beside it: without this script the empty box stays hidden and the table remains.
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent,
  BarChart,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  ScatterChart,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
]);

// A4 less its margins and a figure's padding, in CSS pixels: the chart is drawn again to fit the paper.
const PAPER = { width: 640, height: 340 };

// Some eyes and stomachs ask for stillness, and a print must not catch a chart half drawn.
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const charts = [];
for (const box of document.querySelectorAll(".chart[data-chart]")) {
  const chart = draw(box);
  if (chart) charts.push({ box, chart });
}

function draw(box) {
  const source = document.getElementById(box.dataset.chart);
  if (!source) return null;
  box.classList.add("chart--drawn"); // gives it its height, which init measures
  try {
    const chart = init(box, null, { renderer: "svg" });
    chart.setOption(mend(JSON.parse(source.textContent)));
    return chart;
  } catch (fault) {
    box.classList.remove("chart--drawn");
    console.error("chart", box.dataset.chart, fault);
    return null;
  }
}

// An HTML tooltip would need inline styles, which the Content-Security-Policy forbids, and would run markup in names.
function mend(option) {
  const tooltips = Array.isArray(option.tooltip) ? option.tooltip : [option.tooltip ?? { show: false }];
  for (const tooltip of tooltips) tooltip.renderMode = "richText";
  option.textStyle = { fontFamily: "arial, sans-serif", fontSize: 14, color: "#212b32", ...option.textStyle };
  // The box itself bears the label that a person wrote.
  option.aria = { ...option.aria, label: { enabled: false, ...option.aria?.label } };
  if (still || option.animation === undefined) option.animation = false;
  return { ...option, tooltip: Array.isArray(option.tooltip) ? tooltips : tooltips[0] };
}

const watcher = new ResizeObserver((changes) => {
  for (const { target } of changes) charts.find(({ box }) => box === target)?.chart.resize();
});
for (const { box } of charts) watcher.observe(box);

window.addEventListener("beforeprint", () => {
  for (const { chart } of charts) {
    chart.resize(PAPER);
    chart.getZr().flush(); // now: the next frame comes after the paper
  }
});
window.addEventListener("afterprint", () => {
  for (const { chart } of charts) chart.resize({ width: "auto", height: "auto" });
});
