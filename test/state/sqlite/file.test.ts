import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, it, onTestFinished } from "vitest";
import { sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import { type SqliteStoreOptions, sqliteStore } from "../../../src/state/stores/sqlite/index.js";
import { settings } from "../../queue/sqlite/settings.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { calls, failure } from "../kit.js";

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "state-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "agent.db");
}

function open(options: Partial<SqliteStoreOptions> = {}) {
  const file = options.file ?? newFile();
  const store = sqliteStore({ ...options, file });
  onTestFinished(() => store.close());
  return { file, store, space: store.open("s", { keepExpiredMs: 1_000 }) };
}

const job = { id: "a", lane: "a", data: "1", priority: 0, delayMs: 0 };
const versionOf = (file: string) => new Database(file).prepare("PRAGMA user_version").get();

describe("records in a SQLite file", () => {
  it.each(["the queue", "the store"])("share it with a queue's jobs when %s was there first", async (first) => {
    const { file, space } = open();
    const driver = sqliteDriver({ file });
    onTestFinished(() => driver.close());
    const queue = driver.open("orders", settings);
    if (first === "the store") {
      await space.set("a", "one");
      expect(versionOf(file)).toMatchObject({ user_version: 0 });
    }
    expect(await queue.addAll([job])).toEqual(["added"]);
    await space.set("a", "two");
    expect(versionOf(file)).toMatchObject({ user_version: 1 });
    expect(await driver.state.open("s").get("a")).toMatchObject({ value: "two" });
    await Promise.all([
      ...Array.from({ length: 50 }, (_, n) => queue.addAll([{ ...job, id: `b${n}` }])),
      ...Array.from({ length: 50 }, (_, n) => space.set(`${n}`, "x")),
    ]);
    expect(await space.count()).toBe(51);
    expect(await queue.counts()).toMatchObject({ waiting: 51 });
  });

  it("are as durable as a queue's: closed and opened with its driver", async () => {
    const file = newFile();
    const driver = sqliteDriver({ file });
    const version = await driver.state.open("s").set("a", "one");
    await driver.close();
    await failure(driver.state.open("s").get("a"));
    const again = sqliteDriver({ file });
    onTestFinished(() => again.close());
    expect(await again.state.open("s").get("a")).toEqual({ key: "a", value: "one", version });
  });

  it("wait for a lock of another program, then say so, and go on when it is gone", async () => {
    const clock = virtualClock();
    const { file, space } = open({ clock });
    await space.set("a", "one");
    const other = new Database(file);
    other.exec("BEGIN EXCLUSIVE");
    const failed = failure(space.set("a", "two"));
    for (let i = 0; i < 60; i++) await clock.advance(100);
    expect((await failed).message).toMatch(/state store's file ".*" stays locked/);
    expect(await space.get("a")).toMatchObject({ value: "one" });
    other.exec("COMMIT");
    expect(await space.set("a", "three")).toBeDefined();
  });

  it.each(Object.entries(calls))("%s: what is no database is a StateStoreError", async (_, call) => {
    const file = newFile();
    writeFileSync(file, "dear diary, ".repeat(1_000));
    expect((await failure(call(open({ file }).space))).message).toMatch(/is not a SQLite database/);
  });

  it.each(Object.entries(calls))(
    "%s: a file that was taken away is a StateStoreError, never an empty store",
    async (_, call) => {
      const { file, space } = open();
      await space.set("a", "one");
      renameSync(file, `${file}.away`);
      expect((await failure(call(space))).message).toMatch(/was deleted or replaced.*Put it back/);
      renameSync(`${file}.away`, file);
      expect(await space.get("a")).toMatchObject({ value: "one" });
    },
  );

  it.each(Object.entries(calls))(
    "%s: tables that something else has changed are a StateStoreError",
    async (_, call) => {
      const { file, space } = open();
      await space.set("a", "one");
      const other = new Database(file);
      other.exec("ALTER TABLE state_records RENAME COLUMN space TO other");
      await failure(call(space));
    },
  );

  it("what SQLite refuses is told of, and what was there is safe", async () => {
    const { file, space } = open();
    await space.set("a", "one");
    new Database(file).exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON state_records BEGIN SELECT RAISE(ABORT, 'not today'); END",
    );
    expect((await failure(space.set("b", "two"))).message).toMatch(/SQLite says: not today/);
    expect(await space.get("a")).toMatchObject({ value: "one" });
    expect(await space.get("b")).toBeUndefined();
  });

  it("what is looked for has an index", async () => {
    const { file, space } = open();
    await space.set("a", "one");
    const plan = (sql: string) =>
      new Database(file)
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => Reflect.get(Object(row), "detail"))
        .join("; ");
    const from = "FROM state_records WHERE space = 's'";
    const plans = [
      plan(`SELECT value ${from} AND key = 'a'`),
      plan(`SELECT value ${from} AND key > 'a' AND key >= 'a' AND key < 'b' ORDER BY key LIMIT 5`),
      plan(`SELECT value ${from} AND expiresAt <= 5 AND (expiresAt, key) > (1, 'a') ORDER BY expiresAt, key LIMIT 5`),
      plan(`SELECT COUNT(*) ${from} AND expiresAt <= 5`),
      plan("SELECT id FROM state_records WHERE removeAt <= 5 ORDER BY removeAt LIMIT 20"),
    ];
    for (const one of plans) {
      expect(one).toMatch(/USING (COVERING )?INDEX state_records_/);
      expect(one).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });
});

describe("sqliteStore's options", () => {
  it.each<[string, SqliteStoreOptions, RegExp]>([
    ["no file", {} as SqliteStoreOptions, /`file` to be the path of a file, got undefined/],
    ["memory", { file: ":memory:" }, /Use memoryStore\(\) for records that may end with the process/],
    ["a folder that is not there", { file: "/no/such/folder/q.db" }, /Create "\/no\/such\/folder" first/],
    ["a folder", { file: tmpdir() }, /to be a file, got the folder/],
    ["a mode", { file: "q.db", synchronous: "off" as "full" }, /`synchronous` to be "normal" or "full", got "off"/],
  ])("refuse %s", (_, options, message) => {
    expect(() => sqliteStore(options)).toThrow(message);
  });

  it("touch no file until it is used", async () => {
    const folder = mkdtempSync(join(tmpdir(), "state-sqlite-"));
    const store = sqliteStore({ file: join(folder, "a.db") });
    store.open("s");
    rmSync(folder, { recursive: true });
    await store.close();
  });
});
