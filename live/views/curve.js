// A number of every run over its steps, with the time marker. Which number, its view says.

import { cleared, marker, polyline, within } from "../canvas.js";
import { rowAt, stepAt } from "../frame.js";
import { shown } from "../numbers.js";
import { Plot, plotlyDash, themedLayout } from "../plot.js";
import { styleOf } from "../theme.js";

/** @typedef {import("../frame.js").Frame} Frame */
/** @typedef {import("../frame.js").Run} Run */
/** @typedef {import("../frame.js").Rows} Rows */

/**
 * @typedef {object} Subject
 * @property {string} name                                  the host's class is dl-<name>
 * @property {(run: Run) => Rows|undefined} of              the series of a run; two numbers a row are two lines, the second thin
 * @property {(frame: Frame) => string} title               of the vertical axis
 * @property {(frame: Frame) => boolean} [log]              whether the vertical axis is logarithmic (it is)
 * @property {string[]} [parts]                            the names of two numbers a row (θ₁, θ₂)
 * @property {string} [empty]                               what to say where no run has such numbers
 */

const DECADES_ABOVE_START = 4; // a diverging run leaves through the top; the rest stays readable
const MOST_DECADES = 20; // below that, float64 has lost what differs
const SPANS_ABOVE_START = 4; // the same on a linear axis, in units of the first values' size
const UNITS = { step: "step t", epoch: "epochs", gradients: "sample gradients" };
const WIDTHS = [2.2, 1.1];

/** All values of all runs that can be drawn. */
function* drawable(/** @type {Rows[]} */ series, /** @type {boolean} */ log) {
  for (const { data } of series) for (const value of data) if (Number.isFinite(value) && (!log || value > 0)) yield value;
}

