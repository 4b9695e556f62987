// Adam's first steps: v against v̂ and s against ŝ, which undoes that both begin at 0.

import { cleared, polyline, write } from "../canvas.js";
import { rowAt, stepAt } from "../frame.js";
import { shown } from "../numbers.js";
import { styleOf } from "../theme.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

const FIRST = 60; // steps
const PLAIN = [3, 3];

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-bias");
  host.innerHTML = `<h4 class="dl-title">Bias correction, first ${FIRST} steps <span class="dl-number">Algorithm 1</span></h4><div class="dl-bars"><canvas role="img"></canvas></div><p class="dl-check"></p>`;
  const canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
  const words = /** @type {HTMLElement} */ (host.querySelector(".dl-check"));
  /** @type {Frame|null} */
  let frame = null;

  function fill() {
    const focus = frame?.focus;
    const hats = focus?.values.v_hat;
    host.classList.toggle("dl-empty", !hats);
    const context = cleared(canvas);
    if (!focus || !hats) {
      words.textContent = "A matter of Adam: choose it for the close-up.";
      return;
    }
    const middle = canvas.clientWidth / 2;
    chart(context, 0, middle - 8, "v", focus);
    chart(context, middle + 8, middle - 8, "s", focus);
    const row = Math.max(1, rowAt(focus.run, panel.at));
    const share = (/** @type {string} */ name) => shown(focus.values[name].data[row], 3);
    words.textContent = `At t = ${stepAt(focus.run, row)} of their full size: v ${share("of_v")}, s ${share("of_s")}`;
  }

  /** The first coordinate of a vector, as it is and corrected. */
  function chart(/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ left, /** @type {number} */ width, /** @type {string} */ symbol, /** @type {import("../frame.js").Focus} */ focus) {
    const [plain, hat] = [focus.values[symbol].data, focus.values[`${symbol}_hat`].data];
    const rows = Math.min(FIRST, focus.run.rows - 1);
    const values = [0];
    for (let k = 1; k <= rows; k++) values.push(plain[2 * k], hat[2 * k]);
    const finite = values.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    const top = panel.theme.text + 2;
    const height = canvas.clientHeight - top - 6;
    const x = (/** @type {number} */ k) => left + 2 + ((k + 1) / FIRST) * (width - 4);
    const y = (/** @type {number} */ value) => top + 2 + (1 - (value - low) / (high - low || 1)) * (height - 18);
    const style = styleOf(panel.theme, focus.run.style);
    context.strokeStyle = panel.theme.faint;
    context.strokeRect(left, top, width, height - 10);
    polyline(context, rows, (k) => x(k), (k) => y(plain[2 * (k + 1)]), { ...style, dash: PLAIN }, 1.6);
    polyline(context, rows, (k) => x(k), (k) => y(hat[2 * (k + 1)]), { ...style, dash: [] }, 2.2);
    const at = Math.min(rows, rowAt(focus.run, panel.at)) - 1;
    if (at >= 0) {
      context.fillStyle = style.color;
      for (const data of [plain, hat]) context.fillRect(x(at) - 2.5, y(data[2 * (at + 1)]) - 2.5, 5, 5);
    }
    write(context, panel.theme, `${symbol}₁ dotted, corrected solid`, left, top - 4);
    canvas.setAttribute("aria-label", "v and s of the first coordinate, as they are and corrected");
  }

  return filledView((next) => (frame = next), fill);
}
