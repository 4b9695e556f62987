import assert from "node:assert/strict";
import { test } from "node:test";
import { bounds, fromPosition, toPosition } from "../scale.js";

const ALPHA = { kind: "number", low: 1e-5, high: 1, scale: "log" };
const BETA = { kind: "number", low: 0, high: 0.995, scale: "linear", step: 0.005 };
const DECAY = { kind: "number", low: 1e-4, high: 10, scale: "log0" };
const STEPS = { kind: "count", low: 1, high: 20000, scale: "log" };

test("both ends of a slider are the declared ends", () => {
  for (const spec of [ALPHA, BETA, STEPS]) {
    assert.equal(fromPosition(spec, bounds(spec).min), spec.low);
    assert.equal(fromPosition(spec, bounds(spec).max), spec.high);
  }
});

test("a slider with zero has it at its left end", () => {
  assert.equal(fromPosition(DECAY, bounds(DECAY).min), 0);
  assert.equal(toPosition(DECAY, 0), bounds(DECAY).min);
  assert.equal(fromPosition(DECAY, -4), 1e-4);
});

test("every key press on a slider changes its value, and never backwards", () => {
  for (const spec of [ALPHA, BETA]) {
    const { min, max, step } = bounds(spec);
    let before = -1;
    for (let k = 0; k <= Math.round((max - min) / step); k++) {
      const value = fromPosition(spec, min + k * step);
      assert.ok(value > before, `${value} after ${before}`);
      before = value;
    }
  }
});

test("a value's position gives the value back", () => {
  for (const [spec, value] of [[ALPHA, 0.00123], [BETA, 0.9], [DECAY, 0.05], [STEPS, 1230]]) {
    assert.equal(fromPosition(spec, toPosition(spec, value)), value);
  }
});

test("counts are whole", () => {
  assert.equal(fromPosition(STEPS, 0.35), 2);
});

test("a slider near 1 moves in decades of the distance to 1", () => {
  const gamma = { kind: "number", low: 0, high: 0.9999, scale: "near1" };
  assert.equal(bounds(gamma).max.toFixed(6), "4.000000");
  assert.equal(fromPosition(gamma, toPosition(gamma, 0.999)), 0.999);
  assert.equal(fromPosition(gamma, 0), 0);
  assert.equal(fromPosition(gamma, bounds(gamma).max), 0.9999);
});
