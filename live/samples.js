// The samples u_i with weights a_i: a chosen one's numbers, and adding and removing.

import { element, escaped, slider } from "./controls.js";

/** @param {string} text `u1,u2,a~u1,u2,a` @returns {number[][]} */
export const readSamples = (text) => text.split("~").map((sample) => sample.split(",").map(Number));

/** @param {number[][]} samples */
export const writeSamples = (samples) => samples.map((sample) => sample.map((v) => String(Number(v.toPrecision(5)))).join(",")).join("~");

const WEIGHT = { kind: "number", name: "a", label: "weight of θ₁", symbol: "a", help: "How steep this sample is along θ₁.", low: 0.1, high: 20, scale: "log", step: 0 };

/** @returns {any} */
export function createSamples(/** @type {any} */ spec, /** @type {any} */ panel) {
  const made = element(`
    <fieldset class="dl-control dl-methods" data-control="${spec.name}" title="${escaped(spec.help)}">
      <legend class="dl-caption">${escaped(spec.label)}</legend>
      <div class="dl-presets">
        <select aria-label="Sample to set"></select>
        <button type="button" data-do="add">Add</button>
        <button type="button" data-do="remove">Remove</button>
      </div>
      <div class="dl-control dl-inline"><label><span class="dl-symbol">u</span>at</label>
        <span><input class="dl-box dl-short" type="text" aria-label="u, first coordinate"> <input class="dl-box dl-short" type="text" aria-label="u, second coordinate"></span></div>
      <label class="dl-check-label"><input type="checkbox" class="dl-adding"> a click on the landscape adds one</label>
    </fieldset>`);
  const select = /** @type {HTMLSelectElement} */ (made.querySelector("select"));
  const boxes = /** @type {HTMLInputElement[]} */ ([...made.querySelectorAll(".dl-short")]);
  const adding = /** @type {HTMLInputElement} */ (made.querySelector(".dl-adding"));
  let samples = readSamples(spec.default);
  const send = (/** @type {boolean} */ moving) => panel.set(spec.name, writeSamples(samples), moving);
  const chosen = () => Math.min(Math.max(select.selectedIndex, 0), samples.length - 1);
  const weight = slider(WEIGHT, {
    set(/** @type {string} */ _, /** @type {string} */ text, /** @type {boolean} */ moving) {
      samples[chosen()] = [samples[chosen()][0], samples[chosen()][1], Number(text)];
      send(moving);
    },
    released: () => panel.released(),
  });
  made.insertBefore(weight.element, made.lastElementChild);

  select.addEventListener("change", () => fill());
  boxes.forEach((box, k) => box.addEventListener("change", () => {
    samples[chosen()] = samples[chosen()].with(k, Number(box.value));
    send(false);
  }));
  made.addEventListener("click", (event) => {
    const action = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.do;
    if (action === "add") {
      const [x, y] = panel.frame.landscape.minima[0];
      samples.push([x, y, 1]);
      select.add(new Option(""));
      select.selectedIndex = samples.length - 1;
    } else if (action === "remove") samples.splice(chosen(), 1);
    else return;
    send(false);
    panel.refresh();
  });
  adding.addEventListener("change", () => (panel.addsSamples = adding.checked));

  function fill() {
    const at = chosen();
    if (select.options.length !== samples.length || select.options[0].text === "") {
      select.replaceChildren(...samples.map((_, k) => new Option(`sample ${k + 1}`)));
      select.selectedIndex = at;
    }
    const [x, y, a] = samples[at];
    if (!boxes.includes(/** @type {any} */ (document.activeElement))) [x, y].forEach((v, k) => (boxes[k].value = String(v)));
    weight.refresh(String(a));
    const [add, remove] = /** @type {HTMLButtonElement[]} */ ([...made.querySelectorAll("button")]);
    add.disabled = samples.length >= spec.most;
    remove.disabled = samples.length === 1;
  }

  return {
    element: made,
    refresh(/** @type {string} */ text) {
      samples = readSamples(text);
      fill();
    },
  };
}
