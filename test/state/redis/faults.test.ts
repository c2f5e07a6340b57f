import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Cluster, Redis, type RedisOptions } from "ioredis";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type RedisStoreOptions, redisStore } from "../../../src/state/stores/redis/index.js";
import { OwnRedis } from "../../queue/bullmq/own-redis.js";
import { findService } from "../../support/services.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { calls, failure, freePort, silentPort } from "../kit.js";

const redis = await findService("Redis");
afterAll(() => redis.close());
let tests = 0;

function clientOf(url: string, options: RedisOptions = {}): Redis {
  const client = new Redis(url, options).on("error", () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

/** A store in Redis whose keys go with the test. */
function open(client = clientOf(redis.url), options: Partial<RedisStoreOptions> = {}) {
  const prefix = `test-state-${process.pid}-${++tests}`;
  onTestFinished(async () => {
    const cleaner = new Redis(redis.url);
    const keys = await cleaner.keys(`*${prefix}:*`);
    if (keys.length > 0) await cleaner.unlink(keys);
    cleaner.disconnect();
  });
  const space = redisStore({ client, prefix, ...options }).open("s", { keepExpiredMs: 1_000 });
  return { client, space, keys: `${prefix}:state:{s}` };
}

/** Stands before Redis, and breaks the connection instead of handing on the answer to the next script. */
async function answerEater(target: URL) {
  let isHungry = false;
  let eaten = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    let isEating = false;
    client.on("data", (data) => {
      if (isHungry && /evalsha/i.test(String(data))) {
        isEating = true;
        isHungry = false;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (!isEating) return void client.write(data);
      eaten += 1;
      client.destroy();
    });
    for (const socket of [client, upstream]) {
      socket
        .on("error", () => {})
        .on("close", () => {
          client.destroy();
          upstream.destroy();
        });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    eatNext() {
      isHungry = true;
    },
    eaten: () => eaten,
  };
}

describe.skipIf(redis.skipReason)("records in Redis", () => {
  describe.each(Object.entries(calls))("%s", (_, call) => {
    it("is a StateStoreError where nobody listens, without the password", async () => {
      const url = `redis://:sesame@127.0.0.1:${await freePort()}`;
      const { space } = open(clientOf(url, { maxRetriesPerRequest: 0, retryStrategy: () => 10 }));
      const error = await failure(call(space));
      expect(error.message).toMatch(/Check that the server runs/);
      expect(error.message).not.toContain("sesame");
    });

    it("is one where the server never answers, after the time that was set", async () => {
      const clock = virtualClock();
      const { space } = open(clientOf(`redis://127.0.0.1:${await silentPort()}`), { clock, timeoutMs: 2_000 });
      const failed = failure(call(space));
      await clock.advance(2_000);
      expect((await failed).message).toMatch(/redis store to answer within 2000 ms, got no answer/);
    });

    it("is one with a client that was closed", async () => {
      const { client, space } = open();
      client.disconnect();
      await failure(call(space));
    });

    it("is one where the password is wrong", async () => {
      const { space } = open(clientOf(redis.url, { username: "nobody", password: "sesame", maxRetriesPerRequest: 0 }));
      expect((await failure(call(space))).message).not.toContain("sesame");
    });
  });

  it("a write whose answer was lost with the connection is done once, and answered as it was done", async () => {
    const eater = await answerEater(new URL(redis.url));
    const { space } = open(clientOf(eater.url, { retryStrategy: () => 5 }));
    const first = await space.set("a", "one", { version: 0 });
    eater.eatNext();
    const second = await space.set("a", "two", { version: first });
    expect(second).toBeGreaterThan(first ?? Number.POSITIVE_INFINITY);
    expect(await space.get("a")).toEqual({ key: "a", value: "two", version: second });
    eater.eatNext();
    expect(await space.delete("a", second)).toBe(true);
    eater.eatNext();
    const third = await space.set("a", "three", { version: 0 });
    expect(await space.get("a")).toEqual({ key: "a", value: "three", version: third });
    expect(eater.eaten()).toBe(3);
  });

  it("a record that something else has changed is a StateStoreError, and no record to replace by version", async () => {
    const { client, space, keys } = open();
    await space.set("a", "one");
    await client.hset(`${keys}:records`, "a", "garbage");
    for (const name of ["get", "list"] as const) {
      expect((await failure(calls[name](space))).message).toMatch(/"a" to be as this store writes it, got "garbage"/);
    }
    await failure(space.set("a", "two", { version: 1 }));
    await failure(space.set("a", "two", { version: 0 }));
    await failure(space.delete("a", 1));
    expect(await space.delete("a")).toBe(true);
    expect(await space.get("a")).toBeUndefined();
  });

  it("keys of another type are a StateStoreError", async () => {
    const { client, space, keys } = open();
    for (const name of ["records", "keys", "ends"]) await client.set(`${keys}:${name}`, "x");
    for (const call of Object.values(calls)) expect((await failure(call(space))).message).toContain("WRONGTYPE");
  });

  it.each([
    ["a number", 5],
    ["a list", ["a"]],
    ["nothing", undefined],
    ["an object", {}],
  ])("a client that answers %s is a StateStoreError", async (_, answer) => {
    const space = redisStore({ client: { call: async () => answer } }).open("s");
    for (const [name, call] of Object.entries(calls)) {
      if (name === "count" && typeof answer === "number") continue;
      await failure(call(space));
    }
  });

  it("a server that has forgotten its scripts is sent them again", async () => {
    const own = await OwnRedis.start();
    onTestFinished(() => own.end());
    const { client, space } = open(clientOf(own.url));
    const version = await space.set("a", "one");
    await client.script("FLUSH");
    expect(await space.set("a", "two", { version })).toBeDefined();
  });

  it("versions do not come back when the server has lost everything", async () => {
    const own = await OwnRedis.start();
    onTestFinished(() => own.end());
    const { client, space } = open(clientOf(own.url));
    const version = await space.set("a", "one");
    await client.flushall();
    expect(await space.get("a")).toBeUndefined();
    await space.set("a", "two");
    expect(await space.set("a", "three", { version })).toBeUndefined();
  });

  it("a server without memory left refuses a write, and goes on reading and deleting", async () => {
    const own = await OwnRedis.start("--maxmemory-policy", "noeviction");
    onTestFinished(() => own.end());
    const { client, space } = open(clientOf(own.url));
    await space.set("a", "one");
    await client.config("SET", "maxmemory", "1");
    const error = await failure(space.set("a", "two"));
    expect(error.message).toMatch(/Nothing was written\. Give Redis more memory/);
    expect(await space.get("a")).toMatchObject({ value: "one" });
    expect(await space.delete("a")).toBe(true);
  });

  it("a client with a keyPrefix has it in front of all keys", async () => {
    const { client, space, keys } = open(clientOf(redis.url, { keyPrefix: "front:" }));
    await space.set("a", "one", { expiresAt: Date.now() + 60_000 });
    expect(await space.get("a")).toMatchObject({ value: "one" });
    const plain = clientOf(redis.url);
    expect(await plain.hexists(`front:${keys}:records`, "a")).toBe(1);
    expect(await plain.exists(`${keys}:records`)).toBe(0);
    expect(client.options.keyPrefix).toBe("front:");
  });

  it("a space is on one node of a cluster", async () => {
    const own = await OwnRedis.start("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
    onTestFinished(() => own.end());
    const node = clientOf(own.url);
    await node.cluster("ADDSLOTSRANGE", 0, 16_383);
    while (!(await node.cluster("INFO")).includes("cluster_state:ok")) await node.ping();
    const cluster = new Cluster([{ host: "127.0.0.1", port: own.port }], { clusterRetryStrategy: () => 50 });
    onTestFinished(() => cluster.disconnect());
    cluster.on("error", () => {});
    const store = redisStore({ client: cluster });
    for (const name of ["a", "b", "}{"]) {
      const space = store.open(name);
      const version = await space.set("key", name, { version: 0 });
      expect(await space.set("key", "other", { version: 0 })).toBeUndefined();
      expect(await space.list({ limit: 5 })).toEqual({ records: [{ key: "key", value: name, version }] });
      expect(await space.delete("key", version)).toBe(true);
    }
  });

  it("no set of records grows with writes that are over", async () => {
    const clock = virtualClock();
    const { client, space, keys } = open(undefined, { timeoutMs: 1, clock });
    let last = 0;
    for (let number = 1; number <= 50; number++) last = (await space.set("a", `${number}`)) ?? 0;
    // Ends, or the calls that are remembered only grow.
    while ((await client.zcount(`${keys}:calls`, "-inf", last)) > 0) await space.set("a", "again");
    await space.delete("a");
    const left = await Promise.all(
      ["records", "keys", "ends", "removals"].map((name) => client.exists(`${keys}:${name}`)),
    );
    expect(left).toEqual([0, 0, 0, 0]);
  });
});

describe("redisStore's options", () => {
  const client = { call: async () => null };
  it.each<[string, Partial<RedisStoreOptions>, RegExp]>([
    ["no client", { client: undefined as never }, /`client` to be a client of ioredis, got undefined/],
    ["an address", { client: "redis://:sesame@x" as never }, /`client` to be a client of ioredis/],
    ["a prefix with a hash tag", { prefix: "{a}" }, /`prefix` to be text without braces, got "{a}"/],
    ["no prefix", { prefix: "" }, /`prefix` to be text/],
    ["no time", { timeoutMs: 0 }, /`timeoutMs` to be a number of ms above 0, got 0/],
    ["NaN", { timeoutMs: Number.NaN }, /`timeoutMs`.*got NaN/],
    ["Infinity", { timeoutMs: Number.POSITIVE_INFINITY }, /`timeoutMs`.*got Infinity/],
  ])("refuse %s", (_, options, message) => {
    expect(() => redisStore({ client, ...options })).toThrow(message);
  });
});
