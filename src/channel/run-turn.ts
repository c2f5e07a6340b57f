import { type EvolutionError, isEvolutionError, TurnFailedError } from "../errors/index.js";
import { type Backoff, backoffMs } from "../internal/backoff.js";
import type { Clock } from "../internal/clock.js";
import { messageOf } from "../internal/record.js";
import type { InboundMessage } from "../webhooks/index.js";
import { Attempt, openTurn, Replies, type SendText, type Turn } from "./turn.js";

/** Answers a turn. */
export type TurnHandler = (turn: Turn) => unknown;

export interface TurnPolicy {
  readonly attempts: number;
  readonly turnTimeoutMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told of replies that came too late to be sent. */
  readonly onLateReply: (error: EvolutionError) => void;
}

const backoff: Backoff = { minMs: 1_000, maxMs: 60_000 };

/**
 * Runs a turn's handler until it succeeds or its attempts are used up. Between attempts it waits, exponentially and with
 * full jitter, and the chat's next turn waits with it. Nothing of a turn is under way when this settles.
 *
 * @returns the errors of replies that failed although the handler succeeded: it dealt with them, or did not wait for them
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
  for (let number = 1; ; number++) {
    const attempt = new Attempt(replies, policy.onLateReply);
    try {
      await withinTime(policy, () => handler(openTurn(message, number, attempt)));
      return await attempt.settled();
    } catch (cause) {
      attempt.end(cause);
      const causes = [cause, ...(await attempt.settled())];
      const uncertain = causes.find((each) => isEvolutionError(each) && each.delivery === "unknown");
      if (number >= attempts || uncertain !== undefined) throw failed(message, number, uncertain, cause);
      await clock.sleep(backoffMs(backoff, number - 1, random));
    }
  }
}

/** Runs `task`, and waits no longer than `turnTimeoutMs`: what hangs must not hold its chat for ever. */
export async function withinTime(
  { turnTimeoutMs, clock }: Pick<TurnPolicy, "turnTimeoutMs" | "clock">,
  task: () => unknown,
): Promise<void> {
  const done = new AbortController();
  const tooLong = clock.sleep(turnTimeoutMs, done.signal).then(() => {
    throw new Error(`The handler took longer than ${turnTimeoutMs} ms.`);
  });
  tooLong.catch(() => {});
  try {
    await Promise.race([(async () => task())(), tooLong]);
  } finally {
    done.abort();
  }
}

function failed(message: InboundMessage, attempts: number, uncertain: unknown, cause: unknown): TurnFailedError {
  const why =
    uncertain === undefined
      ? `its handler failed ${attempts} times`
      : "a reply may have been sent, so it is not repeated";
  return new TurnFailedError(
    `Message ${message.id} of ${message.instanceName} has no answer: ${why}. ${messageOf(uncertain ?? cause)}`,
    {
      cause: uncertain ?? cause,
      turnId: message.id,
      attempts,
      instanceName: message.instanceName,
      ...(uncertain !== undefined && { delivery: "unknown" as const }),
    },
  );
}
