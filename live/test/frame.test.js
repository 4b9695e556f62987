import assert from "node:assert/strict";
import { test } from "node:test";
import { frameOf, rowAt, stepAt } from "../frame.js";
import { stepPoints } from "../step.js";
import { lossRange } from "../views/loss.js";
import { weightedSum } from "../views/weights.js";

const tensor = (data, shape = [data.length]) => ({ data: Float32Array.from(data), shape });

/** Momentum on C = θ₁²/2 with α = 1, β = ½ from (1, 0), by hand: g = θ, v ← v/2 + g/2, θ ← θ − v. */
function answer() {
  return {
    info: { runs: [{ id: "momentum", label: "Momentum", style: 1, method: "momentum", hyper: { alpha: 1, beta: 0.5 }, divergedAt: null }], focus: 0, steps: 3, stepParts: { state: { v: -0.5 }, gradient: -0.5 } },
    arrays: {
      "0.params": tensor([1, 0, 0.5, 0, 0, 0, -0.25, 0]),
      "0.loss": tensor([0.5, 0.125, 0, 0.03125]),
      "focus.gradient": tensor([1, 0, 0.5, 0, 0, 0, -0.25, 0]),
      "focus.state.v": tensor([0, 0, 0.5, 0, 0.5, 0, 0.25, 0]),
      "focus.weights": tensor([0.5, 0.25, 0.125, 0.0625]),
    },
  };
}

test("the weighted gradients of (4.3) add up to the momentum of the next step", () => {
  const { focus } = frameOf(answer());
  for (const row of [0, 1, 2]) assert.equal(weightedSum(focus, row)[0], focus.state.v[2 * (row + 1)]);
});

test("the parts of a step lead from one iterate to the next", () => {
  const { focus } = frameOf(answer());
  for (const row of [0, 1, 2]) assert.deepEqual(stepPoints(focus, row).end, [focus.run.params[2 * (row + 1)], 0]);
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

test("a divergence does not squeeze the other losses", () => {
  const losses = [1, 1e10, 1e200, Infinity];
  const [low, high] = lossRange({ runs: [{ losses }, { losses: [1, 1e-3] }] });
  assert.ok(low <= -3 && low > -5);
  assert.ok(high >= 4 && high <= 6);
});

test("losses that are zero or not finite leave the axis sane", () => {
  assert.deepEqual(lossRange({ runs: [{ losses: [0, NaN, Infinity] }] }), [-3, 3]);
  assert.deepEqual(lossRange({ runs: [] }), [-3, 3]);
});
