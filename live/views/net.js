// The network in focus: units in layers, weights as lines, dropped units crossed out.

import { cleared, write } from "../canvas.js";
import { layersOf, thetaAt } from "../forward.js";
import { rowAt, stepAt } from "../frame.js";
import { shown } from "../numbers.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

const MOST = 16; // units drawn of a layer
const SIGNS = { light: ["#0072B2", "#D55E00"], dark: ["#56B4E9", "#FF9A4D"] };

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-net");
  host.innerHTML = `<h4 class="dl-title"></h4><div class="dl-closeup-frame"><canvas role="img"></canvas></div><p class="dl-check"></p>`;
  const title = /** @type {HTMLElement} */ (host.querySelector(".dl-title"));
  const canvas = /** @type {HTMLCanvasElement} */ (host.querySelector("canvas"));
  const words = /** @type {HTMLElement} */ (host.querySelector(".dl-check"));
  /** @type {Frame|null} */
  let frame = null;

  function fill() {
    const context = cleared(canvas);
    const { focus, network } = frame ?? {};
    if (!focus || !network) return void (title.textContent = "No method is on");
    const row = rowAt(focus.run, panel.at);
    const masks = focus.rows.masks;
    const kept = masks ? Array.from(masks.data.subarray(row * masks.width, (row + 1) * masks.width)) : null;
    title.textContent = `${focus.run.label}, step t = ${stepAt(focus.run, row)}`;
    const layers = layersOf(network, thetaAt(focus, row));
    const strongest = Math.max(...layers.map(({ weights }) => weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0)), 1e-30);
    edges(context, layers, strongest, network.sizes, kept);
    units(context, network.sizes, kept);
    const dropped = kept ? kept.filter((k) => !k).length : 0;
    words.textContent = `Solid: positive, dashed: negative; the widest is ${shown(strongest, 3)}.${kept ? ` Crossed out: the ${dropped} units dropped at this step.` : ""}`;
    canvas.setAttribute("aria-label", `A ${network.sizes.join("-")} network; its largest weight is ${shown(strongest, 3)}. ${dropped} units are dropped.`);
  }

  function place(/** @type {number[]} */ sizes, /** @type {number} */ layer, /** @type {number} */ unit) {
    const count = Math.min(sizes[layer], MOST);
    return [24 + (layer / (sizes.length - 1)) * (canvas.clientWidth - 48), ((unit + 0.5) / count) * (canvas.clientHeight - panel.theme.text - 4)];
  }

  /** Where a layer's units begin among all that may be dropped. */
  const first = (/** @type {number[]} */ sizes, /** @type {number} */ layer) => sizes.slice(0, layer).reduce((a, b) => a + b, 0);
  const isKept = (/** @type {number[]|null} */ kept, /** @type {number[]} */ sizes, /** @type {number} */ layer, /** @type {number} */ unit) => !kept || layer === sizes.length - 1 || kept[first(sizes, layer) + unit] !== 0;

  function edges(/** @type {CanvasRenderingContext2D} */ context, /** @type {ReturnType<typeof layersOf>} */ layers, /** @type {number} */ strongest, /** @type {number[]} */ sizes, /** @type {number[]|null} */ kept) {
    const [positive, negative] = SIGNS[panel.theme.dark ? "dark" : "light"];
    layers.forEach(({ size, out, weights }, l) => {
      for (let i = 0; i < Math.min(size, MOST); i++) {
        for (let j = 0; j < Math.min(out, MOST); j++) {
          const weight = weights[i * out + j];
          const share = Math.abs(weight) / strongest;
          if (!(share > 0.02) || !isKept(kept, sizes, l, i) || !isKept(kept, sizes, l + 1, j)) continue;
          context.beginPath();
          context.moveTo(...(/** @type {[number, number]} */ (place(sizes, l, i))));
          context.lineTo(...(/** @type {[number, number]} */ (place(sizes, l + 1, j))));
          context.strokeStyle = weight > 0 ? positive : negative;
          context.setLineDash(weight > 0 ? [] : [4, 3]);
          context.lineWidth = 0.4 + 3 * share;
          context.globalAlpha = 0.25 + 0.65 * share;
          context.stroke();
        }
      }
    });
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  function units(/** @type {CanvasRenderingContext2D} */ context, /** @type {number[]} */ sizes, /** @type {number[]|null} */ kept) {
    sizes.forEach((size, l) => {
      const radius = Math.min(9, (0.4 * canvas.clientHeight) / Math.min(size, MOST));
      for (let i = 0; i < Math.min(size, MOST); i++) {
        const [x, y] = place(sizes, l, i);
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fillStyle = panel.theme.raised;
        context.strokeStyle = panel.theme.ink;
        context.lineWidth = 1.4;
        context.fill();
        context.stroke();
        if (isKept(kept, sizes, l, i)) continue;
        context.beginPath();
        for (const slope of [1, -1]) {
          context.moveTo(x - radius, y - slope * radius);
          context.lineTo(x + radius, y + slope * radius);
        }
        context.lineWidth = 2.4;
        context.strokeStyle = panel.theme.dark ? "#FF8A80" : "#B3261E";
        context.stroke();
      }
      if (size <= MOST) return;
      write(context, panel.theme, `+ ${size - MOST}`, place(sizes, l, 0)[0], canvas.clientHeight - 1, "center");
    });
  }

  return filledView((next) => (frame = next), fill);
}
