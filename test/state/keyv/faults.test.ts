import { EventEmitter } from "node:events";
import KeyvPostgres from "@keyv/postgres";
import KeyvRedis from "@keyv/redis";
import { Keyv } from "keyv";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { keyvStore } from "../../../src/state/index.js";
import { settle, virtualClock } from "../../support/virtual-clock.js";
import { calls, failure, freePort, silentPort } from "../kit.js";

/** Keeps texts as most adapters do, and may be told to misbehave. */
class Adapter extends EventEmitter {
  readonly opts = {};
  readonly data = new Map<string, string>();
  /** What each call does first. */
  before: () => Promise<"go on" | "say nothing"> = async () => "go on";

  // biome-ignore lint/suspicious/noExplicitAny: so does Keyv's own interface, in effect: whatever was asked for
  async get(key: string): Promise<any> {
    return (await this.before()) === "go on" ? this.data.get(key) : undefined;
  }
  async set(key: string, value: string) {
    if ((await this.before()) === "go on") this.data.set(key, value);
  }
  async delete(key: string) {
    return (await this.before()) === "go on" && this.data.delete(key);
  }
  async clear() {
    this.data.clear();
  }
}

function open(adapter: Adapter, options = {}) {
  const keyv = new Keyv(adapter, { throwOnErrors: true });
  return { keyv, adapter, space: keyvStore(keyv, options).open("s") };
}

const { list: _, expired: __, count: ___, ...byKey } = calls;

