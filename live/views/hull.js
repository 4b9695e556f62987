// How far every run is from the convex hull of the samples.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, { name: "hull", of: (run) => run.series.hull, title: () => "distance to the hull", log: () => false });
