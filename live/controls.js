// The controls, drawn from their declarations: native inputs, so that keyboard, touch and screen
// readers work. Every value is the text it has in the link.

import { brief } from "./numbers.js";
import { createRunners } from "./runners.js";
import { createSamples } from "./samples.js";
import { bounds, fromPosition, toPosition } from "./scale.js";
import { styleOf } from "./theme.js";

/** @param {string} html @returns {HTMLElement} */
export function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return /** @type {HTMLElement} */ (holder.content.firstElementChild);
}

export const escaped = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The words beside a control. @param {any} spec */
function caption(spec) {
  const symbol = spec.symbol ? `<span class="dl-symbol">${spec.symbol}</span> ` : "";
  return `<span class="dl-caption">${symbol}${escaped(spec.label)}</span>`;
}

/** @typedef {{element: HTMLElement, refresh: (text: string) => void}} Made */

/** A slider with a number box. @returns {Made} */
export function slider(/** @type {any} */ spec, /** @type {any} */ panel) {
  const { min, max, step } = bounds(spec);
  const made = element(`
    <div class="dl-control" data-control="${spec.name}" title="${escaped(spec.help)}">
      <label for="dl-${spec.name}">${caption(spec)}</label>
      <input class="dl-box" type="text" inputmode="decimal" aria-label="${escaped(`${spec.label}, number`)}">
      <input class="dl-range" type="range" id="dl-${spec.name}" name="${spec.name}" min="${min}" max="${max}" step="${step}">
    </div>`);
  const range = /** @type {HTMLInputElement} */ (made.querySelector(".dl-range"));
  const box = /** @type {HTMLInputElement} */ (made.querySelector(".dl-box"));
  range.addEventListener("input", () => {
    const value = fromPosition(spec, Number(range.value));
    box.value = String(value);
    range.setAttribute("aria-valuetext", String(value));
    panel.set(spec.name, String(value), true);
  });
  range.addEventListener("change", () => panel.released());
  box.addEventListener("change", () => panel.set(spec.name, box.value.trim(), false));
  return {
    element: made,
    refresh(text) {
      if (document.activeElement !== range || Number(fromPosition(spec, Number(range.value))) !== Number(text)) {
        range.value = String(toPosition(spec, Number(text)));
      }
      range.setAttribute("aria-valuetext", text);
      box.value = String(Number.isFinite(Number(text)) && text !== "" ? Number(text) : text);
    },
  };
}

/** One line of text: numbers separated by commas, or a point. @returns {Made} */
function textBox(/** @type {any} */ spec, /** @type {any} */ panel) {
  const made = element(`
    <div class="dl-control dl-inline" data-control="${spec.name}" title="${escaped(spec.help)}">
      <label for="dl-${spec.name}">${caption(spec)}</label>
      <input class="dl-box dl-wide" type="text" id="dl-${spec.name}" placeholder="${spec.kind === "numbers" ? "0.5, 0" : ""}">
    </div>`);
  const box = /** @type {HTMLInputElement} */ (made.querySelector("input"));
  box.addEventListener("change", () => panel.set(spec.name, box.value.replace(/\s+/g, "").replace(/,$/, ""), false));
  return {
    element: made,
    refresh(text) {
      if (document.activeElement !== box) box.value = text.replaceAll(",", ", ");
      if (spec.kind === "point") box.placeholder = panel.frame ? panel.frame.start.join(", ") : "";
    },
  };
}

/** @returns {Made} */
export function flag(/** @type {any} */ spec, /** @type {any} */ panel) {
  const made = element(`
    <div class="dl-control dl-inline" data-control="${spec.name}" title="${escaped(spec.help)}">
      <label class="dl-check-label"><input type="checkbox" role="switch" name="${spec.name}"> ${caption(spec)}</label>
    </div>`);
  const box = /** @type {HTMLInputElement} */ (made.querySelector("input"));
  box.addEventListener("change", () => panel.set(spec.name, box.checked ? "1" : "0", false));
  return { element: made, refresh: (text) => void (box.checked = text === "1") };
}

/** @returns {Made} */
function choice(/** @type {any} */ spec, /** @type {any} */ panel) {
  const options = spec.options.map((/** @type {any} */ o) => `<option value="${o.value}">${escaped(o.label)}</option>`).join("");
  const made = element(`
    <div class="dl-control dl-inline" data-control="${spec.name}" title="${escaped(spec.help)}">
      <label for="dl-${spec.name}">${caption(spec)}</label>
      <select id="dl-${spec.name}" name="${spec.name}">${options}</select>
    </div>`);
  const select = /** @type {HTMLSelectElement} */ (made.querySelector("select"));
  select.addEventListener("change", () => panel.adopt({ ...panel.values, ...spec.sets[select.value], [spec.name]: select.value }));
  return { element: made, refresh: (text) => void (select.value = text) };
}

/** Line, dash and marker of a style, as in the figures. */
export function sample(/** @type {any} */ panel, /** @type {number} */ number) {
  const style = styleOf(panel.theme, number);
  const canvas = document.createElement("canvas");
  canvas.className = "dl-sample";
  canvas.setAttribute("aria-hidden", "true");
  canvas.dataset.style = String(number);
  return { canvas, style };
}

/** How a run ended, in a word. @param {import("./frame.js").Run} run */
export const ending = (run) => (run.divergedAt !== null ? `diverged, t = ${run.divergedAt}` : `C = ${run.loss === null ? "…" : brief(run.loss, 3)}`);

