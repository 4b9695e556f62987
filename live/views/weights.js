// (4.3), (4.19): the memory as a weighted sum of all gradients, or their squares, as bars and as a check.

import { cleared, write } from "../canvas.js";
import { hasNext, pair, rowAt, stepAt } from "../frame.js";
import { shown } from "../numbers.js";
import { styleOf } from "../theme.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

const MOST_BARS = 60;

/**
 * Σ over lags k of weight_k ∇C(θ^(t−k)), or its squares, from the rows up to `row`; null where rows are missing.
 * @param {import("../frame.js").Focus} focus @param {number} row
 * @returns {[number, number]|null}
 */
export function weightedSum(focus, row) {
  if (!focus.weights || !focus.memory || stepAt(focus.run, row) !== row) return null;
  const { power } = focus.memory;
  let [a, b] = [0, 0];
  for (let k = Math.min(row, focus.weights.length - 1); k >= 0; k--) {
    a += focus.weights[k] * focus.gradient[2 * (row - k)] ** power;
    b += focus.weights[k] * focus.gradient[2 * (row - k) + 1] ** power;
  }
  return [a, b];
}

/** Equal to single precision. @param {[number, number]} sum @param {[number, number]} held */
function agree(sum, held) {
  const size = Math.max(Math.abs(held[0]), Math.abs(held[1]), 1e-30);
  return sum.every((part, k) => Math.abs(part - held[k]) <= 1e-4 * size);
}

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-weights");
  host.innerHTML = `<h4 class="dl-title"><span></span> <span class="dl-number"></span></h4><div class="dl-bars"><canvas role="img"></canvas></div><p class="dl-check"></p>`;
  const canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
  const check = /** @type {HTMLElement} */ (host.querySelector(".dl-check"));
  const [title, number] = host.querySelectorAll(".dl-title span");
  /** @type {Frame|null} */
  let frame = null;

  function fill() {
    const focus = frame?.focus;
    const weights = focus?.weights;
    host.classList.toggle("dl-empty", !weights);
    const context = cleared(canvas);
    title.textContent = focus?.memory?.power === 2 ? "What s remembers of squared gradients" : "What the momentum remembers";
    number.textContent = focus?.memory ? `(${focus.memory.number})` : "";
    if (!focus || !weights) {
      check.textContent = focus ? `${focus.run.label} uses the newest gradient alone: it remembers nothing.` : "";
      canvas.setAttribute("aria-label", "No weights");
      return;
    }
    const row = rowAt(focus.run, panel.at);
    bars(context, weights, stepAt(focus.run, row), styleOf(panel.theme, focus.run.style).color);
    check.textContent = row < focus.run.rows - 1 ? comparison(focus, row) : "The run ends here.";
  }

  function bars(/** @type {CanvasRenderingContext2D} */ context, /** @type {Float32Array} */ weights, /** @type {number} */ step, /** @type {string} */ color) {
    const { text } = panel.theme;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight - text - 6];
    const lags = Math.min(MOST_BARS, Math.max(weights.findIndex((w) => w < weights[0] / 200) + 1 || weights.length, 12));
    const room = width / lags;
    context.fillStyle = color;
    for (let k = 0; k < lags && k <= step && k < weights.length; k++) {
      const tall = (weights[k] / weights[0]) * (height - text - 2);
      context.fillRect(width - (k + 1) * room + 1, height - tall, Math.max(1, room - 2), tall);
    }
    write(context, panel.theme, shown(weights[0], 3), width - 1, text - 2, "right");
    const [newest, oldest] = [`τ = ${step}`, `τ = ${Math.max(0, step - lags + 1)}`];
    const left = Math.max(0, width - Math.min(step + 1, lags) * room);
    write(context, panel.theme, newest, width - 1, height + text + 2, "right");
    const fits = left + context.measureText(oldest + newest).width + text / 2 < width;
    if (fits) write(context, panel.theme, oldest, left, height + text + 2);
    canvas.setAttribute("aria-label", `Weights of past gradients: ${shown(weights[0], 3)} on the newest, times ${shown(weights.length > 1 ? weights[1] / weights[0] : 0, 3)} a step back.`);
  }

  function comparison(/** @type {import("../frame.js").Focus} */ focus, /** @type {number} */ row) {
    const sum = weightedSum(focus, row);
    const symbol = /** @type {{symbol: string}} */ (focus.memory).symbol;
    const held = hasNext(focus.run, row) ? pair(focus.values[symbol].data, row + 1) : null;
    const write = (/** @type {[number, number]|null} */ v) => (v ? `(${shown(v[0])}, ${shown(v[1])})` : "…");
    const known = sum && held && [...sum, ...held].every(Number.isFinite);
    return `weighted sum ${write(sum)}\n${known ? (agree(sum, held) ? "=" : "≠") : "·"} ${symbol}⁽ᵗ⁺¹⁾ = ${write(held)}`;
  }

  return filledView((next) => (frame = next), fill);
}
