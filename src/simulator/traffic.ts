import { isRecord, own } from "../internal/record.js";
import { redactUrls } from "../internal/redact.js";
import { shownText } from "../testing/contents.js";
import type { DeliveryAttempt, GatewayEvents } from "../testing/index.js";
import type { TrafficEntry } from "./snapshot.js";

type RestCall = GatewayEvents["request"];

const kept = 300;
const longestText = 2_000;
const deepest = 24;

/** The latest webhook posts and REST calls, as the page shows them. */
export class Traffic {
  readonly entries: TrafficEntry[] = [];

  webhook(attempt: DeliveryAttempt): TrafficEntry {
    const { id, at, event, url, attempt: number, status, body } = attempt;
    return this.#add({
      id: `${id}.${number}`,
      kind: "webhook",
      at,
      title: event,
      detail: saidOf(body.data) ?? redactUrls(url),
      status,
      isFailure: status === undefined || status >= 300,
      attempt: number,
      request: shortened({ ...body, destination: redactUrls(body.destination) }),
      response: undefined,
      messages: messageIds(body),
    });
  }

  rest(call: RestCall): TrafficEntry {
    const { id, at, method, path, route, status, requestBody, responseBody } = call;
    return this.#add({
      id,
      kind: "rest",
      at,
      title: route ?? path,
      detail: `${method} ${path}`,
      status,
      isFailure: status === undefined || status >= 400,
      attempt: undefined,
      request: shortened(requestBody),
      response: shortened(responseBody),
      messages: [...new Set([...messageIds(requestBody), ...messageIds(responseBody)])],
    });
  }

  #add(entry: TrafficEntry): TrafficEntry {
    this.entries.push(entry);
    if (this.entries.length > kept) this.entries.shift();
    return entry;
  }
}

/** What an event is about in a few words: a message's text, a status, a state. */
function saidOf(data: unknown): string | undefined {
  const content = own(data, "message");
  if (isRecord(content)) return shownText(content) || String(own(data, "messageType") ?? "");
  for (const field of ["status", "state"]) {
    const value = own(data, field);
    if (typeof value === "string") return value;
  }
  return undefined;
}

/** A copy that is quick to send and to read: files in base64 are cut. */
function shortened(value: unknown, depth = 0): unknown {
  if (typeof value === "string") {
    return value.length > longestText ? `${value.slice(0, longestText)}… (${value.length} characters)` : value;
  }
  if (depth > deepest) return "…";
  if (Array.isArray(value)) return value.map((item) => shortened(item, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item, depth + 1)]));
}

/** Ids of the messages that a body names, wherever it does: `key.id`, `keyId`, `stanzaId`. */
export function messageIds(body: unknown): string[] {
  const found = new Set<string>();
  const add = (id: unknown) => {
    if (typeof id === "string" && id !== "") found.add(id);
  };
  const look = (value: unknown, depth: number) => {
    if (depth > deepest) return;
    if (Array.isArray(value)) for (const item of value) look(item, depth + 1);
    if (!isRecord(value)) return;
    if (isRecord(value.key)) add(value.key.id);
    // A key itself, in `markMessageAsRead` and the like.
    if ("remoteJid" in value && "fromMe" in value) add(value.id);
    add(value.keyId);
    add(value.stanzaId);
    for (const item of Object.values(value)) look(item, depth + 1);
  };
  look(body, 0);
  return [...found];
}
