// The binary answer of /api: safetensors, as api/encoding.py describes it.

/** @typedef {{data: Float32Array|Int32Array, shape: number[]}} Tensor */
/** @typedef {{info: any, arrays: Record<string, Tensor>}} Answer */

const VIEWS = { F32: Float32Array, I32: Int32Array };

/**
 * @param {ArrayBuffer} buffer
 * @returns {Answer}
 */
export function decode(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  /** @type {Record<string, Tensor>} */
  const arrays = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [from, to] = entry.data_offsets;
    const View = VIEWS[/** @type {"F32"|"I32"} */ (entry.dtype)];
    arrays[name] = { data: new View(buffer, 8 + length + from, (to - from) / 4), shape: entry.shape };
  }
  return { info: JSON.parse(header.__metadata__.info), arrays };
}
