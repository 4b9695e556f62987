// How far every run is from the nearest minimum.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, {
    name: "distance",
    of: (run) => run.series.distance,
    title: () => "distance to a minimum",
    empty: "This landscape has no minimum.",
  });
