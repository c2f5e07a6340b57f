import { WebhookParseError } from "../../errors/index.js";
import { describe, isRecord, type JsonObject } from "../../internal/record.js";
import { statusOf } from "../status.js";

export function object(value: unknown, path: string): JsonObject {
  if (isRecord(value)) return value;
  throw unreadable(path, "object", value);
}

/** The field of an object that must be a text with something in it. */
export function text(at: JsonObject, key: string, path: string): string {
  const value = at[key];
  if (typeof value === "string" && value !== "") return value;
  throw unreadable(`${path}.${key}`, "string", value);
}

/** A list, or one item that stands alone, each read by `item`. */
export function listOf<Item>(value: unknown, path: string, item: (value: unknown, path: string) => Item): Item[] {
  if (Array.isArray(value)) return value.map((each, i) => item(each, `${path}[${i}]`));
  if (isRecord(value)) return [item(value, path)];
  throw unreadable(path, "array or object", value);
}

export function unreadable(path: string, expected: string, value: unknown): WebhookParseError {
  return new WebhookParseError(`${path}: expected ${expected}, got ${describe(value)}.`, {
    path,
    status: statusOf("unreadable"),
  });
}
