import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBullBoard } from "@bull-board/api";
import type { BaseAdapter } from "@bull-board/api/baseAdapter";
import type { AppJob, AppQueue } from "@bull-board/api/dist/types.js";
import { ExpressAdapter } from "@bull-board/express";
import express from "express";
import type { QueueDriver } from "../../src/queue/driver.js";
import { sqliteDriver } from "../../src/queue/drivers/sqlite/index.js";
import { createQueue, memoryDriver } from "../../src/queue/index.js";
import type { TestClock } from "../queue/kit.js";
import { virtualClock } from "../support/virtual-clock.js";

export interface Order {
  readonly chat: string;
  readonly text?: string;
}

type Closing = () => unknown;

/** A driver on a clock that stands still until it is moved, and how it is closed. */
export const drivers: Readonly<Record<string, (clock: TestClock) => { driver: QueueDriver; close: Closing }>> = {
  memory: (clock) => ({ driver: memoryDriver({ clock }), close: () => {} }),
  sqlite: (clock) => {
    const folder = mkdtempSync(join(tmpdir(), "queue-board-"));
    const driver = sqliteDriver({ file: join(folder, "queue.db"), clock });
    const close = async () => {
      await driver.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { driver, close };
  },
};

/** A queue that nobody works on, in the hands of the test. */
export function openOrders(driverName: keyof typeof drivers) {
  const clock = virtualClock();
  const { driver, close } = drivers[driverName]?.(clock) ?? {};
  if (!driver) throw new Error(`There is no driver ${driverName}.`);
  const queue = createQueue<Order>({ name: "orders", driver, clock, lane: ({ chat }) => chat });
  const worker = driver.open("orders", {
    maxSize: 1,
    debounceMs: 0,
    maxWaitMs: 0,
    leaseMs: 3_600_000,
    rememberMs: 86_400_000,
    keepCompleted: { ageMs: 3_600_000, count: 1_000 },
  });
  return {
    clock,
    queue,
    /** Runs the job that is next: its lane is the id, so that the test says which. */
    async run(how: "active" | "completed" | "dead" | "retry", message = "The oven is cold") {
      const [lease] = await worker.take({ max: 1, waitMs: 0 });
      const id = lease?.jobs[0]?.id;
      if (!lease || id === undefined) throw new Error("Nothing waits.");
      const error = { at: clock.now(), name: "OvenError", message, code: "COLD" };
      if (how === "completed") await worker.settle(lease, [{ id, kind: "completed", result: '{"sent":true}' }]);
      if (how === "dead") await worker.settle(lease, [{ id, kind: "dead", error }]);
      if (how === "retry") await worker.settle(lease, [{ id, kind: "retry", delayMs: 60_000, isCounted: true, error }]);
      return { id, lease, worker };
    },
    async close() {
      await worker.close();
      await queue.close();
      await close?.();
    },
  };
}

/** One job in each state: `done`, `lost`, `again`, `busy`, `next` and `later`. */
export async function inEveryState(orders: ReturnType<typeof openOrders>): Promise<void> {
  const { queue, run, clock } = orders;
  const steps = [
    ["done", "completed"],
    ["lost", "dead"],
    ["again", "retry"],
    ["busy", "active"],
  ] as const;
  for (const [jobId, how] of steps) {
    await queue.add({ chat: `chat-of-${jobId}` }, { jobId });
    await clock.advance(1_000);
    await run(how);
  }
  await queue.add({ chat: "chat-of-next" }, { jobId: "next" });
  await queue.add({ chat: "chat-of-later" }, { jobId: "later", delayMs: 7_200_000 });
}

/** A board over adapters, on a free port. */
export async function openBoard(...queues: BaseAdapter[]) {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath("/jobs");
  createBullBoard({
    queues,
    serverAdapter,
    options: { validateResponses: true, uiConfig: { hideRedisDetails: true, pollingInterval: { forceInterval: 0 } } },
  });
  const app = express();
  app.use("/jobs", serverAdapter.getRouter());
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs`;

  /** Asks the board's own API. */
  async function ask(method: string, path: string, body?: unknown) {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/queues${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }
  const put = (path: string, body?: unknown) => ask("PUT", path, body);

  /** The queue as the board's page reads it. */
  async function view(status = "latest", { page = 1, jobsPerPage = 10, queue = "orders" } = {}): Promise<AppQueue> {
    const query = new URLSearchParams({
      activeQueue: encodeURIComponent(queue),
      status,
      page: `${page}`,
      jobsPerPage: `${jobsPerPage}`,
    });
    const { status: answered, body } = await ask("GET", `?${query}`);
    if (answered !== 200) throw new Error(`${answered}: ${JSON.stringify(body)}`);
    return body.queues.find(({ name }: AppQueue) => name === queue);
  }

  return {
    url,
    ask,
    put,
    view,
    job: async (id: string): Promise<{ job: AppJob; status: string }> =>
      (await ask("GET", `/orders/${encodeURIComponent(id)}`)).body,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const idsOf = ({ jobs }: Pick<AppQueue, "jobs">) => jobs.map(({ id }) => id);
