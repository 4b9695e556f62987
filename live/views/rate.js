// The effective learning rate of both coordinates.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, {
    name: "rate",
    of: (run) => run.series.rate,
    title: () => "rate of θ₁ (thick), θ₂ (thin)",
    empty: "No method is on.",
  });
