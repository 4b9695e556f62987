import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, rowAt, stepAt } from "../frame.js";
import { stepPoints } from "../step.js";
import { rangeOf } from "../views/curve.js";
import { weightedSum } from "../views/weights.js";

const tensor = (data, shape = [data.length]) => ({ data: Float32Array.from(data), shape });

/** Momentum on C = θ₁²/2 with α = 1, β = ½ from (1, 0), by hand: g = θ, v ← v/2 + g/2, θ ← θ − v. */
function answer() {
  return {
    info: { runs: [{ id: "momentum", label: "Momentum", style: 1, method: "momentum", hyper: { alpha: 1, beta: 0.5 }, divergedAt: null }], focus: 0, steps: 3, memory: { symbol: "v", power: 1, number: "4.3" }, stepParts: { state: { v: -0.5 }, gradient: -0.5 } },
    arrays: {
      "0.params": tensor([1, 0, 0.5, 0, 0, 0, -0.25, 0]),
      "0.loss": tensor([0.5, 0.125, 0, 0.03125]),
      "focus.gradient": tensor([1, 0, 0.5, 0, 0, 0, -0.25, 0], [4, 2]),
      "focus.state.v": tensor([0, 0, 0.5, 0, 0.5, 0, 0.25, 0], [4, 2]),
      "focus.weights": tensor([0.5, 0.25, 0.125, 0.0625]),
    },
  };
}

test("the weighted gradients of (4.3) add up to the momentum of the next step", () => {
  const { focus } = frameOf(answer());
  for (const row of [0, 1, 2]) assert.equal(weightedSum(focus, row)[0], focus.values.v.data[2 * (row + 1)]);
});

test("the parts of a step lead from one iterate to the next", () => {
  const { focus } = frameOf(answer());
  for (const row of [0, 1, 2]) {
    const { between, end } = stepPoints(focus, row);
    assert.deepEqual(end, [focus.run.params[2 * (row + 1)], 0]);
    assert.equal(between[0] + focus.parts.gradient * focus.gradient[2 * row], end[0]);
  }
  assert.equal(stepPoints(focus, 3), null);
});

test("a run of all steps has its rows at its steps", () => {
  const [run] = frameOf(answer()).runs;
  assert.deepEqual([rowAt(run, 2), rowAt(run, 99), stepAt(run, 2)], [2, 3, 2]);
});

test("in a thinned run the marked row is the last one recorded by then", () => {
  const run = { steps: Int32Array.from([0, 1, 5, 9]), rows: 4 };
  assert.deepEqual([0, 1, 4, 5, 8, 9, 20].map((step) => rowAt(run, step)), [0, 1, 1, 2, 2, 3, 3]);
});

test("squares are weighted where the memory is of squares", () => {
  const { focus } = frameOf(answer());
  focus.memory = { symbol: "s", power: 2, number: "4.19" };
  assert.equal(weightedSum(focus, 1)[0], 0.5 * 0.5 ** 2 + 0.25 * 1 ** 2);
});

test("the gradient beside a step of another kind is drawn as long as the step", () => {
  const { focus } = frameOf(answer());
  focus.parts = null;
  const { theta, end, between } = stepPoints(focus, 0);
  assert.equal(Math.hypot(between[0] - theta[0], between[1] - theta[1]), Math.hypot(end[0] - theta[0], end[1] - theta[1]));
});

const series = (...values) => ({ data: Float32Array.from(values), width: 1 });

test("a divergence does not squeeze the other curves", () => {
  const [low, high] = rangeOf([series(1, 1e10, 1e30, Infinity), series(1, 1e-3)]);
  assert.ok(low <= -3 && low > -5);
  assert.ok(high >= 4 && high <= 6);
});

test("a fall without end does not squeeze a linear axis", () => {
  const [low, high] = rangeOf([series(1, 0, -5, -1e20)], false);
  assert.ok(low >= -10 && high <= 10 && low < high);
});

test("values that are zero or not finite leave the axis sane", () => {
  assert.deepEqual(rangeOf([series(0, NaN, Infinity)]), [-3, 3]);
  assert.deepEqual(rangeOf([]), [-3, 3]);
});
