import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkRedis } from "../../../src/cli/doctor/redis.js";
import { findService, type Service } from "../../support/services.js";
import { diagnose, freePort, gatewayWith } from "./diagnose.js";

// One of its own, for its settings are changed.
const service: Service = await findService("Redis", { isLocalUsed: false, env: { ...process.env, REDIS_URL: "" } });
const title = service.skipReason === undefined ? "redis" : `redis (skipped: ${service.skipReason})`;

describe.skipIf(service.skipReason !== undefined)(title, () => {
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(service.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await service.close();
  });

  const settings = async (appendonly: string, policy: string) => {
    await redis.config("SET", "appendonly", appendonly);
    await redis.config("SET", "maxmemory-policy", policy);
  };

  it("keeps what it is given", async () => {
    await settings("yes", "noeviction");
    const found = await diagnose(await gatewayWith([{ name: "shop" }]), ["--redis", service.url]);
    expect(found.of("redis")).toMatchObject({ status: "ok", seen: expect.stringMatching(/version \d/) });
    expect(found.of("redis appendonly")).toMatchObject({ status: "ok" });
    expect(found.of("redis noeviction")).toMatchObject({ status: "ok" });
  });

  it("loses it in a crash, or when it is full", async () => {
    await settings("no", "allkeys-lru");
    const given = { env: { REDIS_URL: service.url } };
    const found = await diagnose(await gatewayWith([{ name: "shop" }]), [], given);
    expect(found.of("redis appendonly")).toMatchObject({
      status: "fail",
      fix: expect.stringContaining("CONFIG SET appendonly yes"),
    });
    expect(found.of("redis noeviction")).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("allkeys-lru"),
      fix: expect.stringContaining("CONFIG SET maxmemory-policy noeviction"),
    });
    expect(found.code).toBe(1);
  });

  it("wants a password, which is never shown", async () => {
    await redis.config("SET", "requirepass", "hunter22");
    expect(await checkRedis(service.url)).toMatchObject([{ status: "fail", seen: expect.stringContaining("NOAUTH") }]);
    const wrong = await checkRedis(service.url.replace("//", "//:wrong-password@"));
    expect(wrong).toMatchObject([{ status: "fail" }]);
    expect(JSON.stringify(wrong)).not.toContain("wrong-password");
    expect(await checkRedis(service.url.replace("//", "//:hunter22@"))).toHaveLength(3);
    await redis.config("SET", "requirepass", "");
  });
});

it("a Redis that is not there is a problem", async () => {
  expect(await checkRedis(`redis://127.0.0.1:${await freePort()}`)).toMatchObject([
    { status: "fail", seen: expect.stringContaining("cannot be asked"), fix: expect.stringContaining("rediss://") },
  ]);
});

it("none is named, or ioredis is not installed: it is not looked at", async () => {
  expect(await checkRedis(undefined)).toMatchObject([
    { status: "skipped", fix: expect.stringContaining("--redis URL") },
  ]);
  vi.doMock("ioredis", () => {
    throw new Error("Cannot find package 'ioredis'");
  });
  expect(await checkRedis("redis://127.0.0.1:1")).toMatchObject([{ status: "skipped", fix: "npm install ioredis" }]);
  vi.doUnmock("ioredis");
});
