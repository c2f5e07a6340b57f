import type { EvolutionError } from "../errors/index.js";
import type { Clock } from "../internal/clock.js";
import { factLog } from "../internal/fact-log.js";
import { redact } from "../internal/redact.js";
import type { Logger } from "../types/index.js";

/** What every event says of its call. */
export interface CallEvent {
  /** Method and route, e.g. `POST /message/sendText/:instanceName`. */
  readonly endpoint: string;
  readonly instanceName: string | undefined;
  /** From 1. */
  readonly attempt: number;
}

/** A request is about to leave. */
export interface RequestEvent extends CallEvent {
  /** With keys and tokens replaced. It holds what people wrote: log it only where that may be kept. */
  readonly body: unknown;
}

/** An attempt has ended. */
export interface ResponseEvent extends CallEvent {
  readonly durationMs: number;
  /** The HTTP status; `undefined` when there was no answer. */
  readonly status: number | undefined;
  /** The answer, with keys and tokens replaced. */
  readonly body: unknown;
  /** Set when the attempt failed. */
  readonly error: EvolutionError | undefined;
}

/** A call is about to be tried again. */
export interface RetryEvent extends CallEvent {
  /** How long it waits first. */
  readonly waitMs: number;
  /** Why. */
  readonly error: EvolutionError;
}

/** Functions that watch the client. What they throw is dropped: watching must not change what happens. */
export interface ClientHooks {
  /** Called before every attempt. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called after every attempt, failed ones too. */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Called before the wait for another attempt. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** What an attempt leaves behind for its event. */
export interface Seen {
  status?: number;
}

interface Watched extends CallEvent {
  readonly body: unknown;
  readonly secrets: () => readonly string[];
}

/** Runs an attempt and tells the hooks of it. */
export async function watched<T>(
  watchers: Watchers,
  clock: Clock,
  { body, secrets, ...call }: Watched,
  attempt: (seen: Seen) => Promise<T>,
): Promise<T> {
  const clean = (value: unknown) => redact(value, secrets());
  const startedAt = clock.now();
  const seen: Seen = {};
  const ended = (answer: unknown, error?: EvolutionError) =>
    told(() => ({ ...call, durationMs: clock.now() - startedAt, status: seen.status, error }), answer);
  const told = (facts: () => Omit<ResponseEvent, "body">, answer: unknown) => {
    tell(watchers.log?.attempt, facts);
    tell(watchers.onResponse, () => ({ ...facts(), body: clean(answer) }));
  };
  tell(watchers.onRequest, () => ({ ...call, body: clean(body) }));
  try {
    const answer = await attempt(seen);
    ended(answer);
    return answer;
  } catch (error) {
    ended((error as { body?: unknown }).body, error as EvolutionError);
    throw error;
  }
}

/** The caller's hooks, and the log, which never looks at a body. */
export interface Watchers extends ClientHooks {
  readonly log?: ClientLog | undefined;
}

/** Writes a line per attempt (`debug`; `warn` where it failed) and per retry (`warn`): routes, ids and times only. */
export interface ClientLog {
  attempt(event: Omit<ResponseEvent, "body">): void;
  retry(event: RetryEvent): void;
}

export function clientLog(logger: Logger): ClientLog {
  const log = factLog(logger);
  return {
    attempt: ({ endpoint, instanceName, attempt, durationMs, status, error }) => {
      const facts = { instanceName, attempt, status, durationMs };
      if (!error) log.debug(endpoint, facts);
      else log.warn(`${endpoint} failed`, { ...facts, name: error.name, code: error.code, delivery: error.delivery });
    },
    retry: ({ endpoint, instanceName, attempt, waitMs, error }) =>
      log.warn(`${endpoint} is tried again`, { instanceName, attempt, waitMs, code: error.code }),
  };
}

/** Tells a hook, if there is one. The event is made only then. */
export function tell<Event>(hook: ((event: Event) => void) | undefined, event: () => Event): void {
  if (hook === undefined) return;
  try {
    // An async function fits the type too; its rejection would otherwise end the process.
    const told: unknown = hook(event());
    if (told instanceof Promise) told.catch(() => {});
  } catch {}
}
