// The update of the run in focus as mathematics, in symbols and with the marked step's numbers.

import { hasNext, pair, rowAt, stepAt } from "../frame.js";
import { brief, shown } from "../numbers.js";
import { filledView } from "../view.js";

/** @typedef {import("../frame.js").Frame} Frame */

const MATHML = "http://www.w3.org/1998/Math/MathML";
const SLOT = /^⟦(.+)⟧$/;

/** @param {string} tag @param {...(Node|string)} children */
function math(tag, ...children) {
  const node = document.createElementNS(MATHML, tag);
  node.append(...children);
  return node;
}

/** A slot of `size` numbers, written as a column where there are several. */
function slotNodes(/** @type {number} */ size) {
  const numbers = Array.from({ length: size }, () => math("mn", "0"));
  if (size === 1) return { node: numbers[0], numbers };
  const column = math("mtable", ...numbers.map((n) => math("mtr", math("mtd", n))));
  column.setAttribute("class", "dl-vector"); // its brackets are CSS: not every font has tall ones
  return { node: column, numbers };
}

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-equations");
  host.innerHTML = `
    <h4 class="dl-title"></h4>
    <div class="dl-lines"></div>`;
  const title = /** @type {HTMLElement} */ (host.querySelector(".dl-title"));
  const lines = /** @type {HTMLElement} */ (host.querySelector(".dl-lines"));
  /** @type {Frame|null} */
  let frame = null;
  let shownFor = "";
  /** @type {{name: string, numbers: Element[]}[]} */
  let slots = [];

  function build() {
    const focus = /** @type {import("../frame.js").Focus} */ (/** @type {Frame} */ (frame).focus);
    if (shownFor === focus.run.equations) return;
    shownFor = focus.run.equations;
    slots = [];
    lines.replaceChildren(...panel.spec.facts.equations[shownFor].map(lineOf));
  }

  function lineOf(/** @type {{number: string, symbols: string, numbers: string}} */ line) {
    const row = document.createElement("div");
    row.className = "dl-line";
    row.innerHTML = `<div class="dl-symbols">${line.symbols}<span class="dl-number">${/^\d/.test(line.number) ? `(${line.number})` : line.number}</span></div><div class="dl-numbers">${line.numbers}</div>`;
    for (const place of row.querySelectorAll("mtext")) {
      const name = place.textContent?.match(SLOT)?.[1];
      if (!name) continue;
      const { node, numbers } = slotNodes(sizeOf(name));
      place.replaceWith(node);
      slots.push({ name, numbers });
    }
    return row;
  }

  /** How many numbers a slot holds. */
  function sizeOf(/** @type {string} */ name) {
    const { run, values } = /** @type {import("../frame.js").Focus} */ (/** @type {Frame} */ (frame).focus);
    if (name === "weight_decay") return 1;
    if (name in run.hyper) return [run.hyper[name]].flat().length;
    return values[name.replace("+", "")]?.width ?? 2;
  }

  /** The numbers that a slot stands for, at a row of the run in focus. */
  function valueOf(/** @type {string} */ name, /** @type {number} */ row) {
    const { run, gradient, values } = /** @type {import("../frame.js").Focus} */ (/** @type {Frame} */ (frame).focus);
    if (name === "weight_decay") return [run.decay];
    if (name in run.hyper) return [run.hyper[name]].flat();
    if (name === "g") return pair(gradient, row);
    const later = name.endsWith("+") ? 1 : 0;
    const symbol = later ? name.slice(0, -1) : name;
    const { data, width } = values[symbol] ?? { data: run.params, width: 2 };
    return Array.from(data.subarray((row + later) * width, (row + later + 1) * width));
  }

  function fill() {
    const focus = frame?.focus;
    host.hidden = !focus;
    if (!focus) return;
    build();
    const row = rowAt(focus.run, panel.at);
    const ended = row >= focus.run.rows - 1;
    title.textContent = ended ? `${focus.run.label}: the run ends with step ${stepAt(focus.run, row)}` : `${focus.run.label}, step t = ${stepAt(focus.run, row)}`;
    lines.classList.toggle("dl-ended", ended);
    const consecutive = hasNext(focus.run, row);
    for (const { name, numbers } of slots) {
      const known = !ended && (consecutive || !name.endsWith("+"));
      const values = known ? valueOf(name, row) : [];
      numbers.forEach((node, k) => {
        const text = known ? (numbers.length === 1 ? brief(values[k]) : shown(values[k])) : "…";
        if (node.textContent !== text) node.textContent = text;
      });
    }
  }

  return filledView((next) => (frame = next), fill);
}
