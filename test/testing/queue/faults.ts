import type { JobCounts, Lease, NewJob, QueueBackend, QueueDriver } from "../../../src/queue/driver.js";

type Wrap = (real: QueueBackend, shared: Map<string, unknown>) => Partial<QueueBackend>;

/** Ways to break a promise of a queue driver, each around one that keeps them. `shared` is the queue's, over all its backends. */
export const faults: Readonly<Record<string, Wrap>> = {
  "addAll stores half": (real) => ({
    async addAll(jobs) {
      await real.addAll(jobs.slice(0, Math.ceil(jobs.length / 2)));
      return jobs.map(() => "added");
    },
  }),
  "addAll stores one job after another": (real) => ({
    async addAll(jobs) {
      const answers: ("added" | "duplicate")[] = [];
      for (const job of jobs) {
        answers.push(...(await real.addAll([job])));
        if (jobs.length > 100) await new Promise((resolve) => setImmediate(resolve));
      }
      return answers;
    },
  }),
  "addAll knows ids of earlier calls only": (real) => ({
    async addAll(jobs) {
      const answers = await real.addAll(jobs);
      const before = new Set<string>();
      return answers.map((answer, place) => {
        const id = jobs[place]?.id ?? "";
        const isSecond = before.has(id);
        before.add(id);
        return isSecond ? "added" : answer;
      });
    },
  }),
  "an id is forgotten with its job": (real, shared) => ({
    async addAll(jobs) {
      const fresh = await Promise.all(jobs.map(async (job) => ((await real.get(job.id)) ? job : renamed(job, shared))));
      return real.addAll(fresh);
    },
  }),
  "the last of a call comes first": (real) => ({
    addAll: async (jobs) => (await real.addAll([...jobs].reverse())).slice().reverse(),
  }),
  "delays are ignored": (real) => ({ addAll: (jobs) => real.addAll(jobs.map((job) => ({ ...job, delayMs: 0 }))) }),
  "priorities are ignored": (real) => ({ addAll: (jobs) => real.addAll(jobs.map((job) => ({ ...job, priority: 5 }))) }),
  "payloads are read and written again": (real) => ({
    addAll: (jobs) => real.addAll(jobs.map((job) => ({ ...job, data: JSON.stringify(JSON.parse(job.data)) }))),
  }),
  "lanes are the same in upper and lower case": (real) => ({
    addAll: (jobs) => real.addAll(jobs.map((job) => ({ ...job, lane: job.lane.toLowerCase() }))),
  }),
  "tokens do not grow": (real) => ({
    take: async (options) => (await real.take(options)).map((lease) => ({ ...lease, token: 1 })),
    settle: (lease, ...rest) => real.settle(lease, ...rest),
  }),
  "tokens grow lane by lane": (real, shared) => ({
    take: async (options) =>
      (await real.take(options)).map((lease) => {
        const token = Number(shared.get(lease.lane) ?? 0) + 1;
        shared.set(lease.lane, token);
        shared.set(`${lease.lane} ${token}`, lease);
        return { ...lease, token };
      }),
    renew: (lease) => real.renew(original(lease, shared)),
    settle: (lease, ...rest) => real.settle(original(lease, shared), ...rest),
    setProgress: (lease, ...rest) => real.setProgress(original(lease, shared), ...rest),
  }),
  "a recovered lease is like any other": (real) => ({
    take: async (options) => (await real.take(options)).map((lease) => ({ ...lease, isRecovered: false })),
  }),
  "take hands out one lane at a time": (real) => ({ take: (options) => real.take({ ...options, max: 1 }) }),
  "take hands out more lanes than were asked for": (real) => ({
    take: (options) => real.take({ ...options, max: options.max + 1 }),
  }),
  "take never waits": (real) => ({ take: (options) => real.take({ ...options, waitMs: 0 }) }),
  "a signal ends no take": (real) => ({ take: ({ signal: _, ...options }) => real.take(options) }),
  "a lost lease settles all the same": (real, shared) => ({
    ...withCurrent(real, shared),
    renew: (lease) => real.renew(lease),
  }),
  "a lost lease is told that it is good": (real) => ({
    settle: async (...given) => {
      const settled = await real.settle(...given);
      return settled === "lost" ? "done" : settled;
    },
  }),
  "a lost lease may leave a note": (real, shared) => ({
    take: withCurrent(real, shared).take,
    setProgress: (lease, ...rest) => real.setProgress(current(lease, shared), ...rest),
  }),
  "renew of a lost lease answers a number": (real) => ({ renew: async (lease) => (await real.renew(lease)) ?? 0 }),
  "renew does not renew": (real) => ({ renew: async ({ lane }) => (await real.counts(lane)).waiting }),
  "renew counts the lease's own jobs": (real) => ({
    async renew(lease) {
      const waiting = await real.renew(lease);
      return waiting === undefined ? undefined : waiting + lease.jobs.length;
    },
  }),
  "a retry lets the next job pass": (real) => ({
    async settle(lease, outcomes, isOver) {
      const retried = outcomes.filter(({ kind }) => kind === "retry");
      if (retried.length === 0) return real.settle(lease, outcomes, isOver);
      const again = await Promise.all(retried.map(({ id }) => real.get(id)));
      const settled = await real.settle(
        lease,
        outcomes.map(({ id }) => ({ id, kind: "completed" })),
        isOver,
      );
      await real.addAll(again.flatMap((job) => (job ? [{ ...job, id: `${job.id}'`, delayMs: 0 }] : [])));
      return settled;
    },
  }),
  "a retry releases its lane at once": (real) => ({
    settle: (lease, outcomes, isOver) =>
      real.settle(
        lease,
        outcomes.map((one) => (one.kind === "retry" ? { ...one, delayMs: 0 } : one)),
        isOver,
      ),
  }),
  "every retry counts": (real) => ({
    settle: (lease, outcomes, isOver) =>
      real.settle(
        lease,
        outcomes.map((one) => (one.kind === "retry" ? { ...one, isCounted: true } : one)),
        isOver,
      ),
  }),
  "only the last error is kept": (real) => ({
    get: async (id) => {
      const job = await real.get(id);
      return job && { ...job, errors: job.errors.slice(-1) };
    },
  }),
  "results are lost": (real) => ({
    settle: (lease, outcomes, isOver) =>
      real.settle(
        lease,
        outcomes.map((one) => (one.kind === "completed" ? { id: one.id, kind: one.kind } : one)),
        isOver,
      ),
  }),
  "a lease ends with every settle": (real) => ({ settle: (lease, outcomes) => real.settle(lease, outcomes, true) }),
  "a lease never ends early": (real) => ({ settle: (lease, outcomes) => real.settle(lease, outcomes) }),
  "a paused lane is not told of": (real) => ({
    settle: async (...given) => {
      const settled = await real.settle(...given);
      return settled === "paused" ? "done" : settled;
    },
  }),
  "counts are off by one": (real) => ({
    counts: async (lane) => plus(await real.counts(lane), "waiting"),
  }),
  "counts of a lane are those of all": (real) => ({ counts: () => real.counts() }),
  "a list has one page": (real) => ({ list: async (options) => ({ jobs: (await real.list(options)).jobs }) }),
  "a list knows no lanes": (real) => ({ list: ({ lane: _, ...options }) => real.list(options) }),
  "completed jobs are listed oldest first": (real) => ({
    async list(options) {
      const page = await real.list(options);
      return options.state === "completed" ? { ...page, jobs: [...page.jobs].reverse() } : page;
    },
  }),
  "lanes that are empty are listed": (real, shared) => ({
    addAll: (jobs) => {
      for (const { lane } of jobs) shared.set(lane, true);
      return real.addAll(jobs);
    },
    async lanes(options) {
      const page = await real.lanes(options);
      const others = [...shared.keys()].filter((lane) => !page.lanes.some((info) => info.lane === lane));
      return page.cursor
        ? page
        : { lanes: [...page.lanes, ...others.map((lane) => ({ lane, waiting: 0, active: 0 }))] };
    },
  }),
  "remove removes nothing": (real) => ({ remove: async (id) => (await real.get(id)) !== undefined }),
  "a revived job is gone": (real) => ({ revive: async (id) => (await real.revive(id)) && real.remove(id) }),
  "promote does nothing": (real) => ({ promote: async (id) => (await real.get(id))?.state === "delayed" }),
  "move moves one job": (real) => ({
    async move(from, to) {
      const { jobs } = await real.list({ state: "waiting", lane: from, limit: 1_000 });
      const moved = await real.move(from, to);
      for (const { id } of jobs.slice(1)) await real.remove(id);
      return moved;
    },
  }),
  "a prefix pauses the lane of that name": (real) => ({
    pause: (target, forMs) => real.pause("prefix" in target ? { lane: target.prefix } : target, forMs),
  }),
  "a pause never ends by itself": (real) => ({ pause: (target) => real.pause(target) }),
  "resume takes back every pause": (real) => ({
    async resume() {
      for (const { target } of await real.pauses()) await real.resume(target);
    },
  }),
  "pauses are not told": () => ({ pauses: async () => [] }),
  "close does nothing": () => ({ close: async () => {} }),
};

