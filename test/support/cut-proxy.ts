import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Stands between a client and a server, and can break all their connections. */
export async function cutProxy(target: URL) {
  const sockets = new Set<Socket>();
  let connections = 0;
  let isDown = false;
  const server = createServer((client) => {
    connections++;
    if (isDown) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      socket.on("error", () => {});
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    /** The target's address, by way of here. */
    url: Object.assign(new URL(target), { hostname: "127.0.0.1", port: String(port) }).href,
    cut,
    /** Breaks what there is, and refuses what comes until it is `up`. */
    down() {
      isDown = true;
      cut();
    },
    up() {
      isDown = false;
    },
    connections: () => connections,
  };
}