/** The runs of a page without switches for them. @returns {{element: HTMLElement, show: (frame: any) => void}} */
function legend(/** @type {any} */ panel) {
  const made = element(`<div class="dl-control dl-methods"></div>`);
  let shownFor = "";
  return {
    element: made,
    show(/** @type {any} */ frame) {
      made.hidden = !frame.runs.length;
      const key = frame.runs.map((/** @type {any} */ run) => run.style + run.label).join();
      if (key !== shownFor) {
        shownFor = key;
        made.replaceChildren(...frame.runs.map((/** @type {any} */ run) => fixedRow(panel, run)));
        panel.paintSamples();
      }
      frame.runs.forEach((/** @type {any} */ run, /** @type {number} */ k) => {
        const status = made.children[k].querySelector("output");
        if (status) status.textContent = ending(run);
      });
    },
  };
}

/** A line of a legend that is no switch. */
function fixedRow(/** @type {any} */ panel, /** @type {any} */ run) {
  const row = element(`<div class="dl-method dl-fixed"><span class="dl-name">${escaped(run.label)}</span><output></output></div>`);
  row.prepend(sample(panel, run.style).canvas);
  return row;
}

/** The methods, each on or off: the switch is the legend. @returns {Made & {show: (frame: any) => void}} */
function subset(/** @type {any} */ spec, /** @type {any} */ panel) {
  const made = element(`<fieldset class="dl-control dl-methods" data-control="${spec.name}"><legend class="dl-caption">${escaped(spec.label)}</legend></fieldset>`);
  const rows = spec.options.map((/** @type {any} */ option, /** @type {number} */ k) => {
    const row = element(`<label class="dl-method"><input type="checkbox" value="${option.value}"><span class="dl-name">${escaped(option.label)}</span><output></output></label>`);
    row.querySelector("input")?.after(sample(panel, option.style ?? k).canvas);
    row.querySelector("input")?.addEventListener("change", () => {
      const on = rows.filter((/** @type {HTMLElement} */ r) => r.querySelector("input")?.checked);
      panel.set(spec.name, on.map((/** @type {HTMLElement} */ r) => r.querySelector("input")?.value).join(","), false);
    });
    made.append(row);
    return row;
  });
  const extra = element(`<div></div>`);
  made.append(extra);

  return {
    element: made,
    refresh(text) {
      const on = text.split(",");
      for (const row of rows) row.querySelector("input").checked = on.includes(row.querySelector("input").value);
    },
    show(/** @type {any} */ frame) {
      for (const row of rows) {
        const run = frame.runs.find((/** @type {any} */ r) => r.id === row.querySelector("input").value);
        row.querySelector("output").textContent = run ? ending(run) : "";
        if (run) row.querySelector(".dl-name").textContent = run.label;
      }
      const others = frame.runs.filter((/** @type {any} */ run) => !spec.options.some((/** @type {any} */ o) => o.value === run.id));
      if (extra.childElementCount !== others.length) {
        extra.replaceChildren(...others.map((/** @type {any} */ run) => fixedRow(panel, run)));
        panel.paintSamples();
      }
      others.forEach((/** @type {any} */ run, /** @type {number} */ k) => {
        const [name, status] = [extra.children[k].querySelector(".dl-name"), extra.children[k].querySelector("output")];
        if (name) name.textContent = run.label;
        if (status) status.textContent = ending(run);
      });
    },
  };
}

const MAKERS = { number: slider, count: slider, numbers: textBox, sizes: textBox, point: textBox, flag, choice, subset, runners: createRunners, samples: createSamples };
const ELSEWHERE = ["at", "window", "camera"]; // set on the figures themselves

/** @param {HTMLElement} host @param {any} panel */
export function createControls(host, panel) {
  /** @type {Record<string, any>} */
  const made = {};
  const legends = panel.spec.controls.some((/** @type {any} */ c) => c.kind === "subset" || c.kind === "runners") ? [] : [legend(panel)];
  host.append(...legends.map((l) => l.element));
  for (const spec of panel.spec.controls) {
    const make = MAKERS[/** @type {keyof MAKERS} */ (spec.kind)];
    if (!make || ELSEWHERE.includes(spec.name)) continue;
    made[spec.name] = make(spec, panel);
    host.append(made[spec.name].element);
  }
  return {
    refresh(/** @type {Record<string, string>} */ values) {
      for (const [name, control] of Object.entries(made)) control.refresh(values[name]);
      for (const spec of panel.spec.controls) {
        const applies = Object.entries(spec.shownWhen).every(([name, among]) => /** @type {string[]} */ (among).includes(values[name]));
        if (made[spec.name]) made[spec.name].element.hidden = !applies || panel.hidden.includes(spec.name);
      }
    },
    show(/** @type {any} */ frame) {
      for (const control of [...legends, ...Object.values(made)]) control.show?.(frame);
    },
    /** Say what is wrong beside the control it is about; nothing to clear it. */
    complain(/** @type {string|null} */ parameter, /** @type {string} */ words) {
      for (const old of host.querySelectorAll(".dl-wrong")) old.remove();
      for (const input of host.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
      const control = parameter ? made[parameter]?.element : null;
      if (!control) return false;
      control.append(element(`<p class="dl-wrong" role="alert">${escaped(words)}</p>`));
      control.querySelector(".dl-box, select, input")?.setAttribute("aria-invalid", "true");
      return true;
    },
  };
}
