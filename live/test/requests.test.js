import assert from "node:assert/strict";
import { test } from "node:test";
import { latestWins, untilAnswered } from "../requests.js";

/** A server that answers when told to. */
function harness(overrides = {}) {
  const log = [];
  const pending = [];
  let flying = 0;
  let most = 0;
  const requests = latestWins({
    fetch: (job) =>
      new Promise((resolve, reject) => {
        most = Math.max(most, ++flying);
        pending.push({
          job,
          answer: (status = 200) => (flying--, resolve({ status, ok: status === 200, json: async () => ({ error: "no", parameter: "beta" }), value: job })),
          fail: () => (flying--, reject(new TypeError("network"))),
        });
      }),
    read: async (response) => response.value,
    answered: (answer) => log.push(`drawn ${answer}`),
    refused: (problem) => log.push(`refused ${problem.parameter}`),
    outage: (lasting) => log.push(lasting ? "out" : "back"),
    wait: async () => {},
    ...overrides,
  });
  return { requests, pending, log, most: () => most };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("one request is in flight at most, and the last value is always drawn", async () => {
  const { requests, pending, log, most } = harness();
  for (let k = 0; k < 50; k++) requests.request(k);
  pending.shift().answer();
  await settled();
  requests.request(99);
  while (pending.length) {
    pending.shift().answer();
    await settled();
  }
  assert.deepEqual(log, ["drawn 0", "drawn 49", "drawn 99"]);
  assert.equal(most(), 1);
});

test("a refusal is said and the next value goes on", async () => {
  const { requests, pending, log } = harness();
  requests.request(1);
  pending.shift().answer(422);
  await settled();
  requests.request(2);
  pending.shift().answer();
  await settled();
  assert.deepEqual(log, ["refused beta", "drawn 2"]);
});

test("an outage is said once, waited out, and the latest value is drawn after it", async () => {
  const { requests, pending, log } = harness();
  requests.request(1);
  pending.shift().fail();
  await settled();
  requests.request(2);
  pending.shift().fail();
  await settled();
  pending.shift().answer(503);
  await settled();
  pending.shift().answer();
  await settled();
  assert.deepEqual(log, ["out", "back", "drawn 2"]);
});

test("what a person gives up is not an outage, and is not asked for again", async () => {
  let abort = () => {};
  const { requests, log } = harness({ fetch: () => new Promise((_, reject) => (abort = () => reject(new DOMException("given up", "AbortError")))) });
  requests.request(1);
  await settled();
  abort();
  await settled();
  assert.deepEqual(log, []);
});

test("a busy server is asked again when it says so", async () => {
  const waits = [];
  const { requests, pending, log } = harness({
    wait: async (ms) => void waits.push(ms),
    outage: (lasting, busy) => log.push(lasting ? (busy ? "busy" : "out") : "back"),
  });
  requests.request(1);
  pending.shift().answer(503);
  await settled();
  pending.shift().answer();
  await settled();
  assert.deepEqual(log, ["busy", "back", "drawn 1"]);
  assert.ok(waits.length === 1 && waits[0] >= 1000 && waits[0] <= 1500, `${waits}`);
});

test("a view's own request is asked again until it is answered, as late as the server says", async () => {
  const answers = [
    { status: 503, headers: new Headers({ "retry-after": "2" }) },
    { status: 429, headers: new Headers({ "retry-after": "1" }) },
    new TypeError("network"),
    { status: 200, headers: new Headers(), body: new TypeError("it broke off") },
    { status: 200, headers: new Headers(), body: "whole" },
  ];
  const waits = [];
  const ask = async () => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const read = async (response) => {
    if (response.body instanceof Error) throw response.body;
    return response.body;
  };
  const answer = await untilAnswered(ask, read, async (milliseconds) => void waits.push(milliseconds));
  assert.equal(answer, "whole");
  assert.equal(waits.length, 4);
  for (const [k, least] of [2000, 1000, 500, 500].entries()) assert.ok(waits[k] >= least && waits[k] <= 1.5 * least, `${waits[k]}`);
});

test("an answer that breaks off, as from a server that dies, is asked for again", async () => {
  let broken = true;
  const { requests, pending, log } = harness({
    read: async (response) => {
      if (broken) throw new TypeError("network");
      return response.value;
    },
  });
  requests.request("a");
  pending[0].answer();
  await settled();
  assert.deepEqual(log, ["out"]);
  broken = false;
  pending[1].answer();
  await settled();
  assert.deepEqual(log, ["out", "back", "drawn a"]);
});

test("a request that a person gave up is not asked again", async () => {
  const ask = async () => {
    throw new DOMException("given up", "AbortError");
  };
  await assert.rejects(untilAnswered(ask, async () => {}), { name: "AbortError" });
});
