import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { queueBoardAdapter } from "../../src/dashboard/index.js";
import { drivers, idsOf, inEveryState, openBoard, openOrders } from "./kit.js";

describe.each(Object.keys(drivers))("a queue on bull-board (%s)", (driver) => {
  let orders: ReturnType<typeof openOrders>;
  let board: Awaited<ReturnType<typeof openBoard>>;
  beforeEach(async () => {
    orders = openOrders(driver);
    board = await openBoard(queueBoardAdapter(orders.queue, { clock: orders.clock }));
  });
  afterEach(async () => {
    await board.close();
    await orders.close();
  });
  const add = async (...ids: string[]) => {
    for (const jobId of ids) await orders.queue.add({ chat: `chat-of-${jobId}` }, { jobId });
  };
  const stateOf = async (id: string) => (await orders.queue.get(id))?.state;

  it("shows every job in a tab, with counts", async () => {
    await inEveryState(orders);
    const tabs = {
      active: ["busy"],
      waiting: ["next"],
      delayed: ["again", "later"],
      failed: ["lost"],
      completed: ["done"],
    };
    const { counts, statuses, jobs } = await board.view();
    expect(counts).toEqual({ active: 1, waiting: 1, delayed: 2, failed: 1, completed: 1 });
    expect(statuses).toEqual(["latest", ...Object.keys(tabs)]);
    expect(jobs.map(({ id }) => id)).toEqual(Object.values(tabs).flat());
    for (const [tab, ids] of Object.entries(tabs)) {
      expect(idsOf(await board.view(tab))).toEqual(ids);
      for (const id of ids) expect((await board.job(id)).status).toBe(tab);
    }
  });

  it("shows what a job carries, how it failed and when it is due", async () => {
    await inEveryState(orders);
    const failed = expect.stringMatching(/^2026-01-01T00:00:\d\d\.000Z OvenError \(COLD\): The oven is cold$/);
    const shown = async (id: string) => (await board.job(id)).job;

    expect(await shown("done")).toMatchObject({
      ...{ name: "chat-of-done", data: { chat: "chat-of-done" }, returnValue: { sent: true }, attempts: 1 },
      ...{ opts: { lane: "chat-of-done", priority: 0, finishedAt: "2026-01-01T00:00:01.000Z" }, isFailed: false },
    });
    expect(await shown("lost")).toMatchObject({ attempts: 1, failedReason: "The oven is cold", stacktrace: [failed] });
    const again = await shown("again");
    expect(again).toMatchObject({
      attempts: 1,
      failedReason: "The oven is cold",
      stacktrace: [failed],
      isFailed: true,
    });
    const dueAt = (await orders.queue.get("again"))?.dueAt;
    expect(again.timestamp + (again.delay ?? 0)).toBe(dueAt);
    expect(await shown("later")).toMatchObject({ delay: 7_200_000, attempts: 0, isFailed: false });
  });

  it("shows progress, stalls and revivals", async () => {
    await add("a");
    const { lease, worker } = await orders.run("active");
    await worker.setProgress(lease, "a", '{"sent":2}');
    await orders.clock.advance(3_600_001);
    const [again] = await worker.take({ max: 1, waitMs: 0 });
    expect((await board.job("a")).job).toMatchObject({ progress: { sent: 2 }, stalledCounter: 1 });
    if (!again) throw new Error("It was not handed out again.");
    await worker.settle(again, [{ id: "a", kind: "dead", error: { at: 0, name: "Error", message: "no" } }]);
    await board.put("/orders/a/retry");
    expect((await board.job("a")).job.opts).toEqual({ lane: "chat-of-a", priority: 0, revivals: 1 });
  });

  it("pages beyond the first page, over both kinds of delayed jobs", async () => {
    await add("r1", "r2");
    await orders.run("retry");
    await orders.run("retry");
    const later = Array.from({ length: 23 }, (_, i) => `d${i + 10}`);
    for (const jobId of later) await orders.queue.add({ chat: jobId }, { jobId, delayMs: 1_000_000 });

    const pages = [];
    for (const page of [1, 2, 3, 4]) pages.push(idsOf(await board.view("delayed", { page })));
    expect(pages.flat()).toEqual(["r1", "r2", ...later]);
    expect(pages.map((ids) => ids.length)).toEqual([10, 10, 5, 0]);
    expect((await board.view("delayed")).pagination.pageCount).toBe(3);
  });

  it("walks past pages of the store, and refuses to walk for ever", async () => {
    await orders.queue.addAll(Array.from({ length: 1_100 }, (_, i) => ({ data: { chat: "ana" }, jobId: `j${i}` })));
    expect(idsOf(await board.view("waiting", { page: 11, jobsPerPage: 100 }))).toEqual(
      Array.from({ length: 100 }, (_, i) => `j${i + 1_000}`),
    );
    const deep = await board.ask("GET", "?activeQueue=orders&status=waiting&page=1001&jobsPerPage=10");
    expect(deep.status).toBe(400);
    expect(deep.body.message).toContain("first 10000 jobs");
  });

  it("brings a dead letter back, once", async () => {
    await inEveryState(orders);
    expect((await board.put("/orders/lost/retry")).status).toBe(204);
    expect(await orders.queue.get("lost")).toMatchObject({ state: "waiting", revivals: 1 });
    expect((await board.put("/orders/lost/retry")).body.error.key).toBe("ERRORS.JOB_NOT_RETRIABLE");
  });

  it("brings all dead letters back, the oldest first", async () => {
    const ids = Array.from({ length: 130 }, (_, i) => `f${i}`);
    for (const jobId of ids) {
      await orders.queue.add({ chat: "ana" }, { jobId });
      await orders.run("dead");
    }
    expect((await board.put("/orders/retry/failed")).body).toEqual({ retried: 130, skipped: 0 });
    expect((await orders.queue.list("waiting", { limit: 200 })).jobs.map(({ id }) => id)).toEqual(ids);
    expect((await board.put("/orders/retry/completed")).body).toEqual({ retried: 0, skipped: 0 });
  });

  it("does not bring completed jobs back", async () => {
    await inEveryState(orders);
    const { status, body } = await board.put("/orders/done/retry");
    expect([status, body.message]).toEqual([
      400,
      "Queues of evolution-kit have no retry of completed jobs. Add a job with the same data instead: Duplicate.",
    ]);
  });

  it("removes what is not at work", async () => {
    await inEveryState(orders);
    for (const id of ["done", "lost", "next", "later"]) {
      expect((await board.put(`/orders/${id}/clean`)).status).toBe(204);
      expect(await stateOf(id)).toBeUndefined();
    }
    const busy = await board.put("/orders/busy/clean");
    expect([busy.status, busy.body.error.key]).toEqual([409, "ERRORS.JOB_IS_ACTIVE"]);
    const again = await board.put("/orders/again/clean");
    expect([again.status, again.body.message]).toEqual([
      409,
      'The job "again" cannot be removed: it is retrying. A job can be removed while it waits, is delayed, has failed or is completed.',
    ]);
  });

  it("promotes a delayed job, and no other", async () => {
    await inEveryState(orders);
    expect((await board.put("/orders/later/promote")).status).toBe(204);
    expect(await stateOf("later")).toBe("waiting");
    const again = await board.put("/orders/again/promote");
    expect([again.status, again.body.message]).toEqual([409, expect.stringContaining("it is retrying")]);
    await orders.queue.add({ chat: "x" }, { jobId: "l2", delayMs: 1_000 });
    await orders.queue.add({ chat: "x" }, { jobId: "l3", delayMs: 2_000 });
    expect((await board.put("/orders/promote")).status).toBe(200);
    expect((await board.view()).counts).toMatchObject({ waiting: 4, delayed: 1 });
  });

  it("pauses and resumes the queue", async () => {
    expect((await board.view()).isPaused).toBe(false);
    await board.put("/orders/pause");
    expect(await orders.queue.pauses()).toEqual([{ target: { all: true } }]);
    expect((await board.view()).isPaused).toBe(true);
    await board.put("/orders/resume");
    expect((await board.view()).isPaused).toBe(false);
    await board.put("/pause");
    expect((await board.view()).isPaused).toBe(true);
    await board.put("/resume");
    await orders.queue.pause({ lane: "ana" });
    expect((await board.view()).isPaused).toBe(false);
  });

  it("cleans what has been completed, failed, delayed or waiting for 5 s", async () => {
    await inEveryState(orders);
    await orders.clock.advance(10_000);
    await add("fresh");
    for (const state of ["completed", "failed", "delayed", "waiting"]) {
      expect((await board.put(`/orders/clean/${state}`)).status).toBe(200);
    }
    expect((await board.view()).counts).toEqual({ active: 1, waiting: 1, delayed: 1, failed: 0, completed: 0 });
    expect(await stateOf("fresh")).toBe("waiting");
    for (const state of ["active", "constructor", "paused"]) {
      expect((await board.put(`/orders/clean/${state}`)).status).toBe(400);
    }
  });

  it("cleans more than a page at a time", async () => {
    for (let i = 0; i < 620; i++) await add(`c${i}`);
    await orders.clock.advance(10_000);
    await board.put("/orders/clean/wait");
    expect((await board.view()).counts.waiting).toBe(0);
  });

  it("empties: what waits and what is delayed goes", async () => {
    await inEveryState(orders);
    await board.put("/orders/empty");
    expect((await board.view()).counts).toEqual({ active: 1, waiting: 0, delayed: 1, failed: 1, completed: 1 });
  });

  it("adds a job: the name is its lane, and without one the queue finds it", async () => {
    const { status, body } = await board.ask("POST", "/orders/add", {
      ...{ name: "__default__", data: { chat: "ana" } },
      options: { delay: 5_000, priority: 3, jobId: "by-hand" },
    });
    expect([status, body.status]).toEqual([200, "delayed"]);
    expect(await orders.queue.get("by-hand")).toMatchObject({ lane: "ana", priority: 3, data: { chat: "ana" } });
    // As "Duplicate" sends it.
    const { job } = body;
    const again = await board.ask("POST", "/orders/add", {
      ...job,
      options: { ...job.opts, revivals: 1, isRetrying: true },
    });
    expect(again.body.job).toMatchObject({ name: "ana", data: { chat: "ana" }, opts: { lane: "ana", priority: 3 } });
    const named = await board.ask("POST", "/orders/add", { name: "rui", data: { chat: "ana" } });
    expect(named.body.job.opts.lane).toBe("rui");
  });

  it("refuses to add what cannot be added, and says why", async () => {
    await add("known");
    const refusals = [
      [{ data: { chat: "ana" }, options: { jobId: "known" } }, 409, "is known already"],
      [{ data: { chat: "ana" }, options: { attempts: 3, delay: 1 } }, 400, "got attempts"],
      [{ data: { chat: "ana" }, options: { delay: -1 } }, 400, "delayMs"],
      [{ data: {} }, 400, "`lane`"],
      [{ name: "ana" }, 400, "`data`"],
    ] as const;
    for (const [body, status, message] of refusals) {
      const answer = await board.ask("POST", "/orders/add", body);
      expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(message)]);
    }
    expect((await board.view()).counts.waiting).toBe(1);
  });

  it("says of what it does not have that it is not there", async () => {
    await inEveryState(orders);
    await orders.queue.pause();
    const refused = [
      await board.put("/orders/obliterate", { force: true }),
      await board.put("/orders/concurrency", { concurrency: 2 }),
      await board.put("/orders/rate-limit", { max: 1, duration: 1 }),
      await board.ask("PATCH", "/orders/next/update-data", { jobData: { chat: "eve" } }),
      await board.ask("PATCH", "/orders/later/delay", { runAt: 1 }),
      await board.ask("PATCH", "/orders/next/priority", { priority: 1 }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect((await orders.queue.get("next"))?.data).toEqual({ chat: "chat-of-next" });
    const asked = [
      "/orders/next/logs",
      "/orders/next/flow",
      "/orders/metrics",
      "/orders/workers",
      "/orders/default-job-options",
    ];
    const answers = await Promise.all(asked.map((path) => board.ask("GET", path)));
    expect(answers.map(({ body }) => body)).toEqual([
      [],
      { nodeId: "next", flowRoot: null, isFlowNode: false },
      { completed: null, failed: null },
      { workers: null },
      {},
    ]);
    expect((await board.put("/orders/job-schedulers/x/remove")).status).toBe(404);
  });

  it("answers 404 for a job that is not there, whatever it is called", async () => {
    await add("a");
    for (const id of [
      "nobody",
      "__proto__",
      "constructor",
      "../a",
      "a\0",
      "' OR 1=1 --",
      "x".repeat(5_000),
      "%",
      "ä/?#",
    ]) {
      for (const act of ["", "/retry", "/clean", "/promote"]) {
        const { status } = await board.ask(act ? "PUT" : "GET", `/orders/${encodeURIComponent(id)}${act}`);
        expect([id.slice(0, 20), act, status]).toEqual([id.slice(0, 20), act, 404]);
      }
    }
    expect((await board.ask("GET", "/orders/%E0%A4%A")).status).toBe(400);
    expect((await board.view()).counts.waiting).toBe(1);
  });

  it("finds jobs by hostile ids that are there", async () => {
    const ids = ["__proto__", "a/b", "../a", "' OR 1=1 --", "<b>", "%2F", "a\0", "😀", "add"];
    await add(...ids);
    for (const id of ids) {
      expect((await board.job(id)).job.id).toBe(id);
      expect((await board.put(`/orders/${encodeURIComponent(id)}/clean`)).status).toBe(204);
    }
    expect((await board.view()).counts.waiting).toBe(0);
  });
});
