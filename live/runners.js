// The runners of a race: a list to choose from, and the sliders of the chosen one.

import { element, ending, escaped, flag, sample, slider } from "./controls.js";

/**
 * `momentum,alpha:0.01~adam` as [{method, numbers: {alpha: "0.01"}}, …].
 * @param {string} text @returns {{method: string, numbers: Record<string, string>}[]}
 */
export function readRunners(text) {
  return text.split("~").map((entry) => {
    const [method, ...settings] = entry.split(",");
    return { method, numbers: Object.fromEntries(settings.map((setting) => setting.split(":"))) };
  });
}

/** @param {{method: string, numbers: Record<string, string>}[]} runners */
export function writeRunners(runners) {
  return runners.map(({ method, numbers }) => [method, ...Object.entries(numbers).map(([name, value]) => `${name}:${value}`)].join(",")).join("~");
}

/** @returns {any} */
export function createRunners(/** @type {any} */ spec, /** @type {any} */ panel) {
  const made = element(`
    <fieldset class="dl-control dl-methods dl-runners" data-control="${spec.name}">
      <legend class="dl-caption">${escaped(spec.label)}</legend>
      <div class="dl-list" role="radiogroup" aria-label="Runner to set"></div>
      <div class="dl-presets">
        <button type="button" data-do="add">Add</button>
        <button type="button" data-do="duplicate">Duplicate</button>
        <button type="button" data-do="remove">Remove</button>
      </div>
      <div class="dl-control dl-inline"><label for="dl-method">method</label><select id="dl-method" name="method"></select></div>
      <div class="dl-own"></div>
    </fieldset>`);
  const list = /** @type {HTMLElement} */ (made.querySelector(".dl-list"));
  const own = /** @type {HTMLElement} */ (made.querySelector(".dl-own"));
  const select = /** @type {HTMLSelectElement} */ (made.querySelector("select"));
  select.innerHTML = Object.entries(spec.methods).map(([name, m]) => `<option value="${name}">${escaped(/** @type {any} */ (m).title)}</option>`).join("");
  let chosen = 0;
  let runners = readRunners(spec.default);
  let slidersFor = "";
  /** @type {{name: string, fallback: string, control: any}[]} */
  let sliders = [];

  function send(/** @type {boolean} */ moving) {
    panel.set(spec.name, writeRunners(runners), moving);
    if (!moving) panel.refresh();
  }

  /** What a slider sees as its panel: its value belongs to the chosen runner. */
  const ofChosen = {
    set(/** @type {string} */ name, /** @type {string} */ text, /** @type {boolean} */ moving) {
      const numbers = { ...runners[chosen].numbers, [name]: text };
      runners = runners.map((runner, k) => (k === chosen ? { ...runner, numbers } : runner));
      send(moving);
    },
    released: () => panel.released(),
  };

  const actions = {
    add: () => (runners = [...runners, { method: "momentum", numbers: {} }]),
    duplicate: () => (runners = [...runners.slice(0, chosen + 1), runners[chosen], ...runners.slice(chosen + 1)]),
    remove: () => (runners = runners.filter((_, k) => k !== chosen)),
  };
  made.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("button[data-do]"));
    if (!button) return;
    actions[/** @type {keyof actions} */ (button.dataset.do)]();
    chosen = button.dataset.do === "remove" ? Math.min(chosen, runners.length - 1) : button.dataset.do === "add" ? runners.length - 1 : chosen + 1;
    send(false);
  });
  select.addEventListener("change", () => {
    runners = runners.map((runner, k) => (k === chosen ? { method: select.value, numbers: {} } : runner));
    send(false);
  });

  function row(/** @type {any} */ runner, /** @type {number} */ k) {
    const made = element(`<label class="dl-method"><input type="radio" name="dl-runner"><span class="dl-name"></span><output></output></label>`);
    made.querySelector("input")?.after(sample(panel, k).canvas);
    made.querySelector("input")?.addEventListener("change", () => {
      chosen = k;
      fill();
    });
    return made;
  }

  function fill() {
    if (list.childElementCount !== runners.length) {
      list.replaceChildren(...runners.map(row));
      panel.paintSamples();
    }
    runners.forEach(({ method }, k) => {
      const name = list.children[k].querySelector(".dl-name");
      if (name) name.textContent = `${k + 1} ${spec.methods[method]?.title ?? method}`;
      /** @type {HTMLInputElement} */ (list.children[k].querySelector("input")).checked = k === chosen;
    });
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (made.querySelectorAll("button[data-do]"))) {
      button.disabled = button.dataset.do === "remove" ? runners.length === 1 : runners.length >= spec.most;
    }
    const { method, numbers } = runners[chosen];
    if (!spec.methods[method]) return;
    select.value = method;
    if (slidersFor !== method) {
      slidersFor = method;
      sliders = spec.methods[method].parameters.map((/** @type {any} */ p) => ({ name: p.name, fallback: p.default, control: (p.kind === "switch" ? flag : slider)(p, ofChosen) }));
      own.replaceChildren(...sliders.map(({ control }) => control.element));
    }
    for (const { name, fallback, control } of sliders) control.refresh(numbers[name] ?? fallback);
  }

  return {
    element: made,
    refresh(/** @type {string} */ text) {
      if (text !== writeRunners(runners)) runners = readRunners(text);
      chosen = Math.min(chosen, runners.length - 1);
      fill();
    },
    show(/** @type {import("./frame.js").Frame} */ frame) {
      frame.runs.forEach((run, k) => {
        const output = list.children[k]?.querySelector("output");
        if (output) output.textContent = ending(run);
      });
    },
  };
}
