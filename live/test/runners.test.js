import assert from "node:assert/strict";
import { test } from "node:test";
import { readRunners, writeRunners } from "../runners.js";

test("runners are read as they are written", () => {
  const text = "momentum,alpha:0.01,beta:0.95~adam~rmsprop,gamma:0.9";
  assert.deepEqual(readRunners(text)[0], { method: "momentum", numbers: { alpha: "0.01", beta: "0.95" } });
  assert.equal(writeRunners(readRunners(text)), text);
});
