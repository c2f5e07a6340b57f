import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A Redis of a test's own, that may be killed, and comes back at the same port with what was on its disk. */
export class OwnRedis {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "own-redis-"));
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  /** Its port is free, and nobody listens there yet. */
  static async prepare(): Promise<OwnRedis> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    return new OwnRedis(port);
  }

  static async start(...options: readonly string[]): Promise<OwnRedis> {
    const redis = await OwnRedis.prepare();
    await redis.start(...options);
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(...options: readonly string[]): Promise<void> {
    const always = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    this.#child = spawn("redis-server", ["--port", String(this.port), "--dir", this.#folder, ...always, ...options], {
      stdio: "ignore",
    });
    const client = this.client();
    await client.ping();
    client.disconnect();
  }

  /** One that waits until it is there. */
  client(): Redis {
    return new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 }).on("error", () => {});
  }

  /** It stands still: connections stay, and nothing is answered … */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** … until now. */
  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    child.kill("SIGKILL");
    await once(child, "close");
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
