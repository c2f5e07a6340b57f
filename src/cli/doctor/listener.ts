import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { about, type Diagnosis } from "../../checks/diagnosis.js";
import type { EvolutionClient } from "../../client/client.js";
import { isNotFoundError } from "../../errors/index.js";
import type { Clock } from "../../internal/clock.js";
import { messageOf } from "../../internal/record.js";
import { createWebhook, jwtAuth } from "../../webhooks/index.js";
import { UsageError } from "../command.js";

export interface ListenTarget {
  /** The address of this machine, as the gateway reaches it. */
  readonly url: URL;
  readonly port: number;
}

export interface ListenOptions extends ListenTarget {
  readonly client: EvolutionClient;
  /** The bot's own webhook, to compare its host. */
  readonly botUrl: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const longestMs = 20_000;
const minuteMs = 60_000;

/** @throws {UsageError} no http address, or no port */
export function listenTarget(address: string, port: string | undefined): ListenTarget {
  if (!URL.canParse(address) || !/^https?:/.test(address))
    throw new UsageError(
      `Expected --listen to be this machine's address, such as http://10.0.0.7:8099, got "${address}".`,
    );
  const url = new URL(address);
  const number = Number(port ?? (url.port || (url.protocol === "https:" ? 443 : 80)));
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new UsageError(`Expected --listen-port to be a port, such as 8099, got "${port}".`);
  return { url, port: number };
}

/**
 * Lets the gateway post one event here: of a throw-away instance without WhatsApp, which is deleted again. No other
 * instance is touched.
 */
export async function checkByListening(options: ListenOptions): Promise<readonly Diagnosis[]> {
  const fromGateway = about("webhook from gateway");
  const dateTime = about("date_time");
  const { client, url, botUrl, clock } = options;
  const instanceName = `evolution-kit-doctor-${randomBytes(4).toString("hex")}`;
  const key = randomUUID();
  const heard = new Heard(key, clock);
  const address = new URL(`${url.pathname.replace(/\/$/, "")}/${randomUUID()}`, url);
  const server = await heard.listen(options.port, address.pathname);
  const left: Diagnosis[] = [];
  try {
    await client.instances.create(
      {
        instanceName,
        integration: "EVOLUTION",
        webhook: { url: address.href, events: ["INSTANCE_CREATE"], headers: { jwt_key: key }, byEvents: false },
      },
      { signal: options.signal },
    );
    await Promise.race([heard.first, clock.sleep(longestMs, AbortSignal.any([options.signal, heard.done]))]).catch(() =>
      options.signal.throwIfAborted(),
    );
  } finally {
    heard.stop();
    server.closeAllConnections();
    server.close();
    await client.instances.delete(instanceName).catch((error: unknown) => {
      if (isNotFoundError(error)) return;
      left.push(fromGateway.warn(`the instance ${instanceName} is still there: ${messageOf(error)}`, "Delete it."));
    });
  }
  const { dateTime: seen, error } = heard;
  if (seen === undefined)
    return [
      fromGateway.fail(
        error ?? `nothing came to ${url.origin} within ${longestMs / 1_000} s`,
        `From the gateway's container, is it reached? docker compose exec api wget -S -O- ${url.origin}`,
      ),
      dateTime.skipped("no event came"),
      ...left,
    ];
  const sameHost = botUrl !== undefined && new URL(botUrl).hostname === url.hostname;
  return [
    fromGateway.ok(
      `the gateway has posted an event to ${url.host}, signed with jwt_key${sameHost ? ", the webhook's own host" : "; the webhook's own host is another"}`,
    ),
    timeOf(seen.text, seen.at),
    ...left,
  ];
}

function timeOf(text: string, at: number): Diagnosis {
  const dateTime = about("date_time");
  const offMs = Date.parse(text) - at;
  if (Math.abs(offMs) < 2 * minuteMs) return dateTime.ok(`is UTC: ${text}`);
  const zoneMs = Math.round(offMs / (15 * minuteMs)) * 15 * minuteMs;
  if (Math.abs(offMs - zoneMs) < 2 * minuteMs)
    return dateTime.warn(
      `is local time marked as UTC: ${Math.abs(zoneMs) / (60 * minuteMs)} h ${zoneMs < 0 ? "behind" : "ahead"}`,
      "TZ=UTC in the gateway's environment.",
    );
  return dateTime.warn(
    `the gateway's clock and this machine's differ by ${Math.round(Math.abs(offMs) / 1_000)} s`,
    "Let both set their clocks by NTP: tokens and the age of messages depend on it.",
  );
}

/** The receiver, and the first thing that came. */
class Heard {
  readonly first: Promise<void>;
  dateTime: { readonly text: string; readonly at: number } | undefined;
  error: string | undefined;
  readonly #webhook;
  readonly #stop = new AbortController();

  constructor(key: string, clock: Clock) {
    // Wide, so that a gateway whose clock is wrong is heard all the same.
    this.#webhook = createWebhook({ auth: jwtAuth({ key, leewayMs: 7 * 86_400_000, clock }), dedupe: false });
    this.first = new Promise((resolve) => {
      this.#webhook.on("*", ({ date_time: text }) => {
        this.dateTime = { text: String(text), at: clock.now() };
        resolve();
      });
      this.#webhook.onError((error) => {
        this.error = `a delivery came and was not the gateway's: ${messageOf(error)}`;
        resolve();
      });
    });
  }

  /** Fires when nobody waits any more. */
  get done(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** @throws {UsageError} the port is taken */
  async listen(port: number, path: string): Promise<Server> {
    const server = createServer((request, response) => {
      if (request.url === path) return this.#webhook.node(request, response);
      response.writeHead(404).end();
    });
    server.listen(port);
    await once(server, "listening").catch((error: unknown) => {
      throw new UsageError(`--listen: ${messageOf(error)}`);
    });
    return server;
  }
}
