// Where a value sits on its slider, and back. Logarithmic sliders move in decades; near1 in decades of
// the distance to 1.

/** @typedef {{kind: string, low: number, high: number, scale: "linear"|"log"|"log0"|"near1", step?: number}} Slider */

const ZERO_GAP = 0.2; // decades kept at the left end of a log0 slider for the value 0

/** The range input's own min, max and step. @param {Slider} spec */
export function bounds(spec) {
  if (spec.scale === "linear") return { min: spec.low, max: spec.high, step: spec.step || (spec.high - spec.low) / 200 };
  if (spec.scale === "near1") return { min: -Math.log10(1 - spec.low), max: -Math.log10(1 - spec.high), step: 0.01 };
  const min = Math.log10(spec.low) - (spec.scale === "log0" ? ZERO_GAP : 0);
  return { min, max: Math.log10(spec.high), step: 0.01 };
}

/** @param {Slider} spec @param {number} value */
export function toPosition(spec, value) {
  if (spec.scale === "linear") return value;
  if (spec.scale === "near1") return -Math.log10(1 - value);
  return value > 0 ? Math.log10(value) : bounds(spec).min;
}

/** The value at a slider position, with three significant digits. @param {Slider} spec @param {number} position */
export function fromPosition(spec, position) {
  if (spec.scale === "log0" && position < Math.log10(spec.low) - ZERO_GAP / 2) return 0;
  if (spec.scale === "near1") return Number((1 - Number((10 ** -position).toPrecision(2))).toPrecision(12));
  const value = spec.scale === "linear" ? position : 10 ** position;
  const rounded = spec.scale === "linear" ? Number(value.toFixed(6)) : Number(value.toPrecision(3));
  const whole = spec.kind === "count" ? Math.round(rounded) : rounded;
  return Math.min(Math.max(whole, spec.scale === "log0" ? 0 : spec.low), spec.high);
}
