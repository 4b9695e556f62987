// A network's forward pass, so that boundaries and curves follow the time marker without the server.

/** @typedef {{sizes: number[], activation: string, classes: boolean, training: number}} Network */

const ACTIVATIONS = {
  tanh: Math.tanh,
  relu: (/** @type {number} */ z) => (z > 0 ? z : 0),
  sigmoid: (/** @type {number} */ z) => 1 / (1 + Math.exp(-z)),
};

/** The layers of a parameter vector: weights [in, out] row by row, then biases. @param {Network} network @param {Float32Array} theta */
export function layersOf(network, theta) {
  let at = 0;
  return network.sizes.slice(1).map((out, l) => {
    const size = network.sizes[l];
    const weights = theta.subarray(at, at + size * out);
    const biases = theta.subarray(at + size * out, at + (size + 1) * out);
    at += (size + 1) * out;
    return { size, out, weights, biases };
  });
}

/** The first output at one input; a probability where the network tells classes apart. @param {Network} network @param {Float32Array} theta */
export function predictor(network, theta) {
  const layers = layersOf(network, theta);
  const activate = ACTIVATIONS[/** @type {keyof ACTIVATIONS} */ (network.activation)];
  return (/** @type {number[]} */ input) => {
    let values = input;
    layers.forEach(({ size, out, weights, biases }, l) => {
      const next = Array.from(biases);
      for (let i = 0; i < size; i++) for (let j = 0; j < out; j++) next[j] += weights[i * out + j] * values[i];
      values = l < layers.length - 1 ? next.map(activate) : next;
    });
    return network.classes ? 1 / (1 + Math.exp(-values[0])) : values[0];
  };
}

/** The parameters at the marked step of the run in focus. @param {import("./frame.js").Focus} focus @param {number} row */
export function thetaAt(focus, row, name = "theta") {
  const { data, width } = /** @type {Record<string, import("./frame.js").Rows>} */ (focus.rows)[name];
  return /** @type {Float32Array} */ (data.subarray(row * width, (row + 1) * width));
}
