import { existsSync, readFileSync } from "node:fs";
import { isWebhookParseError, parseWebhook, toInboundMessage, type WebhookEvent } from "../../src/webhooks/index.js";

const schedstat = "/proc/thread-self/schedstat";
const hasSchedstat = existsSync(schedstat);

export interface Outcome {
  readonly kind: "parsed" | "refused";
  readonly tookMs: number;
}

/** What no input may do; the message says which law it broke. */
export class LawBroken extends Error {}

/**
 * Parses a body and reads its message, and holds the laws: nothing is thrown but `WebhookParseError`, no prototype changes,
 * what comes out is plain data without keys, and it is quick. A slow input is slow three times: once may be the machine, or its garbage.
 *
 * @param make the body, new with every call
 * @param mostMs the longest that it may take, by `clock`. Default: any time, because a busy machine takes any.
 */
export function check(make: () => unknown, mostMs = Number.POSITIVE_INFINITY, clock = workedMs): Outcome {
  let outcome = once(make(), clock);
  for (let attempt = 1; outcome.tookMs > mostMs && attempt < 3; attempt++) outcome = once(make(), clock);
  if (outcome.tookMs > mostMs) throw new LawBroken(`took ${outcome.tookMs.toFixed(0)} ms, three times over ${mostMs}`);
  return outcome;
}

function once(body: unknown, clock: () => number): Outcome {
  const isJson = hasJson(body);
  const startedAt = clock();
  const event = parsed(body);
  const message = event && guarded("toInboundMessage", () => toInboundMessage(event, 0));
  const tookMs = clock() - startedAt;
  checkPrototypes();
  if (!event) return { kind: "refused", tookMs };
  if (Object.getPrototypeOf(event) !== Object.prototype) throw new LawBroken("the event has a prototype of its own");
  if (event.apikey !== undefined || "api_key" in event) throw new LawBroken("the event carries a key");
  if (isJson) guarded("JSON.stringify of what came out", () => JSON.stringify([event, message]));
  return { kind: "parsed", tookMs };
}

/** How long this thread has been at work: on a busy machine, the time that others had is not counted. Off Linux, the time. */
function workedMs(): number {
  if (!hasSchedstat) return performance.now();
  return Number.parseInt(readFileSync(schedstat, "latin1"), 10) / 1e6;
}

function parsed(body: unknown): (WebhookEvent & { readonly apikey?: unknown }) | undefined {
  try {
    return parseWebhook(body);
  } catch (error) {
    if (isWebhookParseError(error)) return undefined;
    throw new LawBroken(`parseWebhook threw ${String(error)}`, { cause: error });
  }
}

function guarded<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new LawBroken(`${what} threw ${String(error)}`, { cause: error });
  }
}

/** Whether the body itself can be written as JSON: what is nested too deep for that is no fault of the parser's. */
function hasJson(body: unknown): boolean {
  try {
    JSON.stringify(typeof body === "string" ? JSON.parse(body) : body);
    return true;
  } catch {
    return false;
  }
}

const watched = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const namesOf = () => watched.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join(";");
const before = namesOf();

function checkPrototypes(): void {
  if (namesOf() !== before) throw new LawBroken("a prototype has changed");
}
