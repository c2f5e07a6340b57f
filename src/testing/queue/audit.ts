import assert from "node:assert/strict";
import { type JobRecord, jobStates, type LaneInfo, type QueueBackend } from "../../queue/driver.js";
import { listAll } from "./jobs.js";

/** Calls under way and begun, over all backends of a test. */
export class Activity {
  running = 0;
  begun = 0;
}

const changing: ReadonlySet<string> = new Set<keyof QueueBackend>([
  "addAll",
  "take",
  "settle",
  "remove",
  "revive",
  "promote",
  "move",
]);

/** A backend that compares what the queue tells of itself after every change, unless another call is under way. */
export function audited(backend: QueueBackend, activity: Activity): QueueBackend {
  return new Proxy(backend, {
    get(target, key) {
      const method = Reflect.get(target, key);
      if (typeof method !== "function") return method;
      if (!changing.has(String(key))) return method.bind(target);
      return async (...given: unknown[]) => {
        activity.running++;
        activity.begun++;
        try {
          return await Reflect.apply(method, target, given);
        } finally {
          activity.running--;
          if (activity.running === 0) await audit(target, activity, String(key));
        }
      };
    },
  });
}

/** Counts, lists, lanes and the oldest job tell the same. What moves by itself on a real clock is looked at again. */
async function audit(queue: QueueBackend, activity: Activity, after: string): Promise<void> {
  const { begun } = activity;
  for (let left = 5; ; left--) {
    try {
      await compare(queue, after);
      return;
    } catch (error) {
      if (activity.begun !== begun) return;
      if (left === 0 || !(error instanceof assert.AssertionError)) throw error;
    }
  }
}

async function compare(queue: QueueBackend, after: string): Promise<void> {
  const counts = await queue.counts();
  const kept: JobRecord[] = [];
  for (const state of jobStates) {
    const listed = await listAll(queue, { state });
    assert.equal(counts[state], listed.length, `after ${after}: counts() and list() of ${state} jobs`);
    for (const one of listed) assert.equal(one.state, state, `after ${after}: the state of ${one.id} in its list`);
    kept.push(...listed);
  }
  const lanes = new Map((await allLanes(queue)).map((info) => [info.lane, info]));
  for (const lane of new Set(kept.map((one) => one.lane))) {
    const counted = await queue.counts(lane);
    const own = kept.filter((one) => one.lane === lane);
    for (const state of jobStates) {
      const expected = own.filter((one) => one.state === state).length;
      assert.equal(counted[state], expected, `after ${after}: counts(${JSON.stringify(lane)}) of ${state} jobs`);
    }
    const info = lanes.get(lane);
    assert.equal(info?.waiting ?? 0, counted.waiting, `after ${after}: waiting jobs in lanes()`);
    assert.equal(info?.active ?? 0, counted.active, `after ${after}: active jobs in lanes()`);
  }
  for (const { lane, waiting, oldestAt } of lanes.values()) {
    assert.equal(oldestAt !== undefined, waiting > 0, `after ${after}: oldestAt of ${JSON.stringify(lane)} is set`);
  }
  const oldest = await queue.oldestWaitingAt();
  assert.equal(oldest !== undefined, counts.waiting > 0, `after ${after}: oldestWaitingAt() is set when a job waits`);
}

export async function allLanes(queue: QueueBackend, limit = 100): Promise<LaneInfo[]> {
  const found: LaneInfo[] = [];
  let cursor: string | undefined;
  do {
    const page = await queue.lanes({ limit, ...(cursor !== undefined && { cursor }) });
    assert.ok(page.lanes.length <= limit, `a page of ${page.lanes.length} lanes where ${limit} were asked for`);
    found.push(...page.lanes);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}
