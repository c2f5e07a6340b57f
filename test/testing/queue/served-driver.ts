import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { BackendSettings, QueueBackend, QueueDriver } from "../../../src/queue/driver.js";
import { memoryStore } from "../../../src/state/memory-store.js";

interface Call {
  readonly number: number;
  readonly queue: string;
  readonly settings: BackendSettings;
  readonly method: keyof QueueBackend;
  readonly given: readonly unknown[];
}

const socketIn = (folder: string) => join(folder, "driver.sock");

/** Lets other processes work on a driver of this one, so that what is in memory outlives them. */
export async function serveDriver(driver: QueueDriver, folder: string): Promise<() => void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const gone = new AbortController();
    socket.on("error", () => {}).on("close", () => gone.abort());
    const lines = createInterface(socket).on("error", () => {});
    lines.on("line", async (line) => {
      const { number, queue, settings, method, given }: Call = JSON.parse(line);
      const backend = driver.open(queue, settings);
      const all = method === "take" ? [{ ...(given[0] as object), signal: gone.signal }] : given;
      const answer = await Promise.resolve(Reflect.apply(backend[method], backend, all)).then(
        (value) => ({ number, value }),
        (error) => ({ number, error: String(error) }),
      );
      socket.write(`${JSON.stringify(answer)}\n`);
    });
  });
  server.listen(socketIn(folder));
  await once(server, "listening");
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}

/** The driver that {@link serveDriver} serves, in another process. */
export function createDriver({ folder }: { readonly folder: string }): QueueDriver {
  const socket = createConnection(socketIn(folder));
  const waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>();
  createInterface(socket).on("line", (line) => {
    const answer = JSON.parse(line);
    waiting.get(answer.number)?.(answer);
    waiting.delete(answer.number);
  });
  let number = 0;
  return {
    name: "served",
    isDurable: true,
    state: memoryStore(),
    open: (queue, settings) =>
      new Proxy({} as QueueBackend, {
        get:
          (_, method: keyof QueueBackend) =>
          (...given: unknown[]) =>
            new Promise((resolve, reject) => {
              if (method === "close") return resolve(undefined);
              const call: Call = { number: ++number, queue, settings, method, given };
              waiting.set(number, ({ value, error }) => (error ? reject(new Error(error)) : resolve(value)));
              socket.write(`${JSON.stringify(call)}\n`);
            }),
      }),
    async close() {
      socket.end();
    },
  };
}
