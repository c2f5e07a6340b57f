import { isKnownEvent, parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import type { CaptureResult } from "./result.js";

interface WebhookCapture {
  readonly name: string;
  readonly request?: { readonly body: unknown };
  readonly attempts?: readonly { readonly request: { readonly body: unknown } }[];
  readonly alsoDelivered?: readonly { readonly body: unknown }[];
  readonly deliveries?: readonly { readonly body: unknown }[];
}

/** The kind that a case's name promises; names that say nothing of it are only parsed. */
const kinds: readonly [pattern: RegExp, kind: string][] = [
  [/upsert-(.*-)?(image|group-image|view-once-image)/, "image"],
  [/upsert-(video|gif|ptv)/, "video"],
  [/upsert-audio/, "audio"],
  [/upsert-document/, "document"],
  [/upsert-(live-)?location/, "location"],
  [/upsert-contact/, "contacts"],
  [/upsert-reaction|send-message-poll/, "reaction"],
  [/upsert-sticker|send-message-sticker/, "sticker"],
  [/upsert-poll-creation/, "poll"],
  [/upsert-event-message/, "event"],
  [/upsert-group-invite/, "group-invite"],
  [/upsert-interactive-from-business/, "template"],
  [/upsert-order/, "order"],
  [/upsert-product/, "product"],
  [/messages-edited$|send-message-update/, "edited"],
  [/messages-delete/, "deleted"],
  [
    /upsert-(buttons-response|list-response|template-button|interactive-(response|button-reply|list-reply))/,
    "selection",
  ],
  [/upsert-(.*-)?text|upsert-from-me|upsert-received-while-offline|send-message-text|upsert-ctwa/, "text"],
];

/** Every recorded body must be a known event, and every message of the kind that its name promises. */
export function readWebhooks(captures: readonly WebhookCapture[]): CaptureResult[] {
  return captures.flatMap(({ name, request, attempts = [], alsoDelivered = [], deliveries = [] }) => {
    const kind = kinds.find(([pattern]) => pattern.test(name))?.[1];
    const main = request ? [{ name, problem: problemOf(request.body, kind) }] : [];
    const others = [...attempts.map((attempt) => attempt.request), ...alsoDelivered, ...deliveries].map(
      ({ body }, i) => ({
        name: `${name} (${i + 2})`,
        problem: problemOf(body),
      }),
    );
    return [...main, ...others].map(({ name, problem }) => ({
      group: "webhooks" as const,
      name,
      ...(problem && { problem }),
    }));
  });
}

function problemOf(body: unknown, kind?: string): string | undefined {
  try {
    const event = parseWebhook(body);
    const message = toInboundMessage(event);
    if (JSON.stringify(event).includes('"apikey":"')) return "the key is still in the event";
    if (!isKnownEvent(event)) return `expected a known event, got ${event.event}`;
    const isMessage = event.event === "messages.upsert" || event.event === "send.message";
    if (isMessage && message?.kind === "unknown") return "expected a known kind of message";
    if (isMessage && message === undefined) return "expected a message, got none";
    if (kind === undefined || message?.kind === kind) return undefined;
    return `expected a message of kind ${kind}, got ${message?.kind ?? event.event}`;
  } catch (error) {
    return String(error);
  }
}
