// The marked step: −∇C_i of the samples it draws, their mean, and the full gradient.

import { arrow, cleared, marker } from "../canvas.js";
import { pair, rowAt } from "../frame.js";
import { drawnAt } from "../hull.js";
import { shown } from "../numbers.js";
import { styleOf } from "../theme.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

const MOST = 60; // arrows of samples that are not drawn

/** −∇C_i(θ) of every sample, from its affine coefficients. @param {number[][]} gradients @param {number[]} theta */
export const downhill = (gradients, theta) => gradients.map(([c1, h1, c2, h2]) => [-(c1 + h1 * theta[0]), -(c2 + h2 * theta[1])]);

/** @param {number[][]} vectors */
export const mean = (vectors) => [0, 1].map((k) => vectors.reduce((sum, v) => sum + v[k], 0) / vectors.length);

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-draws");
  host.innerHTML = `
    <h4 class="dl-title"></h4>
    <div class="dl-closeup-frame"><canvas role="img"></canvas></div>
    <ul class="dl-key">
      <li><svg width="34" height="10" aria-hidden="true"><line x1="1" y1="5" x2="33" y2="5" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2 2"/></svg>−∇Cᵢ of each sample drawn</li>
      <li><svg width="34" height="10" aria-hidden="true"><line x1="1" y1="5" x2="33" y2="5" stroke="currentColor" stroke-width="3.5"/></svg>their mean: the step's direction</li>
      <li><svg width="34" height="10" aria-hidden="true"><line x1="1" y1="5" x2="33" y2="5" stroke="currentColor" stroke-width="2" stroke-dasharray="8 4"/></svg>−∇C of all samples</li>
    </ul>
    <p class="dl-check"></p>`;
  const title = /** @type {HTMLElement} */ (host.querySelector(".dl-title"));
  const canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
  const words = /** @type {HTMLElement} */ (host.querySelector(".dl-check"));
  /** @type {Frame|null} */
  let frame = null;

  function fill() {
    const context = cleared(canvas);
    const focus = frame?.focus;
    if (!frame?.gradients || !focus) return;
    const row = rowAt(focus.run, panel.at);
    const theta = pair(focus.run.params, row);
    const all = downhill(frame.gradients, theta);
    const drawn = drawnAt(frame, panel.at);
    title.textContent = `Step t = ${panel.at} draws ${drawn.length ? drawn.map((i) => i + 1).join(", ") : "nothing: the run ends"}${drawn.length === 16 ? ", …" : ""}`;
    if (!theta.every(Number.isFinite)) return void (words.textContent = "The run has left the finite numbers.");
    arrows(context, all, drawn);
    describe(focus, row, all.length);
  }

  function arrows(/** @type {CanvasRenderingContext2D} */ context, /** @type {number[][]} */ all, /** @type {number[]} */ drawn) {
    const some = all.slice(0, MOST);
    const longest = Math.max(...some.map(([x, y]) => Math.hypot(x, y)), ...drawn.map((i) => Math.hypot(...all[i])), 1e-300);
    const half = Math.min(canvas.clientWidth, canvas.clientHeight) / 2;
    const [x0, y0] = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const scale = (half - 8) / longest;
    const draw = (/** @type {number[]} */ v, /** @type {string} */ color, /** @type {number} */ width, /** @type {number[]} */ dash) => arrow(context, [x0, y0], [x0 + v[0] * scale, y0 - v[1] * scale], color, width, dash);
    for (const v of some) draw(v, panel.theme.faint, 1.2, []);
    for (const i of drawn) draw(all[i], panel.theme.ink, 1.6, [2, 2]);
    draw(mean(all), styleOf(panel.theme, 0).color, 2, [8, 4]);
    if (drawn.length) draw(mean(drawn.map((i) => all[i])), styleOf(panel.theme, 1).color, 3.5, []);
    marker(context, x0, y0, "square", styleOf(panel.theme, 1).color, panel.theme.ground, 4);
    canvas.setAttribute("aria-label", `Directions at the iterate; the longest is ${shown(longest, 3)}`);
  }

  function describe(/** @type {import("../frame.js").Focus} */ focus, /** @type {number} */ row, /** @type {number} */ samples) {
    const [widest, share] = pair(focus.values.towards.data, row);
    words.textContent = Number.isFinite(widest)
      ? `Outside the hull. ${Math.round(share * samples)} of ${samples} directions −∇Cᵢ lead towards it: the widest is ${widest.toFixed(0)}° from the shortest way there.`
      : "Inside the hull: the samples pull different ways.";
  }

  return filledView((next) => (frame = next), fill);
}
