import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";

/** A Redis of our own that keeps what it was told, and can be restarted. */
export class OwnRedis {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  #process: ChildProcess;

  private constructor(port: number, folder: string) {
    this.url = `redis://127.0.0.1:${port}`;
    this.#port = port;
    this.#folder = folder;
    this.#process = this.#spawn();
  }

  static async start(folder: string): Promise<OwnRedis> {
    const redis = new OwnRedis(await freePort(), folder);
    await redis.#answers();
    return redis;
  }

  /** Ends it as an operator would, and starts it again after a while. */
  async restart(awayMs: number): Promise<void> {
    await this.stop();
    await pause(awayMs);
    this.#process = this.#spawn();
    await this.#answers();
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
  }

  #spawn(): ChildProcess {
    const keeping = [
      "--appendonly",
      "yes",
      "--appendfsync",
      "everysec",
      "--save",
      "",
      "--maxmemory-policy",
      "noeviction",
    ];
    return spawn(
      "redis-server",
      ["--port", String(this.#port), "--bind", "127.0.0.1", "--dir", this.#folder, ...keeping],
      {
        stdio: "ignore",
      },
    );
  }

  async #answers(): Promise<void> {
    const client = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    client.on("error", () => {});
    // It answers LOADING while it reads what it kept.
    while ((await client.ping().catch(() => "")) !== "PONG") await pause(50);
    client.disconnect();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("There is no free port.");
  return address.port;
}
