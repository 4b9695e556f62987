// Drawing primitives. What moves is drawn here; positions are in CSS pixels.

/** @typedef {{x: (value: number) => number, y: (value: number) => number}} Transform */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */

/** A canvas over `host` that takes no pointer events. @param {HTMLElement} host */
export function overlay(host) {
  const canvas = document.createElement("canvas");
  canvas.className = "dl-overlay";
  canvas.setAttribute("aria-hidden", "true");
  host.append(canvas);
  return canvas;
}

/** Clear `canvas` at its present size and the screen's resolution. @param {HTMLCanvasElement} canvas */
export function cleared(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Words at a place, as large as the theme has them. @param {CanvasRenderingContext2D} context @param {import("./theme.js").Theme} theme @param {CanvasTextAlign} align */
export function write(context, theme, /** @type {string} */ words, /** @type {number} */ x, /** @type {number} */ y, align = "left") {
  context.fillStyle = theme.ink;
  context.font = `${theme.text}px ${theme.font}`;
  context.textAlign = align;
  context.fillText(words, x, y);
}

/** @param {CanvasRenderingContext2D} context @param {Box} box @param {() => void} draw */
export function within(context, box, draw) {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  draw();
  context.restore();
}

const FAR = 1e5; // pixels; a canvas loses precision long before float32 does

/**
 * A polyline; a point that is not finite ends it there, and nothing is drawn in its place.
 * @param {CanvasRenderingContext2D} context
 * @param {number} count
 * @param {(k: number) => number} x in pixels
 * @param {(k: number) => number} y in pixels
 * @param {{color: string, dash: number[]}} style
 */
export function polyline(context, count, x, y, style, width = 2) {
  context.beginPath();
  let pen = false;
  for (let k = 0; k < count; k++) {
    const [px, py] = [x(k), y(k)];
    if (!(Math.abs(px) < FAR && Math.abs(py) < FAR)) {
      if (pen && Number.isFinite(px) && Number.isFinite(py)) towards(context, x(k - 1), y(k - 1), px, py);
      pen = false;
    } else if (pen) context.lineTo(px, py);
    else {
      context.moveTo(px, py);
      pen = true;
    }
  }
  context.strokeStyle = style.color;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(style.dash);
  context.stroke();
  context.setLineDash([]);
}

/** The visible beginning of a segment whose end is far outside. */
function towards(/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ x0, /** @type {number} */ y0, /** @type {number} */ x1, /** @type {number} */ y1) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  context.lineTo(x0 + ((x1 - x0) / length) * 4000, y0 + ((y1 - y0) / length) * 4000);
}

/** @param {CanvasRenderingContext2D} context @param {[number, number]} from @param {[number, number]} to */
export function arrow(context, from, to, color, width = 2.5, dash = []) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (!(length > 0.5 && length < FAR)) return;
  const head = Math.min(9, length * 0.6);
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const neck = [to[0] - ux * head * 0.8, to[1] - uy * head * 0.8];
  context.strokeStyle = context.fillStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(neck[0], neck[1]);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...to);
  context.lineTo(to[0] - ux * head - uy * head * 0.5, to[1] - uy * head + ux * head * 0.5);
  context.lineTo(to[0] - ux * head + uy * head * 0.5, to[1] - uy * head - ux * head * 0.5);
  context.fill();
}

const CORNERS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  "triangle-up": [[0, -1.3], [1.2, 0.9], [-1.2, 0.9]],
  "triangle-down": [[0, 1.3], [1.2, -0.9], [-1.2, -0.9]],
  cross: [[-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]],
  star: [[0, -1.5], [0.4, -0.5], [1.4, -0.45], [0.6, 0.2], [0.9, 1.2], [0, 0.6], [-0.9, 1.2], [-0.6, 0.2], [-1.4, -0.45], [-0.4, -0.5]],
};

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y */
export function marker(context, x, y, /** @type {string} */ shape, /** @type {string} */ color, /** @type {string} */ edge, radius = 5) {
  if (!(Math.abs(x) < FAR && Math.abs(y) < FAR)) return;
  const corners = CORNERS[/** @type {keyof CORNERS} */ (shape)];
  context.beginPath();
  if (corners) corners.forEach(([cx, cy]) => context.lineTo(x + cx * radius, y + cy * radius));
  else context.arc(x, y, radius, 0, 2 * Math.PI);
  context.closePath();
  context.fillStyle = color;
  context.strokeStyle = edge;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}
