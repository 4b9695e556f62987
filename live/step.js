// One step taken apart: what is kept of the old momentum, what the new gradient adds, and their sum.

import { arrow, marker } from "./canvas.js";
import { pair, rowAt } from "./frame.js";
import { styleOf } from "./theme.js";

export const ARROWS = {
  kept: { label: "old momentum", dash: [5, 3], light: "#7A3FB5", dark: "#C9A6FF" },
  fresh: { label: "gradient", dash: [2, 2], light: "#B3261E", dark: "#FF8A80" },
  step: { label: "step taken", dash: [], light: "#1B1B1B", dark: "#FFFFFF" },
};

/**
 * The points of the step from `at`: θ, θ after the old momentum, θ after the gradient too, or null
 * where the run has no such step. The gradient is the one the step used.
 * @param {import("./frame.js").Focus} focus @param {number} at
 */
export function stepPoints(focus, at) {
  const row = rowAt(focus.run, at);
  if (row >= focus.run.rows - 1) return null;
  const theta = pair(focus.run.params, row);
  const kept = [...theta];
  for (const [symbol, part] of Object.entries(focus.parts.state)) {
    const value = pair(focus.state[symbol], row);
    kept[0] += part * value[0];
    kept[1] += part * value[1];
  }
  const gradient = pair(focus.gradient, row);
  const end = [kept[0] + focus.parts.gradient * gradient[0], kept[1] + focus.parts.gradient * gradient[1]];
  const predicted = focus.point ? pair(focus.point, row) : null;
  const points = { theta, kept, end, predicted };
  return [...theta, ...kept, ...end].every(Number.isFinite) ? points : null;
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
  const [theta, kept, end] = [points.theta, points.kept, points.end].map(place);
  arrow(context, theta, end, color("step"), 3, ARROWS.step.dash);
  if (Object.keys(focus.parts.state).length) {
    arrow(context, theta, kept, color("kept"), 2.2, ARROWS.kept.dash);
    arrow(context, kept, end, color("fresh"), 2.2, ARROWS.fresh.dash);
  }
  if (points.predicted) {
    const style = styleOf(theme, focus.run.style);
    const [x, y] = place(points.predicted);
    marker(context, x, y, "circle", theme.ground, style.color, 4.5);
  }
}
