// Numbers as a person reads them.

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} exponent */
export function superscript(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)]);
  return (exponent < 0 ? "⁻" : "") + digits;
}

/** `value` to so many significant digits, with a true minus sign. @param {number|null} value @param {number} [digits] */
export function shown(value, digits = 4) {
  if (value === null || Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (exponent >= -3 && exponent < 6) {
    return (exponent < digits ? value.toPrecision(digits) : value.toFixed(0)).replace("-", "−");
  }
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  return `${mantissa.replace("-", "−")}·10${superscript(Number(power))}`;
}

/** The same without idle zeros at the end. @param {number} value @param {number} [digits] */
export function brief(value, digits = 4) {
  return shown(value, digits).replace(/(\.\d*?)0+(?=·|$)/, "$1").replace(/\.(?=·|$)/, "");
}
