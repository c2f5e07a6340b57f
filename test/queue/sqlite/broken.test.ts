import { readFileSync, renameSync, writeFileSync } from "node:fs";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { QueueDriverError } from "../../../src/errors/index.js";
import { SqliteBackend } from "../../../src/queue/drivers/sqlite/backend.js";
import { Bell } from "../../../src/queue/drivers/sqlite/bell.js";
import { resolveOptions } from "../../../src/queue/drivers/sqlite/options.js";
import { queueFile } from "../../../src/queue/drivers/sqlite/queue-file.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { job, newFile, openQueue, settings } from "./setup.js";

/** A queue whose connection the test can spoil. */
function spoilable() {
  const options = resolveOptions({ file: newFile() });
  const file = queueFile(options);
  const { clock, pollMs } = options;
  const queue = new SqliteBackend({ file, name: "orders", settings, clock, pollMs, bell: new Bell() });
  onTestFinished(() => file.close());
  return { queue, pragma: (text: string) => file.read((sql) => sql.get(`PRAGMA ${text}`)) };
}

async function failure(promise: Promise<unknown>): Promise<QueueDriverError> {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(QueueDriverError);
  return reason as QueueDriverError;
}

describe("a file that cannot do what it should", () => {
  it("a full disk: nothing of the call is stored, what was there is safe, and it goes on when there is room", async () => {
    const { queue, pragma } = spoilable();
    await queue.addAll([job("a")]);
    await pragma("max_page_count = 1");
    const big = job("b", { data: JSON.stringify("x".repeat(100_000)) });
    const error = await failure(queue.addAll([job("c", { lane: "other" }), big]));
    expect(error.message).toMatch(/has no room: the disk is full/);
    expect(error.cause).toMatchObject({ code: "SQLITE_FULL" });
    expect(await queue.get("c")).toBeUndefined();
    expect(await queue.counts()).toMatchObject({ waiting: 1 });
    const [lease] = await queue.take({ max: 1, waitMs: 0 });
    expect(lease?.jobs.map(({ id }) => id)).toEqual(["a"]);
    await pragma("max_page_count = 100000");
    expect(await queue.addAll([big])).toEqual(["added"]);
  });

  it("a call that finds the disk full does not fail those it shared a transaction with", async () => {
    const { queue, pragma } = spoilable();
    await queue.addAll([job("a")]);
    await pragma("max_page_count = 1");
    const big = queue.addAll([job("b", { data: JSON.stringify("x".repeat(100_000)) })]);
    const small = queue.addAll([job("c")]);
    await failure(big);
    expect(await small).toEqual(["added"]);
    expect(await queue.counts()).toMatchObject({ waiting: 2 });
  });

  it("a file that is read-only", async () => {
    const { queue, pragma } = spoilable();
    await queue.addAll([job("a")]);
    await pragma("query_only = 1");
    const error = await failure(queue.addAll([job("b")]));
    expect(error.message).toMatch(/cannot be written\. Give the process the right/);
    expect(await queue.get("a")).toMatchObject({ state: "waiting" });
    await pragma("query_only = 0");
    expect(await queue.addAll([job("b")])).toEqual(["added"]);
  });

  it("a lock of another program: waits for a while, then says so, and works when it is gone", async () => {
    const clock = virtualClock();
    const { file, queue } = openQueue({ clock });
    await queue.addAll([job("a")]);
    const other = new Database(file);
    other.exec("BEGIN EXCLUSIVE");
    const waits = queue.addAll([job("b")]);
    const fails = failure(waits);
    for (let i = 0; i < 60; i++) await clock.advance(100);
    const error = await fails;
    expect(error.message).toMatch(/stays locked/);
    expect(error.cause).toMatchObject({ code: "SQLITE_BUSY" });
    const patient = queue.addAll([job("c")]);
    await clock.advance(500);
    other.exec("COMMIT");
    await clock.advance(500);
    expect(await patient).toEqual(["added"]);
    expect(await queue.get("b")).toBeUndefined();
  });

  it("what is no database", async () => {
    const file = newFile();
    writeFileSync(file, "dear diary, ".repeat(1_000));
    const error = await failure(openQueue({ file }).queue.addAll([job("a")]));
    expect(error.message).toMatch(/is not a SQLite database/);
    expect(error.cause).toMatchObject({ code: "SQLITE_NOTADB" });
  });

  it("a damaged database", async () => {
    const { file, driver, queue } = openQueue();
    await queue.addAll(Array.from({ length: 200 }, (_, i) => job(`job ${i}`)));
    await driver.close();
    const bytes = readFileSync(file);
    for (let page = 1; page * 4_096 < bytes.length; page++) bytes.fill(0xee, page * 4_096, page * 4_096 + 200);
    writeFileSync(file, bytes);
    const error = await failure(openQueue({ file }).queue.addAll([job("b")]));
    expect(error.message).toMatch(/is damaged\. Stop, copy the file/);
  });

  it("a file that is deleted or replaced while it is open: nothing is said to be stored that no other would find", async () => {
    const { file, queue } = openQueue();
    await queue.addAll([job("a")]);
    renameSync(file, `${file}.away`);
    expect((await failure(queue.addAll([job("b")]))).message).toMatch(/was deleted or replaced.*Put it back/);
    await failure(queue.counts());
    writeFileSync(file, "");
    await failure(queue.addAll([job("b")]));
    renameSync(`${file}.away`, file);
    expect(await queue.addAll([job("a"), job("b")])).toEqual(["duplicate", "added"]);
  });

  it("a damaged history of errors says so, and holds nobody up", async () => {
    const { file, queue } = openQueue();
    await queue.addAll([job("a"), job("b", { lane: "other" })]);
    const other = new Database(file);
    other.exec("UPDATE queue_jobs SET errors = 'oops' WHERE id = 'a'");
    expect((await queue.get("a"))?.errors).toMatchObject([{ message: expect.stringContaining("damaged") }]);
    const leases = await queue.take({ max: 2, waitMs: 0 });
    expect(leases.map(({ lane }) => lane)).toEqual(["lane", "other"]);
    const error = { at: 1, name: "Error", message: "new" };
    const [lease] = leases;
    expect(lease && (await queue.settle(lease, [{ id: "a", kind: "dead", error }]))).toBe("done");
    expect((await queue.get("a"))?.errors).toHaveLength(2);
  });
});

describe("the version of a file", () => {
  it("is written, and a newer one is refused", async () => {
    const { file, driver, queue } = openQueue();
    await queue.addAll([job("a")]);
    await driver.close();
    const other = new Database(file);
    expect(other.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 1 });
    other.exec("PRAGMA user_version = 2");
    other.close();
    const error = await failure(openQueue({ file }).queue.addAll([job("b")]));
    expect(error.message).toMatch(/to have version 1, got 2: a newer evolution-kit has written it\. Update this one/);
  });

  it("shares a file with other tables", async () => {
    const file = newFile();
    const other = new Database(file);
    other.exec("CREATE TABLE sessions (id TEXT); INSERT INTO sessions VALUES ('s'); PRAGMA user_version = 1");
    expect(await openQueue({ file }).queue.addAll([job("a")])).toEqual(["added"]);
    expect(other.prepare("SELECT id FROM sessions").get()).toMatchObject({ id: "s" });
  });
});
