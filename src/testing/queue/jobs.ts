import assert from "node:assert/strict";
import type { JobError, JobRecord, Lease, NewJob, Outcome, Page, QueueBackend } from "../../queue/driver.js";

export function job(id: string, given: Partial<NewJob> = {}): NewJob {
  return { id, lane: "a", data: JSON.stringify({ id }), priority: 5, delayMs: 0, ...given };
}

/** `jobs("a", 1, 2)`: the jobs `a1` and `a2` of lane `a`. */
export function jobs(lane: string, ...numbers: readonly number[]): NewJob[] {
  return numbers.map((number) => job(`${lane}${number}`, { lane }));
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export function ids(kept: { readonly jobs: readonly { readonly id: string }[] }): string[] {
  return kept.jobs.map(({ id }) => id);
}

export function failure(message: string): JobError {
  return { at: 1, name: "Error", message };
}

export function completed(id: string, result?: string): Outcome {
  return result === undefined ? { id, kind: "completed" } : { id, kind: "completed", result };
}

export function retry(id: string, delayMs: number, isCounted = true): Outcome {
  return { id, kind: "retry", delayMs, error: failure(`retry of ${id}`), isCounted };
}

export function dead(id: string, message = "hopeless"): Outcome {
  return { id, kind: "dead", error: failure(message) };
}

/** What is due now, of as many lanes as there are. */
export function take(queue: QueueBackend, max = 100): Promise<Lease[]> {
  return queue.take({ max, waitMs: 0 });
}

export async function takeOne(queue: QueueBackend): Promise<Lease> {
  const [lease] = await take(queue, 1);
  assert.ok(lease, "expected a lane to be due");
  return lease;
}

export async function takeNone(queue: QueueBackend): Promise<void> {
  assert.deepEqual((await take(queue)).map(ids), [], "expected no lane to be due");
}

export async function complete(queue: QueueBackend, lease: Lease): Promise<void> {
  const settled = await queue.settle(
    lease,
    lease.jobs.map(({ id }) => completed(id)),
  );
  assert.equal(settled, "done");
}

/** Runs whatever is due until nothing is, and answers the ids of each lane in the order in which they ran. */
export async function drain(queue: QueueBackend): Promise<Record<string, string[]>> {
  const ran = new Map<string, string[]>();
  for (;;) {
    const leases = await take(queue);
    if (leases.length === 0) return Object.fromEntries(ran);
    for (const lease of leases) {
      ran.set(lease.lane, [...(ran.get(lease.lane) ?? []), ...ids(lease)]);
      await complete(queue, lease);
    }
  }
}

export async function record(queue: QueueBackend, id: string): Promise<JobRecord> {
  const found = await queue.get(id);
  assert.ok(found, `expected ${JSON.stringify(id)} to be kept`);
  return found;
}

export async function states(queue: QueueBackend, ...names: readonly string[]): Promise<string[]> {
  return Promise.all(names.map(async (id) => (await queue.get(id))?.state ?? "gone"));
}

/** All pages of a listing. */
export async function listAll(
  queue: QueueBackend,
  options: Omit<Parameters<QueueBackend["list"]>[0], "limit" | "cursor">,
  limit = 100,
): Promise<JobRecord[]> {
  const found: JobRecord[] = [];
  let page: Page | undefined;
  do {
    page = await queue.list({ ...options, limit, ...(page?.cursor !== undefined && { cursor: page.cursor }) });
    assert.ok(page.jobs.length <= limit, `a page of ${page.jobs.length} jobs where ${limit} were asked for`);
    found.push(...page.jobs);
  } while (page.cursor !== undefined);
  return found;
}
