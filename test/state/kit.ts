import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished } from "vitest";
import { StateStoreError } from "../../src/errors/index.js";
import type { StateSpace } from "../../src/state/index.js";

/** Every call of a space. None may answer as if there were nothing. */
export const calls: Readonly<Record<keyof StateSpace, (space: StateSpace) => Promise<unknown>>> = {
  get: (space) => space.get("a"),
  set: (space) => space.set("a", "two"),
  delete: (space) => space.delete("a"),
  list: (space) => space.list({ limit: 1 }),
  expired: (space) => space.expired({ limit: 1 }),
  count: (space) => space.count(),
};

export async function failure(promise: Promise<unknown>): Promise<StateStoreError> {
  const reason = await promise.then(
    (answer) => `it answered ${JSON.stringify(answer)}`,
    (error: unknown) => error,
  );
  expect(reason).toBeInstanceOf(StateStoreError);
  return reason as StateStoreError;
}

/** A port of this machine where nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A server that takes connections, and never says a word. */
export async function silentPort(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