describe("keyvStore", () => {
  it.each<[string, unknown, RegExp]>([
    [
      "a Keyv that swallows errors",
      new Keyv(),
      /`throwOnErrors` of the Keyv to be true, got false.*as if it were empty/,
    ],
    [
      "an adapter that swallows them",
      new Keyv(new KeyvRedis("redis://:sesame@127.0.0.1:1"), { throwOnErrors: true }),
      /`throwOnErrors` of the Keyv's adapter to be true too.*new KeyvRedis\(url, { throwOnErrors: true }\)/,
    ],
    ["no Keyv", undefined, /Expected a Keyv 5, got undefined/],
    ["an address", "redis://:sesame@x", /Expected a Keyv 5, got a text that is not shown/],
    ["a map", new Map(), /Expected a Keyv 5/],
  ])("refuses %s", (_, keyv, message) => {
    expect(() => keyvStore(keyv as Keyv)).toThrow(message);
  });

  it("refuses a time that is none", () => {
    expect(() => keyvStore(new Keyv({ throwOnErrors: true }), { timeoutMs: 0 })).toThrow(/`timeoutMs`/);
  });

  it.each(Object.entries(calls))("%s is a StateStoreError where nobody listens: Redis", async (_, call) => {
    const url = `redis://:sesame@127.0.0.1:${await freePort()}`;
    const adapter = new KeyvRedis({ url, socket: { reconnectStrategy: false } }, { throwOnErrors: true });
    const keyv = new Keyv(adapter, { throwOnErrors: true }).on("error", () => {});
    const error = await failure(call(keyvStore(keyv).open("s")));
    expect(error.message).not.toContain("sesame");
  });

  it.each(Object.entries(calls))("%s is a StateStoreError where nobody listens: PostgreSQL", async (_, call) => {
    const uri = `postgresql://me:sesame@127.0.0.1:${await freePort()}/x`;
    const adapter = new KeyvPostgres({ uri });
    onTestFinished(() => adapter.disconnect());
    const keyv = new Keyv(adapter, { throwOnErrors: true }).on("error", () => {});
    const error = await failure(call(keyvStore(keyv).open("s")));
    expect(error.message).not.toContain("sesame");
  });

  it.each(Object.entries(calls))(
    "%s is one where the server never answers, after the time that was set",
    async (_, call) => {
      const clock = virtualClock();
      const adapter = new KeyvRedis(`redis://127.0.0.1:${await silentPort()}`, { throwOnErrors: true });
      const keyv = new Keyv(adapter, { throwOnErrors: true }).on("error", () => {});
      onTestFinished(() => adapter.disconnect(true));
      const failed = failure(call(keyvStore(keyv, { clock, timeoutMs: 2_000 }).open("s")));
      await clock.advance(2_000);
      expect((await failed).message).toMatch(/keyv store to answer within 2000 ms, got no answer/);
    },
  );

  it.each(Object.entries(byKey))(
    "%s is one when the adapter tells of an error and answers nothing",
    async (_, call) => {
      const { adapter, space } = open(new Adapter());
      await space.set("a", "one");
      adapter.before = async () => {
        adapter.emit("error", new Error("the server is away"));
        return "say nothing";
      };
      expect((await failure(call(space))).message).toMatch(/it told of an error and answered nothing/);
      adapter.before = async () => "go on";
      expect(await space.get("a")).toMatchObject({ value: "one" });
    },
  );

  it("an adapter that cannot list is told of, and nothing else is refused", async () => {
    const { space } = open(new Adapter());
    await space.set("a", "one");
    expect(await space.get("a")).toMatchObject({ value: "one" });
    for (const name of ["list", "expired", "count"] as const) {
      await expect(calls[name](space)).rejects.toThrow(/adapter to list what it has \(`iterator`\), but it cannot/);
      await expect(calls[name](space)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
  });

  it("a record that something else has changed is a StateStoreError", async () => {
    const { keyv, adapter, space } = open(new Adapter());
    await space.set("a", "one");
    await keyv.set("state/s/a", { hello: "world" });
    expect((await failure(space.get("a"))).message).toMatch(/"a" to be as this store writes it/);
    await failure(space.set("a", "two", { version: 0 }));
    for (const key of adapter.data.keys()) adapter.data.set(key, "no JSON");
    for (const name of ["get", "delete"] as const) await failure(calls[name](space));
  });

  it("versions that something else has changed are a StateStoreError", async () => {
    const { keyv, space } = open(new Adapter());
    await keyv.set("state/s#versions", { versions: "many" });
    await failure(space.set("a", "two"));
    await keyv.delete("state/s#versions");
    expect(await space.set("a", "two")).toBe(1);
  });

  it("a write that nobody waits for any more still has its turn, and those that waited behind it are not begun", async () => {
    const clock = virtualClock();
    const { adapter, space } = open(new Adapter(), { clock, timeoutMs: 1_000 });
    const version = await space.set("a", "one");
    let answer = () => {};
    adapter.before = () =>
      new Promise((resolve) => {
        answer = () => resolve("go on");
      });
    const first = failure(space.set("a", "two"));
    await settle();
    adapter.before = async () => "go on";
    const second = failure(space.set("a", "three", { version }));
    await clock.advance(1_000);
    await first;
    await second;
    answer();
    await settle();
    expect(await space.get("a")).toMatchObject({ value: "two" });
    expect(await space.set("a", "four", { version })).toBeUndefined();
  });

  it("two stores over one Keyv wait for one another", async () => {
    const keyv = new Keyv(new Adapter(), { throwOnErrors: true });
    const [one, other] = [keyvStore(keyv).open("s"), keyvStore(keyv).open("s")];
    const version = await one.set("a", "one");
    const written = await Promise.all([one, other, one, other].map((space) => space.set("a", "two", { version })));
    expect(written.filter((each) => each !== undefined)).toHaveLength(1);
  });

  it("one write of many pays for versions", async () => {
    const adapter = new Adapter();
    const { space } = open(adapter);
    const set = vi.spyOn(adapter, "set");
    await Promise.all(Array.from({ length: 50 }, (_, n) => space.set(`${n}`, "x")));
    expect(set).toHaveBeenCalledTimes(51);
  });

  it("a ttl of the Keyv ends no record that stays", async () => {
    const keyv = new Keyv(new Map(), { throwOnErrors: true, ttl: 1 });
    const space = keyvStore(keyv).open("s");
    await space.set("a", "one");
    expect(await keyv.getRaw("state/s/a")).not.toHaveProperty("expires", expect.any(Number));
  });

  it("records that are over leave the Keyv when it is listed", async () => {
    const clock = virtualClock();
    const map = new Map();
    const space = keyvStore(new Keyv(map, { throwOnErrors: true }), { clock }).open("s");
    for (let n = 0; n < 20; n++) await space.set(`${n}`, "x", { expiresAt: clock.now() + 1 });
    await clock.advance(1);
    expect(await space.count()).toBe(0);
    expect(map.size).toBe(1);
  });

  it("says that it is durable unless it is in memory, and never that it is shared", () => {
    expect(keyvStore(new Keyv({ throwOnErrors: true }))).toMatchObject({ isDurable: false, isShared: false });
    expect(keyvStore(new Keyv(new Adapter(), { throwOnErrors: true }))).toMatchObject({
      isDurable: true,
      isShared: false,
    });
  });
});
