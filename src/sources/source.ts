import { WebhookError } from "../errors/index.js";
import type { Clock } from "../internal/clock.js";
import { messageOf } from "../internal/record.js";

/** Where events come from. Starts once; a stopped source stays stopped. */
export interface Source extends AsyncDisposable {
  /** Begins to receive. A second call answers the first one's promise. */
  start(): Promise<void>;
  /**
   * Takes no new events, lets running handlers finish for `stopTimeoutMs`, and closes the connection. A second call waits for
   * the first.
   */
  stop(): Promise<void>;
}

/** What takes an event: `webhook.handle`, or a function of yours. 2xx: done; 400, 401, 403, 404, 422: never again; else: again. */
export type Handle = (body: unknown) => Promise<HandleResult>;

export interface HandleResult {
  readonly status: number;
  /** Why, if it is not done. */
  readonly error?: unknown;
}

/** The statuses that the gateway does not repeat either: what got one can never become an event. */
const finalStatuses: readonly number[] = [400, 401, 403, 404, 422];

export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused" | "again"; readonly status: number; readonly error: unknown };

/** Hands over one event. Never rejects: a handler of yours that throws wants the event again. */
export async function outcomeOf(handle: Handle, body: unknown): Promise<Outcome> {
  try {
    const { status, error } = await handle(body);
    if (status >= 200 && status < 300) return { kind: "done" };
    return { kind: finalStatuses.includes(status) ? "refused" : "again", status, error };
  } catch (error) {
    return { kind: "again", status: 503, error };
  }
}

/** The error for an event that is given up. `error` is why, by the last attempt. */
export function givenUp(what: string, { status, error }: { status: number; error: unknown }): WebhookError {
  const why = error === undefined ? `it was answered ${status}` : messageOf(error);
  return new WebhookError(`${what}: ${why}`, { status, cause: error });
}

/** Calls a listener of the user's; what it throws harms nobody. */
export function tell<Told>(listener: ((told: Told) => unknown) | undefined, told: Told): void {
  try {
    Promise.resolve(listener?.(told)).catch(() => {});
  } catch {}
}

/** How long `stop()` waits for handlers, in ms: less than the 10 s that Docker leaves a process. */
export const defaultStopTimeoutMs = 8_000;

/** Waits for a step, and at most so long. Never rejects. */
export async function forAtMost(ms: number, clock: Clock, step: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const ended = step.catch(() => {}).finally(() => done.abort());
  await Promise.race([ended, clock.sleep(ms, done.signal).catch(() => {})]);
}
