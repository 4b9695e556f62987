// What a view without a Plotly figure offers the panel: it is filled anew whenever anything changes.

/** @typedef {import("./frame.js").Frame} Frame */

/** @param {(frame: Frame) => void} remember @param {() => void} fill */
export function filledView(remember, fill) {
  const follow = (/** @type {Frame} */ next) => {
    remember(next);
    fill();
  };
  return { show: follow, settle: follow, mark: fill, resize: fill, destroy() {} };
}
