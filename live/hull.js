// The samples on the landscape: their convex hull filled, each a point, those of the marked step lit.

import { marker, write } from "./canvas.js";
import { rowAt } from "./frame.js";

const GREEN = { light: "#008060", dark: "#2FD3A2" };
const LABELLED = 12; // so many samples can be told apart by their numbers
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** The samples that the step from `at` draws. @param {import("./frame.js").Frame} frame @param {number} at @returns {number[]} */
export function drawnAt(frame, at) {
  const { focus } = frame;
  if (!focus?.draws) return [];
  const { data, width } = focus.draws;
  const row = rowAt(focus.run, at);
  return Array.from(data.subarray(row * width, (row + 1) * width)).filter((i) => i >= 0);
}

/**
 * @param {CanvasRenderingContext2D} context @param {import("./frame.js").Frame} frame @param {number} at
 * @param {import("./canvas.js").Transform} transform @param {import("./theme.js").Theme} theme
 */
export function drawSamples(context, frame, at, transform, theme) {
  const { points, hull } = /** @type {NonNullable<typeof frame.samples>} */ (frame.samples);
  const color = GREEN[theme.dark ? "dark" : "light"];
  context.beginPath();
  for (const [x, y] of hull) context.lineTo(transform.x(x), transform.y(y));
  context.closePath();
  context.globalAlpha = 0.14;
  context.fillStyle = context.strokeStyle = color;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1.2;
  context.stroke();
  const lit = new Set(drawnAt(frame, at));
  points.forEach(([x, y], i) => {
    const [px, py] = [transform.x(x), transform.y(y)];
    if (lit.has(i)) {
      context.beginPath();
      context.arc(px, py, 11, 0, 2 * Math.PI);
      context.strokeStyle = theme.ink;
      context.lineWidth = 2;
      context.stroke();
    }
    marker(context, px, py, "circle", color, theme.ground, points.length > 60 ? 3.5 : 6);
    if (points.length > LABELLED) return;
    write(context, theme, `u${String(i + 1).replace(/\d/g, (d) => SUBSCRIPTS[Number(d)])}`, px + 9, py - 7);
  });
}

/** The sample under a pointer, or −1. @param {import("./frame.js").Frame} frame @param {number} px @param {number} py @param {import("./canvas.js").Transform} transform @param {number} reach */
export function sampleUnder(frame, px, py, transform, reach) {
  let [nearest, best] = [-1, reach];
  (frame.samples?.points ?? []).forEach(([x, y], i) => {
    const away = Math.hypot(transform.x(x) - px, transform.y(y) - py);
    if (away < best) [nearest, best] = [i, away];
  });
  return nearest;
}
