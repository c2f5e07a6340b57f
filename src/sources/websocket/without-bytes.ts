import { toBase64 } from "../../internal/base64.js";

/**
 * A copy in which bytes, which come as attachments here, are base64 as in JSON: the form that our parser and the gateway's
 * own routes take.
 */
export function withoutBytes(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ArrayBuffer) return toBase64(new Uint8Array(value));
  if (value instanceof Uint8Array) return toBase64(value);
  if (Array.isArray(value)) return value.map(withoutBytes);
  // Entries of what was JSON: `fromEntries` makes even `__proto__` an own field, which the parser takes out.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBytes(item)]));
}
