import { about, type Diagnosis } from "../../checks/diagnosis.js";
import { messageOf } from "../../internal/record.js";
import { redactUrls } from "../../internal/redact.js";

const redis = about("redis");

/** Whether a Redis keeps what is entrusted to it. Only asks `INFO`, which managed ones allow as well. */
export async function checkRedis(url: string | undefined): Promise<readonly Diagnosis[]> {
  if (url === undefined)
    return [
      redis.skipped("none was named", "Pass --redis URL, or set REDIS_URL, where a queue or sessions are kept in it."),
    ];
  const ioredis = await import("ioredis").catch(() => undefined);
  if (!ioredis) return [redis.skipped("ioredis is not installed", "npm install ioredis")];
  const client = new ioredis.Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // What it asks first, `INFO`, is what is asked here, and its answer is ours.
    enableReadyCheck: false,
  });
  let first: unknown;
  client.on("error", (error: unknown) => {
    first ??= error;
  });
  try {
    await client.connect();
    return diagnosesOf(await client.info());
  } catch (error) {
    // What follows the first error says only that the connection is closed.
    const reason = redactUrls(messageOf(first ?? error));
    return [
      redis.fail(`cannot be asked: ${reason}`, "Check the address: redis://:password@host:6379, rediss:// with TLS."),
    ];
  } finally {
    client.disconnect();
  }
}

function diagnosesOf(info: string): readonly Diagnosis[] {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const appendonly = about("redis appendonly");
  const eviction = about("redis noeviction");
  const policy = field("maxmemory_policy");
  return [
    redis.ok(`answers, version ${field("redis_version") ?? "unknown"}`),
    field("aof_enabled") === "1"
      ? appendonly.ok("yes: a restart loses a second at most")
      : appendonly.fail(
          "no: after a crash what came since the last snapshot is gone",
          "redis-server --appendonly yes; now: redis-cli CONFIG SET appendonly yes && redis-cli CONFIG REWRITE",
        ),
    policy === "noeviction"
      ? eviction.ok("a full Redis refuses, and forgets nothing")
      : eviction.fail(
          `${policy ?? "unknown"}: a full Redis drops jobs and sessions without a word`,
          "redis-cli CONFIG SET maxmemory-policy noeviction && redis-cli CONFIG REWRITE",
        ),
  ];
}
