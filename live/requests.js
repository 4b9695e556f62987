// One request in flight at most, the latest value wins, and an outage is waited out.

/** @typedef {{path: string, live: boolean}} Job */

/** The server answered that it has too much to do. */
class Busy extends Error {
  /** @param {number} seconds after which to ask again */
  constructor(seconds) {
    super("busy");
    this.seconds = seconds;
  }
}

/** Seconds after which a server that has too much to do wants to be asked again, else 0. @param {Response} response */
const busyFor = (response) => (response.status === 503 || response.status === 429 ? Number(response.headers?.get("retry-after")) || 1 : 0);

/** @param {number} milliseconds @returns {Promise<void>} */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Up to half as long again: a class that was turned away does not come back in step. @param {number} milliseconds */
const apart = (milliseconds) => milliseconds * (1 + Math.random() / 2);

/**
 * Ask until there is a whole answer: outages, a busy server and answers that break off are waited out.
 *
 * @template Answer
 * @param {() => Promise<Response>} ask
 * @param {(response: Response) => Promise<Answer>} read
 */
export async function untilAnswered(ask, read, wait = pause) {
  for (;;) {
    let seconds = 0;
    try {
      const response = await ask();
      seconds = busyFor(response);
      if (response.status < 500 && !seconds) return await read(response);
    } catch (error) {
      if (/** @type {Error} */ (error)?.name === "AbortError") throw error; // given up by a person
    }
    await wait(apart(1000 * (seconds || 0.5)));
  }
}

/**
 * @template Answer
 * @param {{
 *   fetch: (job: any) => Promise<Response>,
 *   read: (response: Response) => Promise<Answer>,
 *   answered: (answer: Answer, job: any) => void,
 *   refused: (problem: {parameter?: string, accepts?: string, error: string}, job: any) => void,
 *   outage: (lasting: boolean, busy?: boolean) => void,
 *   wait?: (milliseconds: number) => Promise<void>,
 * }} hooks
 */
export function latestWins(hooks) {
  const wait = hooks.wait ?? pause;
  let busy = false;
  let out = false;
  /** @type {any} */
  let next = null;

  /** @param {any} job */
  async function attempt(job) {
    const response = await hooks.fetch(job);
    if (busyFor(response)) throw new Busy(busyFor(response));
    if (response.status >= 500) throw new Error(`status ${response.status}`);
    if (out) hooks.outage((out = false));
    if (!response.ok) {
      const problem = await response.json().catch(() => ({ error: `The server answered ${response.status}.` }));
      return () => hooks.refused(problem, job);
    }
    const answer = await hooks.read(response);
    return () => hooks.answered(answer, job);
  }

  async function run() {
    busy = true;
    while (next !== null) {
      const job = next;
      next = null;
      /** @type {(() => void) | null} */
      let deliver = null;
      try {
        deliver = await attempt(job);
      } catch (error) {
        if (/** @type {Error} */ (error)?.name === "AbortError") continue; // given up by a person
        const busy = error instanceof Busy;
        if (!out) hooks.outage((out = true), busy);
        await wait(apart(busy ? 1000 * error.seconds : 500));
        next ??= job;
      }
      deliver?.();
    }
    busy = false;
  }

  return {
    /** @param {any} job */
    request(job) {
      next = job;
      if (!busy) run();
    },
  };
}
