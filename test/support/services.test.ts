import { spawnSync } from "node:child_process";
import amqplib from "amqplib";
import { Pool } from "pg";
import { expect, it } from "vitest";
import { findService } from "./services.js";

const empty = { PATH: "/nowhere" };

it("a server's own variable comes first", async () => {
  const { url, skipReason } = await findService("RabbitMQ", { env: { ...empty, AMQP_URL: "amqp://elsewhere" } });
  expect([url, skipReason]).toEqual(["amqp://elsewhere", undefined]);
});

it("where there is none, its tests are skipped with the reason, or fail if it is required", async () => {
  const options = { env: empty, isLocalUsed: false };
  const { skipReason } = await findService("RabbitMQ", options);
  expect(skipReason).toBe("no RabbitMQ: set AMQP_URL, or install rabbitmq-server");
  const required = findService("RabbitMQ", { ...options, env: { ...empty, REQUIRE_SERVICES: "1" } });
  await expect(required).rejects.toThrow("REQUIRE_SERVICES is set, and there is no RabbitMQ: set AMQP_URL");
});

const isInstalled = spawnSync("sh", ["-c", "command -v rabbitmq-server"]).status === 0;

it.skipIf(!isInstalled)(
  "one from PATH is started where nothing listens, and ended",
  async () => {
    const { url, close } = await findService("RabbitMQ", { env: { PATH: process.env.PATH }, isLocalUsed: false });
    try {
      await (await amqplib.connect(url)).close();
    } finally {
      await close();
    }
    await expect(amqplib.connect(url)).rejects.toThrow("ECONNREFUSED");
  },
  60_000,
);

const hasPostgres = spawnSync("sh", ["-c", "command -v postgres && command -v initdb"]).status === 0;

it.skipIf(!hasPostgres)(
  "PostgreSQL is started with an empty database",
  async () => {
    const { url, close } = await findService("PostgreSQL", { env: { PATH: process.env.PATH }, isLocalUsed: false });
    const pool = new Pool({ connectionString: url });
    try {
      expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    } finally {
      await pool.end();
      await close();
    }
  },
  60_000,
);
