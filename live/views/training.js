// Training and test loss of every run.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, { name: "training", of: (run) => run.series.both, parts: ["training", "test"], title: () => "loss: training (thick), test (thin)", empty: "No method is on." });
