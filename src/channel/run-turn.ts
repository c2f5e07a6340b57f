import { isEvolutionError, TurnFailedError } from "../errors/index.js";
import { type Backoff, backoffMs } from "../internal/backoff.js";
import type { Clock } from "../internal/clock.js";
import type { InboundMessage } from "../webhooks/index.js";
import { openTurn, Replies, type SendText, type Turn } from "./turn.js";

/** Answers a turn. */
export type TurnHandler = (turn: Turn) => unknown;

export interface TurnPolicy {
  readonly attempts: number;
  readonly turnTimeoutMs: number;
  readonly clock: Clock;
  readonly random: () => number;
}

const backoff: Backoff = { minMs: 1_000, maxMs: 60_000 };

/**
 * Runs a turn's handler until it succeeds or its attempts are used up. Between attempts it waits, exponentially and with
 * full jitter, and the chat's next turn waits with it. Answers the errors of replies that failed although the handler
 * succeeded: it dealt with them, or did not wait for them.
 *
 * @throws {TurnFailedError} no attempt succeeded, or a reply may have been sent and cannot be repeated
 */
export async function runTurn(
  message: InboundMessage,
  handler: TurnHandler,
  send: SendText,
  policy: TurnPolicy,
): Promise<unknown[]> {
  const { attempts, clock, random } = policy;
  const replies = new Replies(send);
  for (let attempt = 1; ; attempt++) {
    try {
      await runAttempt(message, attempt, handler, replies, policy);
      return await replies.failures();
    } catch (cause) {
      const isUncertain = isEvolutionError(cause) && cause.delivery === "unknown";
      if (attempt >= attempts || isUncertain) throw failed(message, attempt, isUncertain, cause);
      await clock.sleep(backoffMs(backoff, attempt - 1, random));
    }
  }
}

/** One attempt, and no longer than `turnTimeoutMs`: a handler that hangs must not hold its chat for ever. */
async function runAttempt(
  message: InboundMessage,
  attempt: number,
  handler: TurnHandler,
  replies: Replies,
  { turnTimeoutMs, clock }: TurnPolicy,
): Promise<void> {
  const timeout = new AbortController();
  const done = new AbortController();
  const tooLong = clock.sleep(turnTimeoutMs, done.signal).then(() => {
    const error = new Error(`The turn's handler took longer than ${turnTimeoutMs} ms.`);
    timeout.abort(error);
    throw error;
  });
  try {
    const turn = openTurn(message, attempt, timeout.signal, replies);
    await Promise.race([(async () => handler(turn))(), tooLong]);
  } finally {
    done.abort();
    tooLong.catch(() => {});
  }
}

function failed(message: InboundMessage, attempts: number, isUncertain: boolean, cause: unknown): TurnFailedError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const why = isUncertain
    ? "a reply may have been sent, so it is not repeated"
    : `its handler failed ${attempts} times`;
  return new TurnFailedError(`Message ${message.id} of ${message.instanceName} has no answer: ${why}. ${said}`, {
    cause,
    turnId: message.id,
    attempts,
    instanceName: message.instanceName,
    ...(isUncertain && { delivery: "unknown" as const }),
  });
}