function ends(/** @type {Iterable<number>} */ values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The range to show, in decades on a log axis: all finite values, but not a divergence's way to infinity. */
export function rangeOf(/** @type {Rows[]} */ series, log = true) {
  const [low, high] = ends(drawable(series, log));
  if (!(low <= high)) return [-3, 3];
  const firsts = series.map((rows) => drawable([rows], log).next().value ?? low);
  const start = Math.max(...firsts);
  if (!log) {
    const room = SPANS_ABOVE_START * (Math.abs(start) || 1);
    return [Math.max(low, start - room), Math.min(high, start + room) || 1];
  }
  const top = Math.ceil(Math.min(Math.log10(high), Math.log10(start) + DECADES_ABOVE_START) + 0.1);
  const bottom = Math.max(Math.floor(Math.log10(low) - 0.1), top - MOST_DECADES);
  return [Math.min(bottom, top - 1), top];
}

/** @param {HTMLElement} host @param {any} panel @param {Subject} subject */
export function createCurve(host, panel, subject) {
  host.classList.add("dl-figure", "dl-curve", `dl-${subject.name}`);
  const plot = new Plot(host, panel, { left: 72, right: 24, top: 10, bottom: 47 });
  plot.axes = { x: { range: [0, 1] }, y: { range: [-3, 3], log: true } };
  const empty = Object.assign(document.createElement("p"), { className: "dl-nothing", textContent: subject.empty ?? "", hidden: true });
  host.append(empty);
  /** @type {Frame|null} */
  let frame = null;
  let started = false;

  /** How much of the axis a step of a run takes. */
  const per = (/** @type {Run} */ run) => run.perStep?.[panel.value("axis")] ?? 1;
  /** Where the axis ends: with the longest run, as long as it was to be. */
  const last = () => Math.max(1e-9, ...(frame?.runs ?? []).map((run) => (run.divergedAt === null ? stepAt(run, run.rows - 1) : /** @type {Frame} */ (frame).steps) * per(run)));
  /** The axis belongs to the run in focus: the marker stands at its step. */
  const ofFocus = () => (frame?.focus ? per(frame.focus.run) : 1);
  const isLog = () => (frame && subject.log ? subject.log(frame) : true);
  const shownRuns = () => /** @type {{run: Run, rows: Rows}[]} */ ((frame?.runs ?? []).map((run) => ({ run, rows: subject.of(run) })).filter(({ rows }) => rows));

  function layout() {
    const { axis, layout } = themedLayout(panel.theme);
    const log = plot.axes.y.log ? { type: "log", exponentformat: "power", dtick: tickStep() } : { type: "linear" };
    return {
      ...layout,
      dragmode: panel.coarse ? false : "zoom",
      xaxis: { ...axis, title: { text: UNITS[/** @type {keyof UNITS} */ (panel.value("axis"))] ?? "step t", standoff: 6 }, range: plot.axes.x.range, autorange: false },
      yaxis: { ...axis, ...log, title: plot.upright(frame ? subject.title(frame) : "", 18), range: plot.axes.y.range, autorange: false },
    };
  }

  function tickStep() {
    const [low, high] = plot.axes.y.range;
    return Math.max(1, Math.ceil((high - low) / 7));
  }

  /** The lines of a run: one for each number a row. */
  const linesOf = (/** @type {Rows} */ rows) => Array.from({ length: rows.width }, (_, i) => ({ value: (/** @type {number} */ k) => rows.data[k * rows.width + i], width: WIDTHS[i] }));

  function traces() {
    return shownRuns().flatMap(({ run, rows }) => {
      const style = styleOf(panel.theme, run.style);
      return linesOf(rows).map(({ value, width }, i) => ({
        type: "scatter",
        mode: "lines",
        name: rows.width > 1 ? `${run.label}, ${(subject.parts ?? ["θ₁", "θ₂"])[i]}` : run.label,
        x: Array.from({ length: run.rows }, (_, k) => stepAt(run, k) * per(run)),
        y: Array.from({ length: run.rows }, (_, k) => (Number.isFinite(value(k)) ? value(k) : null)),
        line: { color: style.color, width, dash: plotlyDash(style.dash) },
        hovertemplate: "t = %{x}<br>%{y:.4g}",
      }));
    });
  }

  function drawLines() {
    const context = cleared(plot.lines);
    if (!frame || !plot.element.classList.contains("dl-moving")) return;
    const { x, y } = plot.transform;
    within(context, plot.box, () => {
      for (const { run, rows } of shownRuns()) {
        const style = styleOf(panel.theme, run.style);
        for (const { value, width } of linesOf(rows)) polyline(context, run.rows, (k) => x(stepAt(run, k) * per(run)), (k) => y(value(k)), style, width);
      }
    });
  }

  function drawMarks() {
    const context = cleared(plot.marks);
    if (!frame) return;
    const { x, y } = plot.transform;
    const { top, height } = plot.box;
    within(context, plot.box, () => {
      const at = x(Math.min(panel.at, frame?.steps ?? 0) * ofFocus());
      context.strokeStyle = panel.theme.ink;
      context.lineWidth = 1;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(at, top);
      context.lineTo(at, top + height);
      context.stroke();
      context.setLineDash([]);
      for (const { run, rows } of shownRuns()) {
        const row = rowAt(run, panel.at);
        const style = styleOf(panel.theme, run.style);
        for (const { value } of linesOf(rows)) marker(context, x(stepAt(run, row) * per(run)), y(value(row)), style.marker, style.color, panel.theme.ground);
      }
    });
  }

  function fitSteps() {
    if (plot.axes.x.range[1] === last()) return;
    plot.axes.x.range = [0, last()];
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
    panel.mark(Math.round(plot.valueAt(event.clientX - bounds.left, 0)[0] / ofFocus()));
  }

  function describe() {
    const last = (/** @type {Run} */ run, /** @type {Rows} */ rows) => linesOf(rows).map(({ value }) => shown(value(run.rows - 1))).join(" and ");
    const words = shownRuns().map(({ run, rows }) => `${run.label}: ${last(run, rows)}`);
    plot.element.setAttribute("role", "img");
    plot.element.setAttribute("aria-label", `${subject.title(/** @type {Frame} */ (frame))} over steps. At the end: ${words.join("; ")}.`);
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
      const series = shownRuns().map(({ rows }) => rows);
      plot.axes.x.range = [0, last()];
      plot.axes.y = { range: /** @type {[number, number]} */ (rangeOf(series, isLog())), log: isLog() };
      empty.hidden = !subject.empty || !ends(drawable(series, isLog())).every((end) => !Number.isFinite(end));
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
