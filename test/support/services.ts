import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";

/** A server that some tests need. */
export interface Service {
  /** Where it is; empty when there is none. */
  readonly url: string;
  /** Why its tests are skipped, for their title; `undefined`: they run. */
  readonly skipReason: string | undefined;
  /** Ends the server if this process started it. */
  close(): Promise<void>;
}

interface Kind {
  /** The environment variable with its address. */
  readonly env: string;
  readonly localUrl: string;
  /** The program to look for on PATH. */
  readonly command: string;
  start(port: number, folder: string): ChildProcess;
  urlAt(port: number): string;
  /** It listens already, and does not take anybody in yet. */
  isStarting?(url: string): Promise<boolean>;
}

const pidFile = "pid";

const kinds = {
  RabbitMQ: {
    env: "AMQP_URL",
    localUrl: "amqp://guest:guest@127.0.0.1:5672",
    command: "rabbitmq-server",
    urlAt: (port) => `amqp://guest:guest@127.0.0.1:${port}`,
    start: (port, folder) =>
      spawn("rabbitmq-server", [], {
        stdio: "ignore",
        env: {
          ...process.env,
          RABBITMQ_NODENAME: `evolution-kit-${port}@localhost`,
          RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
          RABBITMQ_NODE_PORT: String(port),
          RABBITMQ_DIST_PORT: String(port > 45_000 ? port - 20_000 : port + 20_000),
          RABBITMQ_MNESIA_BASE: join(folder, "data"),
          RABBITMQ_LOG_BASE: join(folder, "log"),
          RABBITMQ_PID_FILE: join(folder, pidFile),
          RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
          RABBITMQ_CONFIG_FILE: join(folder, "none"),
        },
      }),
  },
  Redis: {
    env: "REDIS_URL",
    localUrl: "redis://127.0.0.1:6379",
    command: "redis-server",
    urlAt: (port) => `redis://127.0.0.1:${port}`,
    start: (port, folder) =>
      spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""], {
        stdio: "ignore",
      }),
  },
  PostgreSQL: {
    env: "DATABASE_URL",
    localUrl: "postgres://postgres@127.0.0.1:5432/test",
    command: "postgres",
    urlAt: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
    isStarting: async (connectionString) => {
      const client = new Client({ connectionString });
      const isStarting = await client.connect().then(
        () => false,
        () => true,
      );
      await client.end().catch(() => {});
      return isStarting;
    },
    start: (port, folder) =>
      spawn(
        "sh",
        [
          "-c",
          'initdb -D "$1/data" -U postgres -A trust >/dev/null && exec postgres -D "$1/data" -p "$0" -h 127.0.0.1 -k "$1"',
          String(port),
          folder,
        ],
        // It does not run as root.
        { stdio: "ignore", ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }) },
      ),
  },
} as const satisfies Record<string, Kind>;

export type ServiceName = keyof typeof kinds;

/**
 * The named server: the one of its environment variable, else one at its usual local port, else one started from PATH.
 *
 * @throws {Error} there is none, and REQUIRE_SERVICES=1 says that it must be there
 */
export async function findService(name: ServiceName, { env = process.env, isLocalUsed = true } = {}): Promise<Service> {
  const kind: Kind = kinds[name];
  const found = (url: string, close = async () => {}): Service => ({ url, skipReason: undefined, close });
  const given = env[kind.env];
  if (given) return found(given);
  if (isLocalUsed && (await listens(new URL(kind.localUrl)))) return found(kind.localUrl);
  if (isOnPath(kind.command, env.PATH)) return start(kind, found);
  const skipReason = `no ${name}: set ${kind.env}, or install ${kind.command}`;
  if (env.REQUIRE_SERVICES === "1") throw new Error(`REQUIRE_SERVICES is set, and there is ${skipReason}.`);
  return { url: "", skipReason, close: async () => {} };
}

async function start(kind: Kind, found: (url: string, close: () => Promise<void>) => Service): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), "evolution-kit-service-"));
  // Such servers leave root's account for one of their own.
  chmodSync(folder, 0o777);
  const port = await freePort();
  const child = kind.start(port, folder);
  let isEnded = false;
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve())).then(() => {
    isEnded = true;
  });
  const close = async () => {
    // By its own id: a script that starts it under another account leaves it behind when it ends.
    if (existsSync(join(folder, pidFile))) process.kill(Number(readFileSync(join(folder, pidFile), "utf8")));
    else child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  // It says nowhere but on its port that it listens, so it is asked until it does or ends.
  const url = kind.urlAt(port);
  while (!(await listens(new URL(url))) || (await kind.isStarting?.(url))) {
    if (isEnded) throw new Error(`${kind.command} ended before it listened on port ${port}.`);
    await pause(100);
  }
  return found(url, close);
}

function isOnPath(command: string, path: string | undefined): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`], { env: { PATH: path } }).status === 0;
}

function listens({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
