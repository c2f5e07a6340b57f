import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InvalidArgumentError, QueueDriverError } from "../../../src/errors/index.js";
import { type SqliteDriverOptions, sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import { job, newFile, openQueue } from "./setup.js";

describe("sqliteDriver's options", () => {
  it.each<[string, SqliteDriverOptions, RegExp]>([
    ["no file", {} as SqliteDriverOptions, /`file` to be the path of a file, got undefined/],
    ["memory", { file: ":memory:" }, /got ":memory:"\. Use memoryDriver\(\)/],
    ["a folder that is not there", { file: "/no/such/folder/q.db" }, /Create "\/no\/such\/folder" first/],
    ["a folder", { file: tmpdir() }, /to be a file, got the folder/],
    ["a server's address", { file: "https://example.com/db" }, /in a folder that exists/],
    ["a mode", { file: "q.db", synchronous: "off" as "full" }, /`synchronous` to be "normal" or "full", got "off"/],
    ["no time between looks", { file: "q.db", pollMs: 0 }, /`pollMs` to be a number of ms from 1, got 0/],
  ])("refuses %s", (_, options, message) => {
    expect(() => sqliteDriver(options)).toThrow(message);
    expect(() => sqliteDriver(options)).toThrow(InvalidArgumentError);
  });

  it("touches no file until it is used", async () => {
    const folder = mkdtempSync(join(tmpdir(), "queue-sqlite-"));
    const driver = sqliteDriver({ file: join(folder, "q.db") });
    rmSync(folder, { recursive: true });
    await driver.close();
    await driver.close();
  });

  it("says that the file could not be opened", async () => {
    const folder = mkdtempSync(join(tmpdir(), "queue-sqlite-"));
    const { queue } = openQueue({ file: join(folder, "q.db") });
    rmSync(folder, { recursive: true });
    const error = await queue.addAll([job("a")]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(QueueDriverError);
    expect(error).toMatchObject({ message: expect.stringContaining("could not be opened"), cause: expect.any(Error) });
  });

  it("keeps jobs with synchronous: full as well", async () => {
    const { queue } = openQueue({ synchronous: "full" });
    expect(await queue.addAll([job("a")])).toEqual(["added"]);
  });

  it("refuses calls after the driver was closed, and lets it be closed again", async () => {
    const { driver, queue } = openQueue({ file: newFile() });
    const added = queue.addAll([job("a")]);
    await driver.close();
    await driver.close();
    expect(await added).toEqual(["added"]);
    await expect(queue.addAll([job("b")])).rejects.toThrow(/to be open, but it was closed/);
    await expect(queue.get("a")).rejects.toThrow(QueueDriverError);
  });
});
