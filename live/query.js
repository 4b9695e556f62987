// The state is the URL: every value is held as the text it has in a link.

/** @typedef {{name: string, kind: string, default: string, viewOnly: boolean}} ControlSpec */
/** @typedef {Record<string, string>} Values */

/** @param {ControlSpec[]} controls @param {string} query @returns {Values} */
export function read(controls, query) {
  const given = new URLSearchParams(query);
  return Object.fromEntries(controls.map((c) => [c.name, given.get(c.name) ?? c.default]));
}

/**
 * The query of `values`, defaults left out; without view-only controls where `runOnly`.
 * @param {ControlSpec[]} controls @param {Values} values @param {boolean} [runOnly]
 */
export function write(controls, values, runOnly = false) {
  return controls
    .filter((c) => !(runOnly && c.viewOnly) && !sameText(values[c.name], c.default))
    .map((c) => `${c.name}=${encodeURIComponent(values[c.name]).replaceAll("%2C", ",").replaceAll("%3A", ":")}`)
    .join("&");
}

/** Whether two texts write the same value: 1e-05 and 0.00001 do. @param {string} a @param {string} b */
export function sameText(a, b) {
  if (a === b) return true;
  const [left, right] = [a.split(","), b.split(",")];
  return (
    left.length === right.length &&
    left.every((part, i) => part === right[i] || (part !== "" && right[i] !== "" && Number(part) === Number(right[i])))
  );
}

/** @param {ControlSpec[]} controls @param {Values} a @param {Values} b */
export function sameValues(controls, a, b) {
  return controls.every((c) => sameText(a[c.name], b[c.name]));
}
