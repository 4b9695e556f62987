// The loss of every run over its steps, on a log axis, with the time marker.

import { cleared, marker, polyline, within } from "../canvas.js";
import { rowAt, stepAt } from "../frame.js";
import { shown } from "../numbers.js";
import { Plot, plotlyDash, themedLayout } from "../plot.js";
import { styleOf } from "../theme.js";

/** @typedef {import("../frame.js").Frame} Frame */

const DECADES_ABOVE_START = 4; // a diverging run leaves through the top; the rest stays readable

/** The decades to show: all finite losses, but not a divergence's way to infinity. @param {Frame} frame @returns {[number, number]} */
export function lossRange(frame) {
  let low = Infinity;
  let high = -Infinity;
  let start = -Infinity;
  for (const run of frame.runs) {
    if (run.losses[0] > 0) start = Math.max(start, run.losses[0]);
    for (const loss of run.losses) {
      if (!(loss > 0 && loss < Infinity)) continue;
      if (loss < low) low = loss;
      if (loss > high) high = loss;
    }
  }
  if (!(low <= high)) return [-3, 3];
  const top = Math.ceil(Math.min(Math.log10(high), Math.log10(Math.max(start, low)) + DECADES_ABOVE_START) + 0.1);
  return [Math.min(Math.floor(Math.log10(low) - 0.1), top - 1), top];
}

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-figure", "dl-loss");
  const plot = new Plot(host, panel.Plotly, { left: 72, right: 24, top: 10, bottom: 42 });
  plot.axes = { x: { range: [0, 1] }, y: { range: [-3, 3], log: true } };
  /** @type {Frame|null} */
  let frame = null;
  let started = false;

  function layout() {
    const { axis, layout } = themedLayout(panel.theme);
    return {
      ...layout,
      dragmode: panel.coarse ? false : "zoom",
      xaxis: { ...axis, title: { text: "step t", standoff: 6 }, range: plot.axes.x.range, autorange: false },
      yaxis: { ...axis, type: "log", title: { text: "loss C(θ)", standoff: 18 }, range: plot.axes.y.range, autorange: false, exponentformat: "power", dtick: tickStep() },
    };
  }

  function tickStep() {
    const [low, high] = plot.axes.y.range;
    return Math.max(1, Math.ceil((high - low) / 7));
  }

  function traces() {
    return /** @type {Frame} */ (frame).runs.map((run) => {
      const style = styleOf(panel.theme, run.style);
      return {
        type: "scatter",
        mode: "lines",
        name: run.label,
        x: run.steps ?? Array.from(run.losses, (_, k) => k),
        y: Array.from(run.losses, (loss) => (Number.isFinite(loss) ? loss : null)),
        line: { color: style.color, width: 2, dash: plotlyDash(style.dash) },
        hovertemplate: "t = %{x}<br>C = %{y:.4g}",
      };
    });
  }

  function drawLines() {
    const context = cleared(plot.lines);
    if (!frame || !plot.element.classList.contains("dl-moving")) return;
    const { x, y } = plot.transform;
    within(context, plot.box, () => {
      for (const run of /** @type {Frame} */ (frame).runs) {
        polyline(context, run.rows, (k) => x(stepAt(run, k)), (k) => y(run.losses[k]), styleOf(panel.theme, run.style));
      }
    });
  }

  function drawMarks() {
    const context = cleared(plot.marks);
    if (!frame) return;
    const { x, y } = plot.transform;
    const { top, height } = plot.box;
    within(context, plot.box, () => {
      const at = x(Math.min(panel.at, frame?.steps ?? 0));
      context.strokeStyle = panel.theme.ink;
      context.lineWidth = 1;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(at, top);
      context.lineTo(at, top + height);
      context.stroke();
      context.setLineDash([]);
      for (const run of /** @type {Frame} */ (frame).runs) {
        const row = rowAt(run, panel.at);
        const style = styleOf(panel.theme, run.style);
        marker(context, x(stepAt(run, row)), y(run.losses[row]), style.marker, style.color, panel.theme.ground);
      }
    });
  }

  function fitSteps() {
    const last = Math.max(1, /** @type {Frame} */ (frame).steps);
    if (plot.axes.x.range[1] === last) return;
    plot.axes.x.range = [0, last];
    if (started) plot.react([], layout(), {});
  }

  // A press on the figure puts the time marker there; holding it scrubs.
  host.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !inside(event)) return;
    scrub(event);
    const stop = () => {
      window.removeEventListener("pointermove", scrub);
      panel.released();
    };
    window.addEventListener("pointermove", scrub);
    window.addEventListener("pointerup", stop, { once: true });
    event.stopPropagation();
    event.preventDefault();
  }, true);

  function inside(/** @type {PointerEvent} */ event) {
    const bounds = host.getBoundingClientRect();
    const { left, top, width, height } = plot.box;
    const [px, py] = [event.clientX - bounds.left, event.clientY - bounds.top];
    return px >= left && px <= left + width && py >= top && py <= top + height;
  }

  function scrub(/** @type {PointerEvent} */ event) {
    const bounds = host.getBoundingClientRect();
    panel.mark(Math.round(plot.valueAt(event.clientX - bounds.left, 0)[0]));
  }

  function describe() {
    const words = /** @type {Frame} */ (frame).runs.map((run) => `${run.label}: ${shown(run.loss)}`);
    plot.element.setAttribute("role", "img");
    plot.element.setAttribute("aria-label", `Loss over steps, logarithmic. Last loss: ${words.join("; ")}.`);
  }

  return {
    show(/** @type {Frame} */ next) {
      frame = next;
      plot.showTraces(false);
      fitSteps();
      drawLines();
      drawMarks();
    },
    async settle(/** @type {Frame} */ next) {
      frame = next;
      plot.axes.x.range = [0, Math.max(1, next.steps)];
      plot.axes.y.range = lossRange(next);
      await plot.react(traces(), layout(), { modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "pan2d", "zoom2d", "zoomIn2d", "zoomOut2d", "resetScale2d"] });
      started = true;
      if (frame !== next || panel.moving) return;
      plot.showTraces(true);
      drawLines();
      drawMarks();
      describe();
    },
    mark: drawMarks,
    async resize() {
      await plot.resize();
      drawLines();
      drawMarks();
    },
    destroy: () => plot.destroy(),
  };
}
