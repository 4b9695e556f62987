import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, shown } from "../numbers.js";

test("numbers are shown to four digits, with true signs and powers", () => {
  assert.equal(shown(-2.0551), "−2.055");
  assert.equal(shown(0.0389), "0.03890");
  assert.equal(shown(12345.6), "12346");
  assert.equal(shown(1.5e-7, 3), "1.50·10⁻⁷");
  assert.equal(shown(-3e20), "−3.000·10²⁰");
  assert.equal(shown(0), "0");
});

test("what is not a number is said to be so", () => {
  assert.deepEqual([shown(Infinity), shown(-Infinity), shown(NaN), shown(null)], ["∞", "−∞", "not a number", "not a number"]);
});

test("brief numbers have no idle zeros", () => {
  assert.deepEqual([brief(0.9), brief(0.01), brief(100), brief(1.5e-7), brief(2e9)], ["0.9", "0.01", "100", "1.5·10⁻⁷", "2·10⁹"]);
});
