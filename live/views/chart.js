// A chart as the answer describes it: lines, points and error bars over plain or logarithmic axes.

import { cleared, marker, polyline, within } from "../canvas.js";
import { escaped, sample } from "../controls.js";
import { brief, shown } from "../numbers.js";
import { Plot, plotlyDash, themedLayout } from "../plot.js";
import { styleOf } from "../theme.js";

/** @typedef {import("../frame.js").Frame} Frame */
/** @typedef {import("../frame.js").Chart} Chart */
/** @typedef {import("../frame.js").Series} Series */

/** n_b with its index below. @param {string} text */
const subscripted = (text) => text.replaceAll("n_b", "n<sub>b</sub>");

/** Whole decades, or 1, 2 and 5 of each where there are few. @param {[number, number]} range in decades */
export function logTicks([low, high]) {
  if (high - low >= 1.5) return { exponentformat: "power", dtick: Math.max(1, Math.ceil((high - low) / 6)) };
  const decades = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, k) => Math.floor(low) + k);
  const tickvals = decades.flatMap((d) => [1, 2, 5].map((m) => m * 10 ** d));
  return { tickvals, ticktext: tickvals.map((v) => brief(v, 3)) };
}

const MANY = 100; // points; so many are drawn small

/** The range of an axis over all its numbers, in decades where it is logarithmic. @param {number[][]} columns @returns {[number, number]} */
export function extent(columns, /** @type {boolean} */ log) {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(low <= high)) return [0, 1];
  if (log) [low, high] = [Math.log10(low), Math.log10(high)];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}

/** @param {HTMLElement} host @param {any} panel @param {string} name */
export function create(host, panel, name) {
  host.classList.add("dl-chart", `dl-${name}`);
  host.innerHTML = `<h4 class="dl-title"></h4><div class="dl-figure"></div><ul class="dl-key"></ul><p class="dl-check"></p>`;
  const [title, figure, key, words] = /** @type {HTMLElement[]} */ ([...host.children]);
  const plot = new Plot(figure, panel, { left: 68, right: 16, top: 8, bottom: 47 });
  /** @type {Chart|null} */
  let chart = null;
  let keyFor = "";

  function label() {
    if (!chart) return;
    title.textContent = chart.title;
    words.textContent = chart.words;
    figure.hidden = !chart.series.length;
    const labels = chart.series.map((s) => s.label).join() + panel.theme.dark;
    if (labels === keyFor) return;
    keyFor = labels;
    key.replaceChildren(...chart.series.map(entry));
    panel.paintSamples();
  }

  function entry(/** @type {Series} */ series) {
    const item = document.createElement("li");
    const { canvas } = sample(panel, series.style);
    canvas.dataset.mode = series.mode;
    const words = document.createElement("span");
    words.innerHTML = subscripted(escaped(series.label));
    item.append(canvas, words);
    return item;
  }

  function fit() {
    if (!chart) return;
    const ends = (/** @type {Series} */ s) => (s.error ? [s.y.map((v, k) => v + (s.error?.[k] ?? 0)), s.y] : [s.y]);
    plot.axes = {
      x: { range: extent(chart.series.map((s) => /** @type {any} */ (s.x)), chart.x.log), log: chart.x.log },
      y: { range: extent(chart.series.flatMap((s) => /** @type {any} */ (ends(s))), chart.y.log), log: chart.y.log },
    };
  }

  function draw() {
    const context = cleared(plot.lines);
    if (!chart || !plot.element.classList.contains("dl-moving")) return;
    const { x, y } = plot.transform;
    within(context, plot.box, () => {
      for (const series of /** @type {Chart} */ (chart).series) {
        const style = styleOf(panel.theme, series.style);
        if (series.mode === "line") polyline(context, series.x.length, (k) => x(series.x[k]), (k) => y(series.y[k]), style, 2.2);
        else points(context, series, style, x, y);
      }
    });
  }

  function points(/** @type {CanvasRenderingContext2D} */ context, /** @type {Series} */ series, /** @type {import("../theme.js").Style} */ style, /** @type {(v: number) => number} */ x, /** @type {(v: number) => number} */ y) {
    const { error } = series;
    series.x.forEach((value, k) => {
      if (error) polyline(context, 2, () => x(value), (end) => y(series.y[k] + (end ? error[k] : -error[k])), { color: style.color, dash: [] }, 1.2);
      marker(context, x(value), y(series.y[k]), style.marker, style.color, panel.theme.ground, series.x.length > MANY ? 2 : 5);
    });
  }

  function traces() {
    return /** @type {Chart} */ (chart).series.map((series) => {
      const style = styleOf(panel.theme, series.style);
      const line = series.mode === "line";
      return {
        type: "scatter",
        mode: line ? "lines" : "markers",
        name: series.label,
        x: Array.from(series.x),
        y: Array.from(series.y),
        line: { color: style.color, width: 2.2, dash: plotlyDash(style.dash) },
        marker: { color: style.color, symbol: style.marker, size: series.x.length > MANY ? 4 : 9, opacity: series.x.length > MANY ? 0.6 : 1 },
        error_y: series.error ? { type: "data", array: Array.from(series.error), color: style.color, thickness: 1.2, width: 3 } : undefined,
        hovertemplate: "(%{x:.4g}, %{y:.4g})",
      };
    });
  }

  function layout() {
    const { axis, layout } = themedLayout(panel.theme);
    const { x, y } = /** @type {Chart} */ (chart);
    const one = (/** @type {{title: string, log: boolean}} */ side, /** @type {any} */ { range }) => ({ ...axis, ...(side.log ? { type: "log", ...logTicks(range) } : { type: "linear" }), range, autorange: false });
    return {
      ...layout,
      dragmode: panel.coarse ? false : "zoom",
      xaxis: { ...one(x, plot.axes.x), title: { text: subscripted(x.title), standoff: 6 } },
      yaxis: { ...one(y, plot.axes.y), title: plot.upright(subscripted(y.title), 14) },
    };
  }

  function describe() {
    const ends = /** @type {Chart} */ (chart).series.map((s) => `${s.label}: ${shown(s.y.at(-1) ?? null, 3)} at ${shown(s.x.at(-1) ?? null, 3)}`);
    plot.element.setAttribute("role", "img");
    plot.element.setAttribute("aria-label", `${chart?.title}. ${ends.join("; ")}.`);
  }

  return {
    show(/** @type {Frame} */ next) {
      chart = next.charts[name];
      label();
      plot.showTraces(false);
      draw();
    },
    async settle(/** @type {Frame} */ next) {
      const settled = next.charts[name];
      chart = settled;
      label();
      if (!chart.series.length) return;
      fit();
      await plot.react(traces(), layout(), { modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "pan2d", "zoomIn2d", "zoomOut2d"] });
      if (chart !== settled || panel.moving) return;
      plot.showTraces(true);
      draw();
      describe();
    },
    mark() {},
    async resize() {
      await plot.resize();
      draw();
    },
    destroy: () => plot.destroy(),
  };
}
