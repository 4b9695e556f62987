// How far every run is from the slice.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) => createCurve(host, panel, { name: "missed", of: (run) => run.series.missed, title: () => "distance from the slice" });
