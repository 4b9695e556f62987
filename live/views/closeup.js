// The marked step of the run in focus, drawn large: what it is made of.

import { cleared, write } from "../canvas.js";
import { shown } from "../numbers.js";
import { ARROWS, arrowsOf, drawStep, rootsOf, stepPoints } from "../step.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-closeup");
  host.innerHTML = `<h4 class="dl-title">The step, close up</h4><div class="dl-closeup-frame"><canvas role="img"></canvas></div><ul class="dl-key"></ul>`;
  const canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
  const key = /** @type {HTMLElement} */ (host.querySelector(".dl-key"));
  /** @type {Frame|null} */
  let frame = null;
  let keyFor = "";

  function fill() {
    const focus = frame?.focus;
    host.hidden = !focus;
    if (!focus) return;
    if (keyFor !== focus.run.method + panel.theme.dark) {
      keyFor = focus.run.method + panel.theme.dark;
      key.replaceChildren(...arrowsOf(focus).map(keyEntry), ...(focus.point ? [predictedEntry()] : []), ...(focus.values.s ? [memoryEntry()] : []));
    }
    const roots = rootsOf(focus, panel.at);
    const written = key.querySelector(".dl-roots");
    if (written) written.textContent = `√s = ${roots ? `(${shown(roots[0], 3)}, ${shown(roots[1], 3)})` : "0"}`;
    closeUp(focus);
  }

  function keyEntry(/** @type {string} */ name) {
    const { label, dash, light, dark } = ARROWS[/** @type {keyof ARROWS} */ (name)];
    const item = document.createElement("li");
    item.innerHTML = `<svg width="34" height="10" aria-hidden="true"><line x1="1" y1="5" x2="33" y2="5" stroke="${panel.theme.dark ? dark : light}" stroke-width="3" stroke-dasharray="${dash.join(" ")}"/></svg>${label}`;
    return item;
  }

  function predictedEntry() {
    const item = document.createElement("li");
    item.innerHTML = `<svg width="34" height="12" aria-hidden="true"><circle cx="17" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>predicted point`;
    return item;
  }

  function memoryEntry() {
    const item = document.createElement("li");
    item.innerHTML = `<svg width="34" height="14" aria-hidden="true"><ellipse cx="17" cy="7" rx="14" ry="5.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3 3"/></svg><span class="dl-roots"></span>`;
    item.title = "On the landscape: an ellipse with half axes in the proportion of √s";
    return item;
  }

  /** The step at a scale of its own, the same along both axes. */
  function closeUp(/** @type {import("../frame.js").Focus} */ focus) {
    const context = cleared(canvas);
    const points = stepPoints(focus, panel.at);
    if (!points) return;
    const all = [points.theta, points.between, points.end, points.predicted ?? points.theta];
    const [x, y] = [all.map((p) => p[0]), all.map((p) => p[1])];
    const [xMid, yMid] = [(Math.min(...x) + Math.max(...x)) / 2, (Math.min(...y) + Math.max(...y)) / 2];
    const span = Math.max(Math.max(...x) - Math.min(...x), Math.max(...y) - Math.min(...y)) || 1;
    const size = Math.min(canvas.clientWidth, canvas.clientHeight);
    const unit = 10 ** Math.floor(Math.log10(span * 0.6));
    const scale = (size * 0.72) / span;
    const transform = { x: (/** @type {number} */ v) => canvas.clientWidth / 2 + (v - xMid) * scale, y: (/** @type {number} */ v) => canvas.clientHeight / 2 - 6 - (v - yMid) * scale };
    drawStep(context, focus, panel.at, transform, panel.theme);
    ruler(context, unit, unit * scale);
    canvas.setAttribute("aria-label", `Close-up of the step: it goes ${shown(points.end[0] - points.theta[0])} along θ₁ and ${shown(points.end[1] - points.theta[1])} along θ₂.`);
  }

  function ruler(/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ unit, /** @type {number} */ pixels) {
    const y = canvas.clientHeight - 6;
    context.strokeStyle = panel.theme.ink;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(8, y - 4);
    context.lineTo(8, y);
    context.lineTo(8 + pixels, y);
    context.lineTo(8 + pixels, y - 4);
    context.stroke();
    write(context, panel.theme, shown(unit, 1), 14 + pixels, y);
  }

  return filledView((next) => (frame = next), fill);
}
