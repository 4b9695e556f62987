// The landscape with every run's path: contours, or the surface on request. The start is dragged.

import { cleared, marker, polyline, within } from "../canvas.js";
import { pair, rowAt } from "../frame.js";
import { drawSamples, sampleUnder } from "../hull.js";
import { shown, superscript } from "../numbers.js";
import { Plot, plotlyDash, themedLayout } from "../plot.js";
import { writeSamples } from "../samples.js";
import { drawMemory, drawStep } from "../step.js";
import { styleOf } from "../theme.js";
import { createSurface } from "./surface.js";

/** @typedef {import("../frame.js").Frame} Frame */

const GROUND = {
  light: [[0, "#dfe8f3"], [1, "#fbfcfe"]],
  dark: [[0, "#2b3a52"], [1, "#11151d"]],
};
const CLICK = 4; // pixels a press may wander and still be a click

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-figure", "dl-landscape");
  const flat = document.createElement("div");
  flat.className = "dl-fill";
  host.append(flat);
  const plot = new Plot(flat, panel, { left: 54, right: 64, top: 10, bottom: 47 });
  const handle = startHandle(flat);
  const reset = resetButton(host);
  /** @type {Frame|null} */
  let frame = null;
  /** @type {import("../wire.js").Answer|null} */
  let ground = null;
  let groundQuery = "";

  const view = () => {
    const window = panel.value("window");
    if (!window) return /** @type {Frame} */ (frame).landscape.view;
    const [a, b, c, d] = window.split(",").map(Number);
    return [[a, b], [c, d]];
  };
  const surface = createSurface(host, panel, view);
  const movable = panel.spec.controls.some((/** @type {any} */ c) => c.name === "start");
  const solid = () => panel.value("view") === "surface";

  // --- the ground: contours of the grid that the server sends ---

  async function fetchGround() {
    const window = panel.value("window");
    if (frame?.ground) return void (ground = frame.ground);
    const query = /** @type {Frame} */ (frame).landscape.query + (window ? `&window=${window}` : "");
    if (query === groundQuery && ground) return;
    groundQuery = query;
    ground = await panel.fetchOnce("landscape", query);
  }

  function contours() {
    const { axis1, axis2, height, loss } = /** @type {any} */ (ground).arrays;
    const [rows, columns] = height.shape;
    const z = rowsOf(height.data, rows, columns);
    const log = /** @type {any} */ (ground).info.logLevels;
    const finite = height.data.filter(Number.isFinite);
    const [low, high] = finite.reduce((/** @type {number[]} */ [a, b], /** @type {number} */ v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    const size = log ? 0.5 : (high - low) / 16 || 1;
    const decades = log ? integersBetween(low, high) : null;
    return {
      type: "contour",
      x: Array.from(axis1.data),
      y: Array.from(axis2.data),
      z,
      customdata: rowsOf(loss.data, rows, columns),
      contours: { start: Math.floor(low / size) * size, end: Math.ceil(high / size) * size, size },
      colorscale: GROUND[panel.theme.dark ? "dark" : "light"],
      line: { width: 0.8, color: panel.theme.dark ? "rgba(190,205,230,0.45)" : "rgba(60,85,120,0.42)" },
      colorbar: {
        thickness: 10,
        outlinewidth: 0,
        title: { text: "C", side: "top" },
        ...(decades ? { tickvals: decades, ticktext: decades.map((d) => `10${superscript(d)}`) } : {}),
      },
      showscale: !panel.narrow,
      hovertemplate: "θ₁ = %{x:.3f}<br>θ₂ = %{y:.3f}<br>C = %{customdata:.4g}<extra></extra>",
    };
  }

  function pathTraces() {
    return /** @type {Frame} */ (frame).runs.map((run) => {
      const style = styleOf(panel.theme, run.style);
      const [x, y] = columnsOf(run.params);
      return {
        type: "scatter",
        mode: "lines",
        name: run.label,
        x,
        y,
        text: run.losses.length ? Array.from(run.losses, (loss, k) => `t = ${run.steps ? run.steps[k] : k}<br>C = ${shown(loss)}`) : [],
        line: { color: style.color, width: 2, dash: plotlyDash(style.dash), simplify: true },
        hovertemplate: "%{text}<br>θ = (%{x:.4g}, %{y:.4g})",
      };
    });
  }

  function minimaTrace() {
    const { minima } = /** @type {Frame} */ (frame).landscape;
    return {
      type: "scatter",
      mode: "markers",
      name: "minimum",
      x: minima.map((/** @type {number[]} */ m) => m[0]),
      y: minima.map((/** @type {number[]} */ m) => m[1]),
      marker: { symbol: "x-thin", size: 11, line: { width: 3, color: panel.theme.ink } },
      hovertemplate: "minimum<br>θ = (%{x:.4g}, %{y:.4g})<extra></extra>",
    };
  }

  function layout() {
    const { axis, layout } = themedLayout(panel.theme);
    const [x, y] = [plot.axes.x.range, plot.axes.y.range];
    return {
      ...layout,
      dragmode: panel.coarse ? false : "zoom",
      xaxis: { ...axis, title: { text: frame?.ground ? "first direction" : "θ₁", standoff: 4 }, range: [...x], autorange: false },
      yaxis: { ...axis, title: plot.upright(frame?.ground ? "second direction" : "θ₂"), range: [...y], autorange: false },
    };
  }

  // --- what moves ---

  function drawLines() {
    const context = cleared(plot.lines);
    if (!frame || !plot.element.classList.contains("dl-moving")) return;
    const { x, y } = plot.transform;
    within(context, plot.box, () => {
      for (const run of /** @type {Frame} */ (frame).runs) {
        const { params } = run;
        polyline(context, run.rows, (k) => x(params[2 * k]), (k) => y(params[2 * k + 1]), styleOf(panel.theme, run.style));
      }
    });
  }

  function drawMarks() {
    if (solid()) return surface.mark(frame);
    const context = cleared(plot.marks);
    if (!frame || !movable) return void (handle.hidden = true);
    const transform = plot.transform;
    within(context, plot.box, () => {
      if (frame?.samples) drawSamples(context, frame, panel.at, transform, panel.theme);
      if (frame?.trail) drawTrail(context, frame.trail, transform);
      if (frame?.dots) drawDots(context, frame.dots, transform);
      if (frame?.focus) {
        drawMemory(context, frame.focus, panel.at, transform, panel.theme);
        drawStep(context, frame.focus, panel.at, transform, panel.theme);
      }
      for (const run of /** @type {Frame} */ (frame).runs) {
        const [a, b] = pair(run.params, rowAt(run, panel.at));
        const style = styleOf(panel.theme, run.style);
        marker(context, transform.x(a), transform.y(b), style.marker, style.color, panel.theme.ground);
      }
    });
  }

  /** The start as it is set, or the landscape's own. */
  function start() {
    return panel.value("start") ? panel.value("start").split(",").map(Number) : /** @type {Frame} */ (frame).start;
  }

  /** Where the minimum goes as λ grows. */
  function drawTrail(/** @type {CanvasRenderingContext2D} */ context, /** @type {Float32Array} */ trail, /** @type {import("../canvas.js").Transform} */ transform) {
    polyline(context, trail.length / 2, (k) => transform.x(trail[2 * k]), (k) => transform.y(trail[2 * k + 1]), { color: panel.theme.ink, dash: [2, 4] }, 2.5);
    const end = trail.length - 2;
    if (end >= 0) marker(context, transform.x(trail[end]), transform.y(trail[end + 1]), "star", panel.theme.ink, panel.theme.ground, 7);
  }

  function drawDots(/** @type {CanvasRenderingContext2D} */ context, /** @type {NonNullable<Frame["dots"]>} */ dots, /** @type {import("../canvas.js").Transform} */ transform) {
    const row = rowAt(dots, panel.at);
    context.fillStyle = styleOf(panel.theme, 1).color;
    context.globalAlpha = 0.55;
    for (let k = row * dots.points.width; k < (row + 1) * dots.points.width; k += 2) {
      context.fillRect(transform.x(dots.points.data[k]) - 2, transform.y(dots.points.data[k + 1]) - 2, 4, 4);
    }
    context.globalAlpha = 1;
  }

  function placeHandle() {
    if (!frame || !movable) return void (handle.hidden = true);
    const [a, b] = start();
    const { x, y } = plot.transform;
    handle.style.left = `${x(a)}px`;
    handle.style.top = `${y(b)}px`;
    const { left, top, width, height } = plot.box;
    handle.hidden = !(x(a) >= left - 1 && x(a) <= left + width + 1 && y(b) >= top - 1 && y(b) <= top + height + 1);
    handle.setAttribute("aria-label", `Start, θ = (${shown(a)}, ${shown(b)}). Arrow keys move it, with Shift in small steps.`);
  }

  // --- the start: dragged, clicked, or moved by keys ---

  /** @param {number} a @param {number} b @param {boolean} moving */
  function setStart(a, b, moving) {
    const digits = Math.max(0, 3 - Math.floor(Math.log10(plot.axes.x.range[1] - plot.axes.x.range[0])));
    const text = [a, b].map((v) => String(Number(v.toFixed(Math.min(digits, 12))))).join(",");
    panel.set("start", text, moving);
  }

  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ e) => setStart(...valueUnder(e), true);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => {
      handle.removeEventListener("pointermove", move);
      panel.released();
    }, { once: true });
  });

  handle.addEventListener("keydown", (event) => {
    const direction = /** @type {Record<string, number[]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] })[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const share = event.shiftKey ? 0.001 : 0.01;
    const [x, y] = [plot.axes.x.range, plot.axes.y.range];
    const [a, b] = start();
    setStart(a + direction[0] * share * (x[1] - x[0]), b + direction[1] * share * (y[1] - y[0]), true);
    panel.released();
  });

  // --- the samples: dragged, or added by a click ---

  const rounded = (/** @type {[number, number]} */ at) => at.map((v) => Number(v.toFixed(2)));

  function setSamples(/** @type {number[][]} */ samples, /** @type {boolean} */ moving) {
    panel.assign({ source: "points", points: writeSamples(samples) }, moving);
  }

  function dragSample(/** @type {number} */ i, /** @type {PointerEvent} */ event) {
    const samples = /** @type {NonNullable<Frame["samples"]>} */ (/** @type {Frame} */ (frame).samples).points.map((p) => [...p]);
    flat.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ e) => {
      samples[i] = [...rounded(valueUnder(e)), samples[i][2]];
      setSamples(samples, true);
    };
    flat.addEventListener("pointermove", move);
    flat.addEventListener("lostpointercapture", () => {
      flat.removeEventListener("pointermove", move);
      panel.released();
    }, { once: true });
  }

  flat.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !frame?.samples || frame.samples.fixed || event.target === handle) return;
    const bounds = flat.getBoundingClientRect();
    const i = sampleUnder(frame, event.clientX - bounds.left, event.clientY - bounds.top, plot.transform, event.pointerType === "touch" ? 24 : 12);
    if (i < 0) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    dragSample(i, event);
  }, true);

  /** @type {[number, number]|null} */
  let pressed = null;
  flat.addEventListener("pointerdown", (event) => {
    const onPlot = event.button === 0 && event.target instanceof Element && event.target.closest(".nsewdrag");
    pressed = onPlot ? [event.clientX, event.clientY] : null;
  }, true);
  window.addEventListener("pointerup", clickSetsStart, true);

  function clickSetsStart(/** @type {PointerEvent} */ event) {
    if (!pressed) return;
    const wandered = Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]);
    pressed = null;
    if (wandered > CLICK || !movable) return;
    if (panel.addsSamples && frame?.samples) return setSamples([...frame.samples.points, [...rounded(valueUnder(event)), 1]], false);
    setStart(...valueUnder(event), true);
    panel.released();
  }

  /** @param {PointerEvent} event */
  function valueUnder(event) {
    const bounds = flat.getBoundingClientRect();
    return plot.valueAt(event.clientX - bounds.left, event.clientY - bounds.top);
  }

  // --- zoom: the window is part of the state ---

  function zoomed(/** @type {any} */ change) {
    const ends = ["xaxis.range[0]", "xaxis.range[1]", "yaxis.range[0]", "yaxis.range[1]"].map((key) => change[key]);
    if (ends.every((end) => end === undefined)) return;
    const held = [...plot.axes.x.range, ...plot.axes.y.range];
    panel.set("window", ends.map((end, k) => String(Number(Number(end ?? held[k]).toPrecision(5)))).join(","), false);
  }
  reset.addEventListener("click", () => panel.set("window", "", false));

  return {
    show(/** @type {Frame} */ next) {
      frame = next;
      if (solid()) return surface.show(next);
      plot.showTraces(false);
      drawLines();
      drawMarks();
      placeHandle();
    },
    async settle(/** @type {Frame} */ next) {
      frame = next;
      await fetchGround();
      flat.hidden = solid();
      surface.host.hidden = !solid();
      reset.hidden = !panel.value("window");
      if (solid()) return surface.settle(next, ground);
      const [x, y] = view();
      plot.axes.x.range = x;
      plot.axes.y.range = y;
      plot.margin.right = panel.narrow ? 12 : 64;
      await plot.react([contours(), ...pathTraces(), minimaTrace()], layout(), {
        doubleClick: false,
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "resetScale2d"],
      });
      if (!plot.element.dataset.wired) {
        plot.element.dataset.wired = "yes";
        /** @type {any} */ (plot.element).on("plotly_relayout", zoomed);
        /** @type {any} */ (plot.element).on("plotly_doubleclick", () => panel.set("window", "", false));
      }
      if (frame !== next || panel.moving) return;
      plot.showTraces(true);
      drawLines();
      drawMarks();
      placeHandle();
      plot.element.setAttribute("role", "img");
      plot.element.setAttribute("aria-label", `Paths on the landscape: ${next.runs.map((run) => run.label).join(", ") || "no method is on"}.`);
    },
    mark: drawMarks,
    async resize() {
      if (solid()) return surface.resize();
      await plot.resize();
      drawLines();
      drawMarks();
      placeHandle();
    },
    destroy() {
      window.removeEventListener("pointerup", clickSetsStart, true);
      plot.destroy();
      surface.destroy();
    },
  };
}

/** @param {HTMLElement} host */
function startHandle(host) {
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "dl-start";
  handle.title = "Start: drag it, or focus it and use the arrow keys";
  host.append(handle);
  return handle;
}

/** @param {HTMLElement} host */
function resetButton(host) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dl-reset";
  button.textContent = "Whole view";
  button.hidden = true;
  host.append(button);
  return button;
}

/** @param {Float32Array} data */
function rowsOf(data, /** @type {number} */ rows, /** @type {number} */ columns) {
  return Array.from({ length: rows }, (_, r) => Array.from(data.subarray(r * columns, (r + 1) * columns), (v) => (Number.isFinite(v) ? v : null)));
}

/** θ₁ and θ₂ of each row, up to the first that is not finite. @param {Float32Array} params */
export function columnsOf(params) {
  const [x, y] = [[], []];
  for (let k = 0; k < params.length; k += 2) {
    if (!Number.isFinite(params[k]) || !Number.isFinite(params[k + 1])) break;
    x.push(params[k]);
    y.push(params[k + 1]);
  }
  return [x, y];
}

/** @param {number} low @param {number} high */
function integersBetween(low, high) {
  const first = Math.ceil(low);
  return Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, k) => first + k);
}

