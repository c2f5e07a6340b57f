import type { Clock } from "../internal/clock.js";

/** What the promise comes to, unless `ms` are over first: then it rejects with `late()`, and what goes on is not waited for. */
export async function within<T>(ms: number, clock: Clock, promise: Promise<T>, late: () => Error): Promise<T> {
  const over = new AbortController();
  const patience = clock.sleep(ms, over.signal).then(() => {
    throw late();
  });
  try {
    return await Promise.race([promise, patience]);
  } finally {
    over.abort();
  }
}
