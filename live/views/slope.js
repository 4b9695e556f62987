// The length of the gradient at every run's iterate.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, { name: "slope", of: (run) => run.series.slope, title: () => "‖∇C(θ)‖" });
