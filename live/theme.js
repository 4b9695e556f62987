// Colours of the page's theme, and one colour, dash and marker for each style number.

// Okabe and Ito's colour-blind-safe palette, darkened or lightened to stand out from the ground.
const LIGHT = ["#3d3d3d", "#0072B2", "#D55E00", "#008060", "#A8487F", "#8A6D00", "#7A3FB5"];
const DARK = ["#E6E6E6", "#56B4E9", "#FF9A4D", "#2FD3A2", "#E79BC4", "#F0E442", "#C9A6FF"];
const DASHES = [[], [9, 3], [2, 3], [9, 3, 2, 3], [14, 4], [5, 2, 1, 2, 1, 2], [4, 4]];
const MARKERS = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "star"];

/** @typedef {{dark: boolean, ink: string, ground: string, raised: string, faint: string, font: string, text: number}} Theme  `text`: the size of words in pictures, in pixels */
/** @typedef {{color: string, dash: number[], marker: string}} Style */

/** @param {string} color @returns {number} relative brightness, 0 to 1 */
function brightness(color) {
  const canvas = document.createElement("canvas").getContext("2d");
  if (!canvas) return 1;
  canvas.fillStyle = color;
  const hex = parseInt(canvas.fillStyle.slice(1), 16);
  return (0.3 * (hex >> 16) + 0.59 * ((hex >> 8) & 255) + 0.11 * (hex & 255)) / 255;
}

/** @param {Element} element @returns {Theme} */
export function readTheme(element) {
  const css = getComputedStyle(element);
  const ground = css.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const dark = brightness(ground) < 0.5;
  return {
    dark,
    ground,
    ink: css.getPropertyValue("--st-text-color").trim() || "#222222",
    raised: css.getPropertyValue("--st-secondary-background-color").trim() || "#f3f3f3",
    font: css.fontFamily,
    text: Math.round(0.85 * parseFloat(css.fontSize)),
    faint: dark ? "rgba(255,255,255,0.16)" : "rgba(0,0,0,0.12)",
  };
}

/** @param {Theme} theme @param {number} number @returns {Style} */
export function styleOf(theme, number) {
  const colors = theme.dark ? DARK : LIGHT;
  const round = Math.floor(number / colors.length); // past the palette, colours return with other dashes and markers
  const k = (number + 3 * round) % colors.length;
  return { color: colors[number % colors.length], dash: DASHES[k], marker: MARKERS[k] };
}

/** Call `changed` whenever the theme's colours change under `element`. */
export function watchTheme(/** @type {HTMLElement} */ element, /** @type {() => void} */ changed) {
  const probe = document.createElement("span");
  probe.style.cssText = "position:absolute;visibility:hidden;color:var(--st-background-color);transition:color 1ms";
  element.append(probe);
  probe.addEventListener("transitionend", changed);
}
