import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../wire.js";

/** A safetensors buffer by hand, as its specification has it. */
function buffer() {
  const metadata = { info: JSON.stringify({ steps: 2 }) };
  const header = {
    __metadata__: metadata,
    "0.steps": { dtype: "I32", shape: [2], data_offsets: [0, 8] },
    "0.params": { dtype: "F32", shape: [2, 2], data_offsets: [8, 24] },
  };
  let text = JSON.stringify(header);
  text += " ".repeat((8 - (text.length % 8)) % 8);
  const bytes = new Uint8Array(8 + text.length + 24);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(new TextEncoder().encode(text), 8);
  new Int32Array(bytes.buffer, 8 + text.length, 2).set([0, 7]);
  new Float32Array(bytes.buffer, 16 + text.length, 4).set([0.5, NaN, Infinity, -1]);
  return bytes.buffer;
}

test("an answer decodes to its arrays, shapes and info", () => {
  const { info, arrays } = decode(buffer());
  assert.deepEqual(info, { steps: 2 });
  assert.deepEqual([...arrays["0.steps"].data], [0, 7]);
  assert.deepEqual([...arrays["0.params"].data], [0.5, NaN, Infinity, -1]);
  assert.deepEqual(arrays["0.params"].shape, [2, 2]);
});
