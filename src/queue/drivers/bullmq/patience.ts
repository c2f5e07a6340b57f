import { systemClock } from "../../../internal/clock.js";

/** How long to wait, when something closes, for a Redis that may be away. */
const patienceMs = 1_000;

/** Resolves when the promise does, or when waiting any longer is too long. */
export async function patiently(promise: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const long = systemClock.sleep(patienceMs, over.signal).catch(() => {});
  await Promise.race([promise, long]);
  over.abort();
}
