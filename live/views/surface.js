// The same landscape as a surface, with the paths on it (Plotly, WebGL).

import { pair, rowAt } from "../frame.js";
import { superscript } from "../numbers.js";
import { styleOf } from "../theme.js";
import { columnsOf } from "./landscape.js";

const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "dash"];
const GROUND = { light: [[0, "#8fb0d6"], [1, "#f4f7fb"]], dark: [[0, "#7fa6d6"], [1, "#1d2b42"]] };
const SYMBOLS = ["circle", "square", "diamond", "cross", "x", "circle-open", "square-open"];

/** @param {HTMLElement} host @param {any} panel @param {() => number[][]} view */
export function createSurface(host, panel, view) {
  const element = document.createElement("div");
  element.className = "dl-fill";
  element.hidden = true;
  host.append(element);
  let drawn = false;
  let lowest = 0;
  let drawing = Promise.resolve();
  /** @type {import("../frame.js").Frame|null} */
  let waiting = null;

  const webgl = () => Boolean(document.createElement("canvas").getContext("webgl"));
  /** Heights are drawn as the ground's are: of C itself, or of the decades of C above its lowest value. */
  const height = (/** @type {number} */ loss) => (logarithmic ? Math.log10(Math.max(loss - bottom, 0)) : loss);
  let logarithmic = true;
  let bottom = 0;

  /** The parts of a path inside the drawn box; outside it WebGL would draw over the axes. */
  function inside(/** @type {import("../frame.js").Run} */ run) {
    const [[x0, x1], [y0, y1]] = view();
    const [x, y] = columnsOf(run.params);
    const z = x.map((_, k) => height(run.losses[k]));
    const out = x.map((v, k) => v < x0 || v > x1 || y[k] < y0 || y[k] > y1 || !Number.isFinite(z[k]));
    const blank = (/** @type {(number|null)[]} */ values) => values.map((v, k) => (out[k] ? null : v));
    return [blank(x), blank(y), blank(z.map((v) => Math.max(v, lowest)))];
  }

  function runTraces(/** @type {import("../frame.js").Frame} */ frame) {
    return frame.runs.map((run) => {
      const [x, y, z] = inside(run);
      const style = styleOf(panel.theme, run.style);
      return { type: "scatter3d", mode: "lines", name: run.label, x, y, z, line: { color: style.color, width: 6, dash: DASHES[run.style % DASHES.length] }, hovertemplate: "θ = (%{x:.4g}, %{y:.4g})" };
    });
  }

  function markTrace(/** @type {import("../frame.js").Frame} */ frame) {
    const at = frame.runs.map((run) => [...pair(run.params, rowAt(run, panel.at)), height(run.losses[rowAt(run, panel.at)])]);
    return {
      type: "scatter3d",
      mode: "markers",
      hoverinfo: "skip",
      x: at.map((p) => p[0]),
      y: at.map((p) => p[1]),
      z: at.map((p) => Math.max(p[2], lowest)),
      marker: { size: 6, color: frame.runs.map((run) => styleOf(panel.theme, run.style).color), symbol: frame.runs.map((run) => SYMBOLS[run.style % DASHES.length]), line: { width: 1, color: panel.theme.ground } },
    };
  }

  function layout() {
    const axis = { color: panel.theme.ink, gridcolor: panel.theme.faint, backgroundcolor: "rgba(0,0,0,0)", showspikes: false };
    const ticks = Array.from({ length: 13 }, (_, k) => k - 6);
    return {
      margin: { l: 0, r: 0, t: 0, b: 0 },
      autosize: true,
      paper_bgcolor: "rgba(0,0,0,0)",
      font: { color: panel.theme.ink, size: panel.theme.text, family: panel.theme.font },
      showlegend: false,
      scene: {
        xaxis: { ...axis, title: { text: "θ1", font: { size: panel.theme.text + 3 } } },
        yaxis: { ...axis, title: { text: "θ2", font: { size: panel.theme.text + 3 } } },
        zaxis: { ...axis, title: { text: bottom ? "C(θ) − min C" : "C(θ)", font: { size: panel.theme.text + 3 } }, ...(logarithmic ? { tickvals: ticks, ticktext: ticks.map((d) => `10${superscript(d)}`) } : {}) },
        camera: { eye: eye() },
        aspectmode: "manual",
        aspectratio: { x: 1.1, y: 1, z: 0.8 },
      },
    };
  }

  function eye() {
    const [x, y, z] = panel.value("camera").split(",").map(Number);
    return { x, y, z };
  }

  function turned(/** @type {any} */ change) {
    const at = change["scene.camera"]?.eye;
    if (at) panel.set("camera", [at.x, at.y, at.z].map((v) => String(Number(v.toFixed(3)))).join(","), false);
  }

  async function refresh() {
    if (!drawn || !waiting) return;
    const frame = waiting;
    waiting = null;
    const traces = [...runTraces(frame), markTrace(frame)];
    await panel.Plotly.react(element, [/** @type {any} */ (element).data[0], ...traces], layout(), { displaylogo: false });
  }

  return {
    host: element,
    show(/** @type {import("../frame.js").Frame} */ frame) {
      if (!waiting) drawing = drawing.then(refresh);
      waiting = frame;
    },
    mark(/** @type {import("../frame.js").Frame|null} */ frame) {
      if (frame) this.show(frame);
    },
    async settle(/** @type {import("../frame.js").Frame} */ frame, /** @type {any} */ ground) {
      if (!webgl()) {
        element.textContent = "This browser has no WebGL, which the surface needs. The contours show the same.";
        return;
      }
      logarithmic = ground.info.logLevels;
      bottom = frame.landscape.lowest ?? 0;
      const { axis1, axis2, height: heights } = ground.arrays;
      const [rows, columns] = heights.shape;
      const z = Array.from({ length: rows }, (_, r) => Array.from(heights.data.subarray(r * columns, (r + 1) * columns)));
      lowest = heights.data.reduce((/** @type {number} */ a, /** @type {number} */ v) => (v < a ? v : a), Infinity);
      const surface = { type: "surface", x: Array.from(axis1.data), y: Array.from(axis2.data), z, showscale: false, opacity: 0.92, colorscale: GROUND[panel.theme.dark ? "dark" : "light"], contours: { z: { show: logarithmic, start: -6, end: 6, size: 0.5, color: panel.theme.faint } }, hoverinfo: "skip" };
      await panel.Plotly.react(element, [surface, ...runTraces(frame), markTrace(frame)], layout(), { displaylogo: false });
      if (!drawn) /** @type {any} */ (element).on("plotly_relayout", turned);
      drawn = true;
    },
    resize: () => drawn && panel.Plotly.Plots.resize(element),
    destroy: () => panel.Plotly.purge(element),
  };
}
