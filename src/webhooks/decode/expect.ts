import { WebhookParseError } from "../../errors/index.js";
import { describe, isRecord, type JsonObject } from "../../internal/record.js";
import { statusOf } from "../status.js";

export function object(value: unknown, path: string): JsonObject {
  if (isRecord(value)) return value;
  throw unreadable(path, "object", value);
}

/**
 * An object whose fields of these names are texts with something in them. A number becomes one, in a copy: some clients of the
 * gateway write ids so.
 */
export function withTexts(given: JsonObject, path: string, names: readonly string[]): JsonObject {
  let whole = given;
  for (const name of names) {
    const value = given[name];
    if (typeof value === "string" && value !== "") continue;
    if (typeof value !== "number" || !Number.isFinite(value)) throw unreadable(`${path}.${name}`, "string", value);
    whole = { ...whole, [name]: String(value) };
  }
  return whole;
}

/**
 * A list, or one item that stands alone, each read by `item`. One that cannot be read is left out: the gateway would deliver
 * the same list again, and then drop it with all the others in it. Nothing at all is an empty list.
 *
 * @throws {WebhookParseError} the first one's, where none can be read
 */
export function listOf<Item>(value: unknown, path: string, item: (value: unknown, path: string) => Item): Item[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return [item(value, path)];
  const items: Item[] = [];
  const wasLeavingOut = leavingOut;
  let fault: unknown;
  try {
    for (let i = 0; i < value.length; i++) {
      try {
        items.push(item(value[i], `${path}[${i}]`));
      } catch (cause) {
        fault ??= cause;
        leavingOut = true;
      }
    }
  } finally {
    leavingOut = wasLeavingOut;
  }
  if (items.length === 0 && fault !== undefined) throw fault;
  return items;
}

/** Whether nobody will see the next error: making one takes 7 µs, most of it for the stack, and a list may have 10,000. */
let leavingOut = false;
const leftOut = new WebhookParseError("An item of a list is left out.", {
  path: "data",
  status: statusOf("unreadable"),
});

export function unreadable(path: string, expected: string, value: unknown): WebhookParseError {
  if (leavingOut) return leftOut;
  return new WebhookParseError(`${path}: expected ${expected}, got ${describe(value)}.`, {
    path,
    status: statusOf("unreadable"),
  });
}
