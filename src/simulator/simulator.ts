import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeGateway } from "../testing/index.js";
import { ActionRefusal, runAction } from "./actions.js";
import { serveAsset, serveMedia, serveQrCode } from "./files.js";
import { Guard, isLoopback, securityHeaders } from "./guard.js";
import { SimulatorState } from "./state.js";
import { UpdateStream } from "./stream.js";

export interface SimulatorOptions {
  /** The gateway whose phones the page shows. It is not closed with the simulator. */
  readonly gateway: FakeGateway;
  /** An address of this machine that only this machine reaches. @default "127.0.0.1" */
  readonly host?: "127.0.0.1" | "localhost" | "::1";
  /** @default 0: a free one */
  readonly port?: number;
  /** What the page says of the gateway's key. Other programs of this machine can read the page too. @default the key */
  readonly shownApiKey?: string;
}

/** A page on this machine on which a person uses the gateway's phones. */
export interface Simulator {
  /** Where to point a browser, e.g. `http://127.0.0.1:49322/`. */
  readonly url: string;
  /** Ends the page's connections and stops listening. Safe to repeat. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Files are sent as base64 inside of an action: 24 MB of them. */
const bodyLimit = 32 * 1024 ** 2;

/**
 * Starts a page that looks and behaves like WhatsApp, for trying a bot by hand: the phones of a fake gateway, and beside them
 * the webhook posts and REST calls of every message, faults to switch on, and the clock.
 *
 * It listens on this machine only, refuses requests under a foreign host name, and acts only for its own page.
 *
 * @throws {RangeError} `host` is not this machine
 * @throws {Error} the port is taken
 * @example
 * const gateway = await createFakeGateway({ instances: [{ name: "shop", webhook: { url: "http://127.0.0.1:3000/webhook" } }] });
 * gateway.phone("5511999990001", { name: "Maria" });
 * const simulator = await createSimulator({ gateway });
 * console.log(simulator.url);
 */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { gateway, host = "127.0.0.1", port = 0, shownApiKey = gateway.apiKey } = options;
  if (!isLoopback(host)) {
    throw new RangeError(
      `Expected \`host\` to be this machine, got "${String(host)}". Leave it out, or pass "127.0.0.1".`,
    );
  }
  const guard = new Guard();
  const state: SimulatorState = new SimulatorState(gateway, shownApiKey, (update) => stream.send(update));
  const stream = new UpdateStream(state.run, () => state.snapshot());
  const server = createServer((request, response) => {
    answer({ gateway, guard, state, stream }, request, response).catch(() => response.destroy());
  });
  const close = async () => {
    state.stop();
    stream.close();
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    await close();
    throw error;
  }
  const { address, family, port: taken } = server.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${taken}/`;
  return { url, close, [Symbol.asyncDispose]: close };
}

interface Parts {
  readonly gateway: FakeGateway;
  readonly guard: Guard;
  readonly state: SimulatorState;
  readonly stream: UpdateStream;
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gateway, guard, stream } = parts;
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (!guard.isOwnHost(request)) return refuse(response, 403, "This address is not the simulator's.");
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (request.method === "POST" && pathname === "/actions") return act(parts, request, response);
  if (request.method !== "GET") return refuse(response, 405, "There is nothing to do here.");
  if (pathname === "/events") return stream.open(request, response);
  const [, folder = "", name = ""] = pathname.split("/");
  const isServed =
    folder === "media"
      ? serveMedia(gateway, request, response, name)
      : folder === "qr"
        ? serveQrCode(gateway, response, decoded(name))
        : serveAsset(response, pathname === "/" ? "index.html" : pathname.slice(1), guard.token);
  if (!isServed) refuse(response, 404, "There is nothing here.");
}

async function act(
  { gateway, guard, state }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!guard.isFromPage(request)) return refuse(response, 403, "Only the simulator's own page may do this. Reload it.");
  if (!request.headers["content-type"]?.startsWith("application/json")) return refuse(response, 415, "Send JSON.");
  const body = await readBody(request);
  if (body === undefined) return refuse(response, 413, "This is too large: at most 24 MB in one file.");
  try {
    await runAction(gateway, state, parsed(body));
  } catch (error) {
    if (!(error instanceof ActionRefusal)) throw error;
    return refuse(response, 422, error.message);
  }
  send(response, 200, { ok: true });
}

/** `undefined`: it is larger than the limit. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    // Read to its end all the same, so that the answer arrives.
    if (size <= bodyLimit) chunks.push(chunk);
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks).toString("utf8");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ActionRefusal("action: is not JSON");
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const refuse = (response: ServerResponse, status: number, error: string): void => send(response, status, { error });

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
