import { isRecord } from "./record.js";

const secretKeys =
  /^(api[-_]?key|token|hash|authorization|jwt[-_]?key|secret|password|pass|basicAuthPass|access[-_]?token\w*|cookie)$/i;

const placeholder = "[redacted]";

/**
 * A copy of `value` without secrets: fields the gateway uses for keys and tokens, and every occurrence of the given
 * secret texts (for an answer that echoes a key in its message).
 */
export function redact(value: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (typeof value === "string") return redactText(value, secrets);
  if (depth > 32) return placeholder;
  if (Array.isArray(value)) return value.map((item) => redact(item, secrets, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKeys.test(key) && item !== null && item !== "" ? placeholder : redact(item, secrets, depth + 1),
    ]),
  );
}

/** `text` with every occurrence of the given secrets replaced. */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => (secret === "" ? clean : clean.replaceAll(secret, placeholder)), text);
}
