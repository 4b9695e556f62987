// The loss of every run: above its lowest value where that is known and not 0, on a log axis.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, {
    name: "loss",
    of: (run) => run.series.excess ?? run.series.loss,
    title: (frame) => (frame.landscape.lowest ? "C(θ) − min C" : "loss C(θ)"),
    log: (frame) => frame.landscape.lowest !== null,
  });
