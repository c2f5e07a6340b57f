import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queueBoardAdapter } from "../../src/dashboard/index.js";
import { createQueue, memoryDriver } from "../../src/queue/index.js";
import { inEveryState, openBoard, openOrders } from "./kit.js";

let orders: ReturnType<typeof openOrders>;
let board: Awaited<ReturnType<typeof openBoard>> | undefined;
beforeEach(async () => {
  orders = openOrders("memory");
  await inEveryState(orders);
});
afterEach(async () => {
  await board?.close();
  await orders.close();
});

it("changes nothing in read-only mode", async () => {
  board = await openBoard(queueBoardAdapter(orders.queue, { readOnlyMode: true }));
  const before = await board.view();
  expect(before).toMatchObject({ readOnlyMode: true, allowRetries: false });
  const asked = [
    ...["/lost/retry", "/next/clean", "/later/promote", "/retry/failed", "/clean/completed", "/pause", "/empty"],
    ...["/promote", "/obliterate"],
  ];
  for (const path of asked) expect([path, (await board.put(`/orders${path}`)).status]).toEqual([path, 405]);
  expect((await board.ask("POST", "/orders/add", { data: { chat: "ana" } })).status).toBe(405);
  await board.put("/pause");
  expect(await board.view()).toEqual(before);
  expect((await board.job("lost")).job.failedReason).toBe("The oven is cold");
});

it("brings nothing back where retries are switched off", async () => {
  board = await openBoard(queueBoardAdapter(orders.queue, { allowRetries: false }));
  expect((await board.put("/orders/lost/retry")).status).toBe(403);
  expect((await board.put("/orders/next/clean")).status).toBe(204);
});

it("is shown under the names it is given", async () => {
  const adapter = queueBoardAdapter(orders.queue, {
    prefix: "eu/",
    displayName: "Orders",
    description: "Bread",
    delimiter: "/",
  });
  board = await openBoard(adapter);
  expect(await board.view("latest", { queue: "eu/orders" })).toMatchObject({
    ...{ name: "eu/orders", displayName: "Orders", description: "Bread", delimiter: "/" },
  });
  expect((await board.put("/eu%2Forders/pause")).status).toBe(200);
  expect(await orders.queue.pauses()).toHaveLength(1);
});

it("hides what a formatter hides", async () => {
  const adapter = queueBoardAdapter(orders.queue);
  adapter.setFormatter("data", () => ({ chat: "hidden" }));
  board = await openBoard(adapter);
  expect((await board.job("next")).job.data).toEqual({ chat: "hidden" });
});

it("refuses options that are not what they should be", () => {
  const wrong = { readOnlyMode: "yes" } as never;
  expect(() => queueBoardAdapter(orders.queue, wrong)).toThrow(
    'Expected `readOnlyMode` to be true or false, got "yes" (string).',
  );
});

it("answers with the job that was added also when it is done and gone", async () => {
  const queue = createQueue<{ readonly n: number }>({ name: "quick", driver: memoryDriver() });
  vi.spyOn(queue, "get").mockResolvedValue(undefined);
  const adapter = queueBoardAdapter(queue);
  const job = await adapter.addJob("", { n: 1 }, { jobId: "one" } as never);
  expect(job.toJSON()).toMatchObject({ id: "one", name: "one", data: { n: 1 } });
  expect(await job.getState()).toBe("unknown");
  await queue.close();
});
