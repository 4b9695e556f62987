// What the network in focus says of every input: a boundary between classes, or a fitted curve; and the data.

import { cleared, marker, polyline, within } from "../canvas.js";
import { predictor, thetaAt } from "../forward.js";
import { rowAt } from "../frame.js";
import { Plot, themedLayout } from "../plot.js";
import { styleOf } from "../theme.js";

/** @typedef {import("../frame.js").Frame} Frame */

const GRID = 56;
const CURVE = 160;
const REACH = 1.9; // of the inputs shown
const CLASSES = { light: [[0, 114, 178], [213, 94, 0]], dark: [[86, 180, 233], [255, 154, 77]] };

/** @param {HTMLElement} host @param {any} panel */
export function create(host, panel) {
  host.classList.add("dl-figure", "dl-field");
  const plot = new Plot(host, panel, { left: 48, right: 14, top: 10, bottom: 47 });
  const none = Object.assign(document.createElement("p"), { className: "dl-nothing", textContent: "More than two inputs: no picture of them all.", hidden: true });
  host.append(none);
  const image = document.createElement("canvas");
  image.width = image.height = GRID;
  /** @type {Frame|null} */
  let frame = null;

  const colors = () => CLASSES[panel.theme.dark ? "dark" : "light"];

  function axes() {
    const { classes } = /** @type {NonNullable<Frame["network"]>} */ (frame?.network);
    const y = /** @type {NonNullable<Frame["data"]>} */ (frame?.data).y;
    const reach = classes ? REACH : Math.max(1.5, ...Array.from(y, Math.abs)) * 1.1;
    plot.axes = { x: { range: [-REACH, REACH] }, y: { range: [-reach, reach] } };
  }

  function draw() {
    const context = cleared(plot.lines);
    if (!frame?.network || !frame.data) return;
    const { focus, network } = frame;
    none.hidden = network.sizes[0] <= 2;
    if (!none.hidden) return;
    within(context, plot.box, () => {
      if (focus) {
        const predict = predictor(network, thetaAt(focus, rowAt(focus.run, panel.at)));
        if (network.classes) boundary(context, predict);
        else curve(context, predict, styleOf(panel.theme, focus.run.style));
      }
      points(context, /** @type {Frame} */ (frame));
    });
  }

  function boundary(/** @type {CanvasRenderingContext2D} */ context, /** @type {(input: number[]) => number} */ predict) {
    const pixels = new ImageData(GRID, GRID);
    const [zero, one] = colors();
    for (let r = 0; r < GRID; r++) {
      for (let c = 0; c < GRID; c++) {
        const p = predict([-REACH + ((c + 0.5) / GRID) * 2 * REACH, REACH - ((r + 0.5) / GRID) * 2 * REACH]);
        const color = p > 0.5 ? one : zero;
        pixels.data.set([...color, Number.isFinite(p) ? 20 + 260 * Math.abs(p - 0.5) : 0], 4 * (r * GRID + c));
      }
    }
    image.getContext("2d")?.putImageData(pixels, 0, 0);
    const { left, top, width, height } = plot.box;
    context.drawImage(image, left, top, width, height);
  }

  function curve(/** @type {CanvasRenderingContext2D} */ context, /** @type {(input: number[]) => number} */ predict, /** @type {import("../theme.js").Style} */ style) {
    const { x, y } = plot.transform;
    const at = (/** @type {number} */ k) => -REACH + (k / (CURVE - 1)) * 2 * REACH;
    polyline(context, CURVE, (k) => x(at(k)), (k) => y(predict([at(k)])), style, 3);
  }

  function points(/** @type {CanvasRenderingContext2D} */ context, /** @type {Frame} */ { data, network }) {
    const { x, y } = plot.transform;
    const { x: inputs, y: targets } = /** @type {NonNullable<Frame["data"]>} */ (data);
    const { classes, training, sizes } = /** @type {NonNullable<Frame["network"]>} */ (network);
    targets.forEach((target, i) => {
      const [px, py] = classes ? [x(inputs[2 * i]), y(inputs[2 * i + 1])] : [x(inputs[i * sizes[0]]), y(target)];
      const color = `rgb(${colors()[classes ? target : 0].join(" ")})`;
      const shape = classes && target ? "square" : "circle";
      if (i < training) marker(context, px, py, shape, color, panel.theme.ground, 4);
      else marker(context, px, py, shape, panel.theme.ground, color, 3.2);
    });
  }

  function layout() {
    const { axis, layout } = themedLayout(panel.theme);
    const classes = frame?.network?.classes;
    return {
      ...layout,
      dragmode: false,
      hovermode: false,
      xaxis: { ...axis, title: { text: classes ? "x₁" : "x", standoff: 4 }, range: plot.axes.x.range, autorange: false, fixedrange: true },
      yaxis: { ...axis, title: plot.upright(classes ? "x₂" : "y"), range: plot.axes.y.range, autorange: false, fixedrange: true },
    };
  }

  return {
    show(/** @type {Frame} */ next) {
      frame = next;
      axes();
      draw();
    },
    async settle(/** @type {Frame} */ next) {
      frame = next;
      axes();
      // A trace without points: Plotly draws no axes without one.
      await plot.react([{ type: "scatter", mode: "markers", x: [], y: [] }], layout(), { displayModeBar: false });
      draw();
      plot.element.setAttribute("role", "img");
      plot.element.setAttribute("aria-label", next.network?.classes ? "Data of two classes and what the network makes of every point" : "Data and the fitted curve");
    },
    mark: draw,
    async resize() {
      await plot.resize();
      draw();
    },
    destroy: () => plot.destroy(),
  };
}
