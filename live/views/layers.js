// Histograms of each layer's weights and of their gradients, at the marked step.

import { cleared, write } from "../canvas.js";
import { layersOf, thetaAt } from "../forward.js";
import { rowAt } from "../frame.js";
import { shown } from "../numbers.js";
import { styleOf } from "../theme.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

const BINS = 31;

/** How many of `values` fall into each of BINS bins over −limit … limit. @param {Float32Array} values @param {number} limit */
export function counts(values, limit) {
  const bins = new Array(BINS).fill(0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    bins[Math.min(BINS - 1, Math.max(0, Math.floor(((value + limit) / (2 * limit)) * BINS)))] += 1;
  }
  return bins;
}

/** @param {Float32Array[]} parts */
const limitOf = (parts) => Math.max(...parts.map((part) => part.reduce((most, v) => Math.max(most, Math.abs(v)), 0)), 1e-30);

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-layers");
  host.innerHTML = `<h4 class="dl-title">Weights and gradients, layer by layer</h4><div class="dl-closeup-frame"><canvas role="img"></canvas></div><p class="dl-check"></p>`;
  const canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
  const words = /** @type {HTMLElement} */ (host.querySelector(".dl-check"));
  /** @type {Frame|null} */
  let frame = null;

  function fill() {
    const context = cleared(canvas);
    const { focus, network } = frame ?? {};
    if (!focus || !network) return;
    const row = rowAt(focus.run, panel.at);
    const columns = ["theta", "slopes"].map((name) => layersOf(network, thetaAt(focus, row, name)).map(({ weights }) => weights));
    const limits = columns.map(limitOf);
    const { color } = styleOf(panel.theme, focus.run.style);
    const top = panel.theme.text + 4;
    const [height, width] = [(canvas.clientHeight - top) / columns[0].length, canvas.clientWidth / 2];
    columns.forEach((parts, c) => {
      write(context, panel.theme, c ? `gradients, ±${shown(limits[c], 2)}` : `weights, ±${shown(limits[c], 2)}`, (c + 0.5) * width, top - 5, "center");
      parts.forEach((part, l) => {
        const bins = counts(part, limits[c]);
        const tallest = Math.max(...bins, 1);
        const base = top + (l + 1) * height - 2;
        context.fillStyle = color;
        bins.forEach((count, k) => context.fillRect(c * width + 8 + (k / BINS) * (width - 16), base - (count / tallest) * (height - 10), (width - 16) / BINS - 1, (count / tallest) * (height - 10)));
        context.fillStyle = panel.theme.faint;
        context.fillRect(c * width + 8, base, width - 16, 1);
      });
    });
    const sizes = columns[1].map((part) => Math.sqrt(part.reduce((sum, v) => sum + v * v, 0)));
    words.textContent = `‖gradient‖ by layer, first to last: ${sizes.map((v) => shown(v, 2)).join(", ")}`;
    canvas.setAttribute("aria-label", words.textContent);
  }

  return filledView((next) => (frame = next), fill);
}