/** A driver with the fault in every queue. */
export function faulty(driver: QueueDriver, wrap: Wrap): QueueDriver {
  const shared = new Map<string, Map<string, unknown>>();
  return {
    ...driver,
    open(queue, settings) {
      const real = driver.open(queue, settings);
      const own = shared.get(queue) ?? new Map<string, unknown>();
      shared.set(queue, own);
      const broken = wrap(real, own);
      return new Proxy(real, {
        get(target, key) {
          const method = Object.hasOwn(broken, key) ? Reflect.get(broken, key) : Reflect.get(target, key);
          return typeof method === "function" ? method.bind(target) : method;
        },
      });
    },
  };
}

function renamed(job: NewJob, shared: Map<string, unknown>): NewJob {
  const number = Number(shared.get("") ?? 0) + 1;
  shared.set("", number);
  return number > 1 && job.id.startsWith("one") ? { ...job, id: `${job.id} ${number}` } : job;
}

function plus(counts: JobCounts, state: keyof JobCounts): JobCounts {
  return { ...counts, [state]: counts[state] + 1 };
}

function original(lease: Lease, shared: Map<string, unknown>): Lease {
  return (shared.get(`${lease.lane} ${lease.token}`) as Lease | undefined) ?? lease;
}

function current(lease: Lease, shared: Map<string, unknown>): Lease {
  return (shared.get(lease.lane) as Lease | undefined) ?? lease;
}

function withCurrent(real: QueueBackend, shared: Map<string, unknown>): Pick<QueueBackend, "take" | "settle"> {
  return {
    async take(options) {
      const leases = await real.take(options);
      for (const lease of leases) shared.set(lease.lane, lease);
      return leases;
    },
    settle: (lease, ...rest) => real.settle(current(lease, shared), ...rest),
  };
}
