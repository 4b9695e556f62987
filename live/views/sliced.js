// The loss of the network itself beside the slice's under it.

import { createCurve } from "./curve.js";

/** @param {HTMLElement} host @param {any} panel */
export const create = (host, panel) =>
  createCurve(host, panel, { name: "sliced", of: (run) => run.series.both, parts: ["of the network", "on the slice"], title: () => "loss: network (thick), slice (thin)" });
