// A Plotly figure with canvases over it. Plotly owns axes, hover, zoom and export; the canvases show
// what moves, and at rest the same lines are handed to Plotly as ordinary traces.

import { overlay } from "./canvas.js";

/** @typedef {{range: [number, number], log?: boolean}} Axis */

const USUAL = 13; // pixels: the theme's size of words, but for projectors

let loading;

/** plotly.js of the installed package. @returns {Promise<any>} */
export function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => reject(new Error("plotly.js did not load"));
    document.head.append(script);
  });
  return loading;
}

export class Plot {
  /**
   * @param {HTMLElement} host
   * @param {any} panel
   * @param {{left: number, right: number, top: number, bottom: number}} margin  in pixels, where words have the usual size
   */
  constructor(host, panel, margin) {
    this.panel = panel;
    this.Plotly = panel.Plotly;
    this.margin = margin;
    this.drawn = margin;
    /** @type {{x: Axis, y: Axis}} */
    this.axes = { x: { range: [0, 1] }, y: { range: [0, 1] } };
    this.element = document.createElement("div");
    this.element.className = "dl-plotly";
    host.append(this.element);
    this.lines = overlay(host);
    this.marks = overlay(host);
    this.turn = Promise.resolve();
  }

  /** The drawing area inside the axes. @returns {import("./canvas.js").Box} */
  get box() {
    const { left, right, top, bottom } = this.drawn;
    const { clientWidth, clientHeight } = this.element;
    return { left, top, width: clientWidth - left - right, height: clientHeight - top - bottom };
  }

  /** From values to pixels. @returns {import("./canvas.js").Transform} */
  get transform() {
    const { left, top, width, height } = this.box;
    const [x, y] = [this.axes.x, this.axes.y];
    const [sx, sy] = [width / (x.range[1] - x.range[0]), height / (y.range[1] - y.range[0])];
    const xValue = x.log ? Math.log10 : Number;
    const yValue = y.log ? Math.log10 : Number;
    return {
      x: (value) => left + (xValue(value) - x.range[0]) * sx,
      y: (value) => top + height - (yValue(value) - y.range[0]) * sy,
    };
  }

  /** From pixels to values on linear axes. @param {number} px @param {number} py @returns {[number, number]} */
  valueAt(px, py) {
    const { left, top, width, height } = this.box;
    const [x, y] = [this.axes.x.range, this.axes.y.range];
    return [x[0] + ((px - left) / width) * (x[1] - x[0]), y[0] + ((top + height - py) / height) * (y[1] - y[0])];
  }

  /** The vertical axis's title, as small as it must be to fit. @param {string} text */
  upright(text, standoff = 0) {
    const { text: small, font } = this.panel.theme;
    const usual = 1.2 * small; // as Plotly has it for the horizontal one
    const context = /** @type {CanvasRenderingContext2D} */ (this.lines.getContext("2d"));
    context.font = `${usual}px ${font}`;
    const { width } = context.measureText(text.replaceAll(/<[^>]*>/g, ""));
    return { text, standoff, font: { size: usual * Math.min(1, this.box.height / width) } };
  }

  /** Draw at rest; calls queue up, so that Plotly is never entered twice. */
  react(/** @type {any[]} */ traces, /** @type {any} */ layout, /** @type {any} */ config) {
    const { left, right, top, bottom } = this.margin;
    const scale = this.panel.theme.text / USUAL;
    const full = { margin: { l: scale * left, r: scale * right, t: scale * top, b: scale * bottom, pad: 0 }, autosize: true, ...layout };
    this.turn = this.turn.then(() => this.Plotly.react(this.element, traces, full, { responsive: false, displaylogo: false, ...config })).then(() => this.measure());
    return this.turn;
  }

  /** Plotly makes more room where a colour bar needs it: the drawing area is where Plotly put it. */
  measure() {
    const size = /** @type {any} */ (this.element)._fullLayout?._size;
    if (size) this.drawn = { left: size.l, right: size.r, top: size.t, bottom: size.b };
  }

  /** Show Plotly's own traces (at rest) or leave the drawing to the canvas (while something moves). */
  showTraces(/** @type {boolean} */ shown) {
    this.element.classList.toggle("dl-moving", !shown);
  }

  resize() {
    const plotted = () => this.element.offsetParent && /** @type {any} */ (this.element)._fullLayout; // Plotly fails on what is not displayed
    this.turn = this.turn.then(() => plotted() && this.Plotly.Plots.resize(this.element)).then(() => this.measure());
    return this.turn;
  }

  destroy() {
    this.Plotly.purge(this.element);
  }
}

/** A dash as Plotly writes it. @param {number[]} dash */
export function plotlyDash(dash) {
  return dash.length ? dash.map((d) => `${d}px`).join(",") : "solid";
}

/** Layout parts in the page's colours. @param {import("./theme.js").Theme} theme */
export function themedLayout(theme) {
  const axis = { color: theme.ink, gridcolor: theme.faint, linecolor: theme.faint, zeroline: false, tickfont: { size: theme.text }, ticks: "outside", tickcolor: theme.faint };
  return {
    axis,
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: theme.ink, size: theme.text, family: theme.font },
      hoverlabel: { bgcolor: theme.raised, font: { color: theme.ink, size: theme.text } },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.ink, activecolor: theme.ink },
      showlegend: false,
      hovermode: "closest",
    },
  };
}
