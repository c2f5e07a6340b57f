import type { JobStatus } from "@bull-board/api/dist/types.js";
import type { JobState } from "../queue/driver.js";
import type { JobInfo } from "../queue/job.js";
import type { Queue } from "../queue/queue.js";
import { Refusal } from "./refusal.js";

/** What each tab of the board shows, in this order. A job that waits for its next attempt is due later, as a delayed one is. */
export const tabs = {
  active: ["active"],
  waiting: ["waiting"],
  delayed: ["retrying", "delayed"],
  failed: ["dead"],
  completed: ["completed"],
} as const satisfies Partial<Record<JobStatus, readonly JobState[]>>;

export type Tab = keyof typeof tabs;

export const isTab = (status: string): status is Tab => Object.hasOwn(tabs, status);

export const tabOf: Readonly<Record<JobState, Tab>> = {
  active: "active",
  waiting: "waiting",
  delayed: "delayed",
  retrying: "delayed",
  dead: "failed",
  completed: "completed",
};

/** How many jobs are read at once: each may be as large as `maxJobBytes`. */
const pageSize = 500;
/** Pages are found by walking there, so a page costs as much as all before it. */
const deepest = 10_000;

/** The jobs `start` to `end` of a tab, both included. @throws {Refusal} it is too deep to be walked to */
export async function jobsOf<Data>(
  queue: Queue<Data>,
  tab: Tab,
  start: number,
  end: number,
): Promise<readonly JobInfo<Data>[]> {
  if (start >= deepest) {
    throw new Refusal(
      400,
      `The board pages through the first ${deepest} jobs of a state, and this page begins at ${start}. Clean the state, or walk it in code with queue.list(state, { cursor }).`,
    );
  }
  const jobs: JobInfo<Data>[] = [];
  let at = 0;
  for await (const job of walk(queue, tabs[tab], end + 1)) if (at++ >= start) jobs.push(job);
  return jobs;
}

/**
 * The ids of the jobs that are in a state now and fit. Read before anything is done with them, because pages move when
 * jobs leave; those that arrive meanwhile are left alone.
 */
export async function idsOf<Data>(
  queue: Queue<Data>,
  state: JobState,
  fits: (job: JobInfo<Data>) => boolean = () => true,
): Promise<readonly string[]> {
  const ids: string[] = [];
  const { [state]: count } = await queue.counts();
  for await (const job of walk(queue, [state], count)) if (fits(job)) ids.push(job.id);
  return ids;
}

/** The first jobs of these states, one state after the other. */
async function* walk<Data>(queue: Queue<Data>, states: readonly JobState[], most: number) {
  let left = most;
  for (const state of states) {
    let cursor: string | undefined;
    while (left > 0) {
      const page = await queue.list(state, { limit: Math.min(pageSize, left), cursor });
      yield* page.jobs;
      left -= page.jobs.length;
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
  }
}
