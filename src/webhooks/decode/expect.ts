import { WebhookParseError } from "../../errors/index.js";
import { describe, isRecord, type JsonObject } from "../../internal/record.js";
import { statusOf } from "../status.js";

export function object(value: unknown, path: string): JsonObject {
  if (isRecord(value)) return value;
  throw unreadable(path, "object", value);
}

/** The field of an object that must be a text with something in it. A number becomes one: some clients of the gateway write ids so. */
export function text(at: JsonObject, key: string, path: string): string {
  const value = at[key];
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number" && Number.isFinite(value)) {
    const written = String(value);
    (at as Record<string, unknown>)[key] = written;
    return written;
  }
  throw unreadable(`${path}.${key}`, "string", value);
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
  let fault: unknown;
  for (let i = 0; i < value.length; i++) {
    try {
      items.push(item(value[i], `${path}[${i}]`));
    } catch (cause) {
      fault ??= cause;
    }
  }
  if (items.length === 0 && fault !== undefined) throw fault;
  return items;
}

export function unreadable(path: string, expected: string, value: unknown): WebhookParseError {
  return new WebhookParseError(`${path}: expected ${expected}, got ${describe(value)}.`, {
    path,
    status: statusOf("unreadable"),
  });
}
