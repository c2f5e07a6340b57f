import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import { onTestFinished } from "vitest";

/** The gateway's WebSocket: a key for every connection, and a namespace per instance from its first event on. */
export async function websocketGateway({ apiKey = "key-of-the-test", port = 0, path = "" } = {}) {
  const http = createServer();
  const seen: { readonly header: unknown; readonly url: string }[] = [];
  const io = new Server(http, {
    path: `${path}/socket.io`,
    allowRequest: (request, answer) => {
      seen.push({ header: request.headers.apikey, url: request.url ?? "" });
      const key = new URL(request.url ?? "", "http://localhost").searchParams.get("apikey") ?? request.headers.apikey;
      answer(key === apiKey ? null : "Invalid global token", key === apiKey);
    },
  });
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  const close = async () => {
    if (http.listening) await io.close();
  };
  onTestFinished(close);
  const { port: used } = http.address() as AddressInfo;
  return {
    port: used,
    url: `http://127.0.0.1:${used}${path}`,
    seen,
    /** To those who hear that instance. */
    emit: (instance: string, event: string, body: unknown) => void io.of(`/${instance}`).emit(event, body),
    /** To those who hear all instances. */
    emitGlobal: (event: string, body: unknown) => void io.emit(event, body),
    /** Resolves once somebody hears that instance. */
    heard: (instance: string) =>
      new Promise<void>((resolve) => void io.of(`/${instance}`).once("connection", () => resolve())),
    /** Ends every connection, as a server does that goes. */
    kick: () => void io.disconnectSockets(true),
    close,
  };
}
