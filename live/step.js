// One step taken apart: what is kept of the old momentum, what the new gradient adds, and their sum.

import { arrow, marker } from "./canvas.js";
import { hasNext, pair, rowAt } from "./frame.js";
import { styleOf } from "./theme.js";

export const ARROWS = {
  kept: { label: "old momentum", dash: [5, 3], light: "#7A3FB5", dark: "#C9A6FF" },
  fresh: { label: "newest gradient", dash: [2, 2], light: "#B3261E", dark: "#FF8A80" },
  raw: { label: "−∇C, drawn as long as the step", dash: [2, 2], light: "#B3261E", dark: "#FF8A80" },
  step: { label: "step taken", dash: [], light: "#1B1B1B", dark: "#FFFFFF" },
};

/** Which arrows a run's step has. @param {import("./frame.js").Focus} focus @returns {(keyof ARROWS)[]} */
export function arrowsOf(focus) {
  if (!focus.parts) return ["raw", "step"];
  return Object.keys(focus.parts.state).length ? ["kept", "fresh", "step"] : ["step"];
}

/**
 * The points of the step from `at`, or null where the run has no such step: θ and where the step
 * ends; for a linear method θ after the old momentum; for another the end of −∇C, as long as the step.
 * @param {import("./frame.js").Focus} focus @param {number} at
 */
export function stepPoints(focus, at) {
  const row = rowAt(focus.run, at);
  if (!hasNext(focus.run, row)) return null;
  const theta = pair(focus.run.params, row);
  const end = pair(focus.run.params, row + 1);
  const points = { theta, end, between: focus.parts ? afterMomentum(focus, row, theta) : straightDown(focus, row, theta, end), predicted: focus.point ? pair(focus.point, row) : null };
  return [...theta, ...end, ...points.between].every(Number.isFinite) ? points : null;
}

function afterMomentum(/** @type {import("./frame.js").Focus} */ focus, /** @type {number} */ row, /** @type {number[]} */ theta) {
  const kept = [...theta];
  for (const [symbol, part] of Object.entries(focus.parts?.state ?? {})) {
    const value = pair(focus.values[symbol].data, row);
    kept[0] += part * value[0];
    kept[1] += part * value[1];
  }
  return kept;
}

function straightDown(/** @type {import("./frame.js").Focus} */ focus, /** @type {number} */ row, /** @type {number[]} */ theta, /** @type {number[]} */ end) {
  const gradient = pair(focus.gradient, row);
  const scale = Math.hypot(end[0] - theta[0], end[1] - theta[1]) / (Math.hypot(...gradient) || 1);
  return [theta[0] - scale * gradient[0], theta[1] - scale * gradient[1]];
}

/**
 * Arrows at their true length, in the plot's own scale.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./frame.js").Focus} focus
 * @param {number} at
 * @param {import("./canvas.js").Transform} transform
 * @param {import("./theme.js").Theme} theme
 */
export function drawStep(context, focus, at, transform, theme) {
  const points = stepPoints(focus, at);
  if (!points) return;
  const place = (/** @type {number[]} */ p) => /** @type {[number, number]} */ ([transform.x(p[0]), transform.y(p[1])]);
  const color = (/** @type {keyof ARROWS} */ name) => ARROWS[name][theme.dark ? "dark" : "light"];
  const [theta, between, end] = [points.theta, points.between, points.end].map(place);
  const ends = { kept: [theta, between], fresh: [between, end], raw: [theta, between], step: [theta, end] };
  for (const name of arrowsOf(focus).toReversed()) arrow(context, ends[name][0], ends[name][1], color(name), name === "step" ? 3 : 2.2, ARROWS[name].dash);
  if (points.predicted) {
    const style = styleOf(theme, focus.run.style);
    const [x, y] = place(points.predicted);
    marker(context, x, y, "circle", theme.ground, style.color, 4.5);
  }
}

const LONGEST = 46; // pixels

/**
 * An ellipse with half axes in the proportion of √s, at the iterate: what the squared gradients left in memory.
 * @param {CanvasRenderingContext2D} context @param {import("./frame.js").Focus} focus @param {number} at
 * @param {import("./canvas.js").Transform} transform @param {import("./theme.js").Theme} theme
 */
export function drawMemory(context, focus, at, transform, theme) {
  const roots = rootsOf(focus, at);
  if (!roots) return;
  const row = rowAt(focus.run, at);
  const [a, b] = pair(focus.run.params, row);
  const unit = LONGEST / Math.max(...roots);
  context.beginPath();
  context.ellipse(transform.x(a), transform.y(b), Math.max(roots[0] * unit, 1), Math.max(roots[1] * unit, 1), 0, 0, 2 * Math.PI);
  context.strokeStyle = styleOf(theme, focus.run.style).color;
  context.lineWidth = 1.5;
  context.setLineDash([3, 3]);
  context.stroke();
  context.setLineDash([]);
}

/** √s of both coordinates where the run keeps squares and has some. @param {import("./frame.js").Focus} focus @param {number} at */
export function rootsOf(focus, at) {
  if (!focus.values.s) return null;
  const roots = pair(focus.values.s.data, rowAt(focus.run, at)).map(Math.sqrt);
  return roots.every(Number.isFinite) && Math.max(...roots) > 0 ? roots : null;
}
