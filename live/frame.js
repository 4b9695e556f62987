// An answer as the views use it: runs with their recorded steps, and the run in focus taken apart.

/** @typedef {{data: Float32Array|Int32Array, width: number}} Rows  `width` numbers a row */

/**
 * @typedef {object} Run
 * @property {string} id
 * @property {string} label
 * @property {number} style
 * @property {string} method
 * @property {string} equations          the name of its equations among the page's facts
 * @property {Record<string, number|number[]>} hyper
 * @property {number} decay
 * @property {number} length
 * @property {number|null} divergedAt
 * @property {string} reason
 * @property {number|null} loss        the last loss
 * @property {number|null} distance
 * @property {Float32Array} params     (rows, 2), row by row
 * @property {Float32Array} losses     (rows,)
 * @property {Record<string, Rows>} series   what curves are drawn of, "loss" among them
 * @property {Int32Array|null} steps   the rows' steps where they are not 0, 1, 2, …
 * @property {number} rows
 * @property {Record<string, number>} [perStep]   how much of each unit of the page's axis a step is
 */

/**
 * @typedef {object} Focus
 * @property {Run} run
 * @property {Float32Array} gradient
 * @property {Record<string, Rows>} rows     every array of the run in focus, by name
 * @property {Record<string, Rows>} values   state, and what the update computes besides, by symbol
 * @property {Float32Array|null} point       where the gradient is taken, if not at θ
 * @property {Float32Array|null} weights
 * @property {Rows|null} draws               the samples that each step draws, −1 where there are fewer
 * @property {{symbol: string, power: number, number: string}|null} memory  what the weights add up to
 * @property {{state: Record<string, number>, gradient: number}|null} parts  of a linear method's step
 */

/** @typedef {{query: string, view: number[][], minima: number[][], lowest: number|null}} Landscape */
/** @typedef {{runs: Run[], focus: Focus|null, steps: number, start: number[], notes: string[], landscape: Landscape, whole: boolean, charts: Record<string, Chart>, dots: {steps: Int32Array, rows: number, points: Rows}|null, samples?: {points: number[][], hull: number[][], fixed?: boolean}, gradients?: number[][], trail?: Float32Array, ground?: any, network?: import("./forward.js").Network, data?: {x: Float32Array, y: Float32Array}}} Frame */

/** @param {import("./wire.js").Tensor} tensor @returns {Rows} */
const rowsOf = (tensor) => ({ data: tensor.data, width: tensor.shape[1] ?? 1 });

/** The arrays whose names begin with `prefix`, without it. */
function under(/** @type {Record<string, any>} */ arrays, /** @type {string} */ prefix) {
  const names = Object.keys(arrays).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name.slice(prefix.length), rowsOf(arrays[name])]));
}

/** @param {import("./wire.js").Answer} answer @returns {Frame} */
export function frameOf({ info, arrays }) {
  const runs = info.runs.map((/** @type {any} */ run, /** @type {number} */ k) => ({
    ...run,
    params: arrays[`${k}.params`]?.data ?? new Float32Array(0),
    losses: arrays[`${k}.loss`].data,
    series: under(arrays, `${k}.`),
    steps: arrays[`${k}.steps`]?.data ?? null,
    whole: !arrays[`${k}.steps`] || Boolean(run.sparse),
    rows: arrays[`${k}.loss`].data.length,
  }));
  const whole = (info.whole ?? true) && runs.every((/** @type {Run} */ r) => r.whole);
  return { ...info, runs, focus: focusOf(info, arrays, runs), charts: chartsOf(info.charts ?? {}, arrays), dots: dotsOf(arrays), trail: arrays.trail?.data, ground: groundOf(arrays), data: arrays["data.x"] ? { x: arrays["data.x"].data, y: arrays["data.y"].data } : undefined, whole };
}

/**
 * @typedef {object} Series
 * @property {string} label
 * @property {number} style
 * @property {"line"|"points"} mode
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Float32Array|null} error   half an error bar
 */
/** @typedef {{title: string, words: string, x: {title: string, log: boolean}, y: {title: string, log: boolean}, series: Series[]}} Chart */

/** @returns {Record<string, Chart>} */
function chartsOf(/** @type {any} */ charts, /** @type {any} */ arrays) {
  const filled = (/** @type {string} */ name) => charts[name].series.map((/** @type {any} */ series, /** @type {number} */ k) => ({
    ...series,
    x: arrays[`chart.${name}.${k}.x`].data,
    y: arrays[`chart.${name}.${k}.y`].data,
    error: arrays[`chart.${name}.${k}.error`]?.data ?? null,
  }));
  return Object.fromEntries(Object.keys(charts).map((name) => [name, { ...charts[name], series: filled(name) }]));
}

/** A landscape that comes with the answer, as /api/landscape would send it. */
function groundOf(/** @type {any} */ arrays) {
  if (!arrays["ground.loss"]) return undefined;
  const names = ["axis1", "axis2", "loss", "height"];
  return { info: { logLevels: true }, arrays: Object.fromEntries(names.map((name) => [name, arrays[`ground.${name}`]])) };
}

/** Where many runs are: at each of `steps` a row of points. */
function dotsOf(/** @type {any} */ arrays) {
  return arrays.ensemble ? { steps: arrays.ensemble_steps.data, rows: arrays.ensemble_steps.data.length, points: rowsOf(arrays.ensemble) } : null;
}

/** @returns {Focus|null} */
function focusOf(/** @type {any} */ info, /** @type {any} */ arrays, /** @type {Run[]} */ runs) {
  if (info.focus === null || info.focus === undefined) return null;
  const values = { ...under(arrays, "focus.state."), ...under(arrays, "focus.derived.") };
  return {
    run: runs[info.focus],
    gradient: arrays["focus.gradient"]?.data ?? new Float32Array(0),
    rows: under(arrays, "focus."),
    values,
    point: /** @type {Float32Array} */ (values.q?.data) ?? null,
    weights: arrays["focus.weights"]?.data ?? null,
    draws: arrays["focus.draws"] ? rowsOf(arrays["focus.draws"]) : null,
    memory: info.memory,
    parts: info.stepParts,
  };
}

/** The last recorded row at or before a step. @param {{steps: Int32Array|null, rows: number}} run @param {number} step */
export function rowAt(run, step) {
  if (!run.steps) return Math.min(step, run.rows - 1);
  let low = 0;
  let high = run.rows - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (run.steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param {Run} run @param {number} row */
export function stepAt(run, row) {
  return run.steps ? run.steps[row] : row;
}

/** Whether the step from a row is the next row's. @param {Run} run @param {number} row */
export function hasNext(run, row) {
  return row < run.rows - 1 && stepAt(run, row + 1) === stepAt(run, row) + 1;
}

/** @param {Float32Array|Int32Array} rows @param {number} row @returns {[number, number]} */
export function pair(rows, row) {
  return [rows[2 * row], rows[2 * row + 1]];
}
