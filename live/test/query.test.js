import assert from "node:assert/strict";
import { test } from "node:test";
import * as query from "../query.js";

const CONTROLS = [
  { name: "alpha", kind: "number", default: "0.001", viewOnly: false },
  { name: "start", kind: "point", default: "0.4,-0.2", viewOnly: false },
  { name: "window", kind: "window", default: "", viewOnly: true },
];

test("a query reads to texts, with defaults for what it leaves out", () => {
  assert.deepEqual(query.read(CONTROLS, "alpha=0.5&window=0%2C1%2C0%2C1"), { alpha: "0.5", start: "0.4,-0.2", window: "0,1,0,1" });
});

test("what is written leaves out defaults, however they are written", () => {
  assert.equal(query.write(CONTROLS, { alpha: "1e-3", start: "0.40,-0.2", window: "" }), "");
  assert.equal(query.write(CONTROLS, { alpha: "1e+16", start: "1,2", window: "" }), "alpha=1e%2B16&start=1,2");
});

test("view-only parameters are no part of a run's query", () => {
  const values = { alpha: "2", start: "0.4,-0.2", window: "0,1,0,1" };
  assert.equal(query.write(CONTROLS, values, true), "alpha=2");
  assert.equal(query.write(CONTROLS, values), "alpha=2&window=0,1,0,1");
});

test("texts are the same where they write the same numbers", () => {
  assert.ok(query.sameText("1e-05", "0.00001"));
  assert.ok(query.sameText("0.5,1", "0.50,1.0"));
  assert.ok(!query.sameText("0.5", "0.5,0"));
  assert.ok(!query.sameText("", "0"));
});
