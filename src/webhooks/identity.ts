import { hashOf } from "../internal/hash.js";
import { isRecord, own } from "../internal/record.js";
import type { WebhookEvent } from "./events.js";

/** Longer keys are hashed: some stores take no more, and some events carry megabytes. */
const longestKey = 200;

/**
 * What makes two deliveries copies of one event, as a short text. `undefined` where nothing tells a copy from an event that
 * happened again, as somebody who begins to type for a second time: those are never held back.
 */
export function identityOf(event: WebhookEvent): string | undefined {
  const parts = byName.get(event.event)?.(event) ?? ofEmission(event);
  const text = parts && textOf(parts);
  // Its beginning stays, so that `isPassing` knows it.
  return text === undefined || text.length <= longestKey ? text : `${text.slice(0, 8)}#${hashOf(text)}`;
}

/** True for the identity of an event that is known by its time alone: a presence, a connection, a change of a chat. */
export function isPassing(identity: string): boolean {
  return identity.startsWith('["event"');
}

type Parts = readonly unknown[] | undefined;

const byName: ReadonlyMap<string, (event: WebhookEvent) => Parts> = new Map([
  ["messages.upsert", ofMessage],
  ["send.message", ofMessage],
  ["messages.update", ofUpdate],
  ["messages.edited", ofEdit],
]);

/** Neither the chat, which is a LID in one copy and a phone in the next, nor the event: a message is one message. */
function ofMessage({ instance, data }: WebhookEvent): Parts {
  // One without content may be followed by the same with it.
  const message = own(data, "message");
  if (!isRecord(message) || Object.keys(message).length === 0) return undefined;
  const key = own(data, "key");
  return ["message", instance, own(key, "id"), own(key, "fromMe") === true];
}

/** An update that carries more than a status (an edit, votes of a poll) may come again with the same one. */
function ofUpdate({ instance, data }: WebhookEvent): Parts {
  if (isSet(own(data, "message")) || isSet(own(data, "pollUpdates"))) return undefined;
  const [keyId, fromMe, status, participant] = ["keyId", "fromMe", "status", "participant"].map((key) =>
    own(data, key),
  );
  return ["update", instance, keyId, fromMe === true, status, participant || ""];
}

/** Every edit of a message has the message's id, and a time of its own. */
function ofEdit({ instance, data }: WebhookEvent): Parts {
  const id = own(own(data, "key"), "id");
  const at = own(data, "timestampMs");
  if (!isSet(id) || !isSet(at)) return undefined;
  return [
    "edit",
    instance,
    id,
    own(data, "type"),
    at,
    own(own(data, "key"), "participant") || "",
    own(data, "editedMessage"),
  ];
}

/** `date_time` is when the gateway emitted the event: the same in all copies of it, another when it happens again. */
function ofEmission({ event, instance, data, date_time }: WebhookEvent): Parts {
  return typeof date_time === "string" ? ["event", event, instance, date_time, data] : undefined;
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** What cannot be written as JSON did not come from the gateway as it is. */
function textOf(parts: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(parts);
  } catch {
    return undefined;
  }
}
