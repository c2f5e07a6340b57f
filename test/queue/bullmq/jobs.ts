import type { BackendSettings, Lease, NewJob, QueueBackend } from "../../../src/queue/driver.js";

/** Longer than any test lasts. */
export const longMs = 3_600_000;

export const settings: BackendSettings = {
  maxSize: 1,
  debounceMs: 0,
  maxWaitMs: 0,
  leaseMs: longMs,
  rememberMs: longMs,
  keepCompleted: { ageMs: longMs, count: 1_000 },
};

export function job(id: string, given: Partial<NewJob> = {}): NewJob {
  return { id, lane: "a", data: JSON.stringify({ id }), priority: 0, delayMs: 0, ...given };
}

export function complete(queue: QueueBackend, lease: Lease) {
  return queue.settle(
    lease,
    lease.jobs.map(({ id }) => ({ id, kind: "completed" })),
  );
}

/** Repeats a call until it does not reject. */
export async function persist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export async function takeOne(queue: QueueBackend): Promise<Lease> {
  for (;;) {
    const [lease] = await persist(() => queue.take({ max: 1, waitMs: 1_000 }));
    if (lease) return lease;
  }
}
