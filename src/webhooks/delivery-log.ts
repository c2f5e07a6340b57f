import { isWebhookHandlerError, isWebhookParseError } from "../errors/index.js";
import type { Clock } from "../internal/clock.js";
import { factLog } from "../internal/fact-log.js";
import { own } from "../internal/record.js";
import type { Logger } from "../types/index.js";
import type { WebhookEvent } from "./events.js";
import { toInboundMessage } from "./message/inbound.js";
import { type DeliveryOutcome, outcomeWith } from "./status.js";
import type { ReceiveResult } from "./webhook.js";

/** Writes one line for every delivery that `receive` answers: names, ids and times, nothing of what people wrote. */
export function logged<Args extends unknown[]>(
  logger: Logger,
  clock: Pick<Clock, "now">,
  receive: (...args: Args) => ReceiveResult | Promise<ReceiveResult>,
): (...args: Args) => Promise<ReceiveResult> {
  const log = factLog(logger);
  return async (...args) => {
    const startedAt = clock.now();
    const result = await receive(...args);
    const outcome = outcomeOf(result);
    const { status, event } = result;
    log[levelOf(outcome)](`webhook ${outcome}`, {
      ...(event && factsOf(event)),
      status,
      durationMs: clock.now() - startedAt,
    });
    return result;
  };
}

function outcomeOf({ status, duplicate, error }: ReceiveResult): DeliveryOutcome {
  if (isWebhookHandlerError(error)) return "handler-failed";
  if (error === undefined) return duplicate ? "duplicate" : "accepted";
  if (status === 503) return isWebhookParseError(error) ? "unreadable" : "unavailable";
  return outcomeWith(status) ?? "unavailable";
}

/** A refusal is the sender's affair, a failure is ours. */
function levelOf(outcome: DeliveryOutcome): "info" | "warn" | "error" {
  if (outcome === "accepted" || outcome === "duplicate") return "info";
  return outcome === "handler-failed" || outcome === "unavailable" ? "error" : "warn";
}

function factsOf(event: WebhookEvent): Readonly<Record<string, string | undefined>> {
  const id = own(own(event.data, "key"), "id") ?? own(event.data, "keyId");
  return {
    event: event.event,
    instance: event.instance,
    id: typeof id === "string" ? id : undefined,
    kind: kindOf(event),
  };
}

function kindOf(event: WebhookEvent): string | undefined {
  try {
    return toInboundMessage(event)?.kind;
  } catch {
    return undefined;
  }
}
