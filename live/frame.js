// An answer as the views use it: runs with their recorded steps, and the run in focus taken apart.

/**
 * @typedef {object} Run
 * @property {string} id
 * @property {string} label
 * @property {number} style
 * @property {string} method
 * @property {Record<string, number>} hyper
 * @property {number} length
 * @property {number|null} divergedAt
 * @property {string} reason
 * @property {number|null} loss        the last loss
 * @property {number|null} distance
 * @property {Float32Array} params     (rows, 2), row by row
 * @property {Float32Array} losses     (rows,)
 * @property {Int32Array|null} steps   the rows' steps where they are not 0, 1, 2, …
 * @property {number} rows
 */

/**
 * @typedef {object} Focus
 * @property {Run} run
 * @property {Float32Array} gradient
 * @property {Record<string, Float32Array>} state
 * @property {Float32Array|null} point
 * @property {Float32Array|null} weights
 * @property {{state: Record<string, number>, gradient: number}} parts
 */

/** @typedef {{runs: Run[], focus: Focus|null, steps: number, whole: boolean}} Frame */

/** @param {import("./wire.js").Answer} answer @returns {Frame} */
export function frameOf({ info, arrays }) {
  const runs = info.runs.map((/** @type {any} */ run, /** @type {number} */ k) => ({
    ...run,
    params: arrays[`${k}.params`].data,
    losses: arrays[`${k}.loss`].data,
    steps: arrays[`${k}.steps`]?.data ?? null,
    rows: arrays[`${k}.loss`].data.length,
  }));
  return { runs, focus: focusOf(info, arrays, runs), steps: info.steps, whole: runs.every((/** @type {Run} */ r) => !r.steps) };
}

/** @returns {Focus|null} */
function focusOf(/** @type {any} */ info, /** @type {any} */ arrays, /** @type {Run[]} */ runs) {
  if (info.focus === null || info.focus === undefined) return null;
  const states = Object.keys(arrays).filter((name) => name.startsWith("focus.state."));
  return {
    run: runs[info.focus],
    gradient: arrays["focus.gradient"].data,
    state: Object.fromEntries(states.map((name) => [name.slice(12), arrays[name].data])),
    point: arrays["focus.state.q"]?.data ?? null,
    weights: arrays["focus.weights"]?.data ?? null,
    parts: info.stepParts,
  };
}

/** The last recorded row at or before a step. @param {Run} run @param {number} step */
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

/** @param {Float32Array} rows @param {number} row @returns {[number, number]} */
export function pair(rows, row) {
  return [rows[2 * row], rows[2 * row + 1]];
}
