import { setImmediate as nextTurn } from "node:timers/promises";
import { type Endpoint, EvolutionClient, endpoints, type Transport } from "../../src/index.js";
import { onAbort } from "../../src/internal/abort.js";
import { createOutbox, memoryDriver, type NewSend } from "../../src/queue/index.js";
import { expected } from "./expected.js";
import { bodyOf, type RestCapture, routeOf } from "./rest.js";
import type { CaptureResult } from "./result.js";

type Class = "sent" | "refused" | "retry" | "held" | "uncertain";

/** Proven not sent, and something must be mended first: the instance is closed, the key is wrong, the limit is reached. */
const held = [
  "baileys-closed-send-media",
  "baileys-closed-send-text",
  "baileys-logged-out-send-text",
  "business-send-upstream-401-token-expired",
  "business-send-upstream-429-rate-limit",
  "send-text-missing-key",
  "send-text-wrong-key",
];
/** Proven not sent, and it may work later: the gateway could not fetch or decode the file. */
const retry = [
  "baileys-send-media-url-404",
  "baileys-send-ptv-url",
  "baileys-send-sticker-multipart",
  "evolution-channel-send-audio-url",
];

/** Where a recorded file, of which only the size is known, is no file, its refusal comes before the request. */
const classOf = (name: string): Class => {
  const wanted = expected[name];
  if (!wanted) return "sent";
  if (wanted[1] !== "not-sent") return "uncertain";
  return held.includes(name) ? "held" : retry.includes(name) ? "retry" : "refused";
};

/** Gives each recorded send to an outbox whose gateway answers as recorded, and looks at what the outbox takes it for. */
export async function replayOutbox(captures: readonly RestCapture[]): Promise<CaptureResult[]> {
  const results: CaptureResult[] = [];
  for (const { name, request, response } of captures) {
    if (!request || !response) continue;
    const route = routeOf(request.method, new URL(request.path, "http://gateway").pathname);
    const method = route && methodOf(route.endpoint);
    if (!route || !method) continue;
    const { instanceName = "" } = route.params;
    const body = { ...bodyOf(route.endpoint, request.body), instanceName };
    const wanted = classOf(name);
    const got = await classify({ method, body } as NewSend, response);
    results.push({ group: "outbox", name, ...(got !== wanted && { problem: `expected ${wanted}, got ${got}` }) });
  }
  return results;
}

function methodOf(endpoint: Endpoint): string | undefined {
  if (!endpoint.send || !endpoint.path.startsWith("/message/")) return undefined;
  return Object.keys(endpoints).find((key) => endpoints[key as keyof typeof endpoints] === endpoint);
}

async function classify(send: NewSend, { status, body }: NonNullable<RestCapture["response"]>): Promise<string> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const transport: Transport = {
    request: async ({ path }) =>
      path.startsWith("/message/")
        ? { status, retryAfter: undefined, text }
        : { status: 200, retryAfter: undefined, text: '{"messages":{"records":[]}}' },
    close: async () => {},
  };
  const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "k", transport, retries: 0 });
  // Time stands still, so what is put off stays as it is.
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<never>((_, reject) => signal && onAbort(signal, () => reject(signal.reason)));
  const clock = { now: () => 1_767_225_600_000, sleep };
  const outbox = createOutbox({ client, driver: memoryDriver({ clock }), clock, pace: false });
  const seen = await new Promise<string>((resolve) => {
    outbox.on("sent", () => resolve("sent"));
    outbox.on("failed", ({ error }) => resolve(error.outcome));
    outbox.on("uncertain", () => resolve("uncertain"));
    outbox.on("retrying", () => resolve("retry"));
    outbox.queue.on("deferred", () => resolve("held"));
    outbox.addAll([send]).catch(() => resolve("refused"));
  });
  await nextTurn();
  return seen;
}
