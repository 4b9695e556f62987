import assert from "node:assert/strict";
import { test } from "node:test";
import { layersOf, predictor } from "../forward.js";
import { counts } from "../views/layers.js";
import { logTicks } from "../views/chart.js";

const network = { sizes: [2, 2, 1], activation: "tanh", classes: false, training: 1 };
const theta = Float32Array.from([1, 2, 3, 4, 0.5, -0.5, 2, -1, 0.25]);

test("parameters lie layer by layer, weights row by row and then biases", () => {
  const [first, second] = layersOf(network, theta);
  assert.deepEqual([...first.weights], [1, 2, 3, 4]);
  assert.deepEqual([...first.biases], [0.5, -0.5]);
  assert.deepEqual([...second.weights, ...second.biases], [2, -1, 0.25]);
});

test("a forward pass by hand", () => {
  const [x, y] = [0.1, -0.2];
  const expected = 2 * Math.tanh(x + 3 * y + 0.5) - Math.tanh(2 * x + 4 * y - 0.5) + 0.25;
  assert.ok(Math.abs(predictor(network, theta)([x, y]) - expected) < 1e-12);
  const logistic = predictor({ ...network, classes: true }, theta)([x, y]);
  assert.ok(Math.abs(logistic - 1 / (1 + Math.exp(-expected))) < 1e-12);
});

test("a histogram counts every finite value once", () => {
  const bins = counts(Float32Array.from([-1, 0, 0.01, 1, NaN]), 1);
  assert.equal(bins.reduce((a, b) => a + b), 4);
  assert.deepEqual([bins[0], bins.at(-1)], [1, 1]);
});

test("an axis of few decades is labelled in between", () => {
  assert.ok(logTicks([-1, 0]).ticktext.includes("0.2"));
  assert.equal(logTicks([-6, 3]).dtick, 2);
});
