import { isRecord } from "./record.js";

const secretKeys =
  /(token|secret|password|pass|(api|jwt|secret|access|private)[-_]?key|jwt|credentials?|pairing[-_]?code|hash|authorization|cookie|accessTokenWaBusiness)$/i;

const placeholder = "[redacted]";

/**
 * A copy of `value` without secrets: fields the gateway uses for keys and tokens, and every occurrence of the given
 * secret texts (for an answer that echoes a key in its message).
 */
export function redact(value: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (typeof value === "string") return redactUrls(redactText(value, secrets));
  if (depth > 32) return placeholder;
  if (Array.isArray(value)) return value.map((item) => redact(item, secrets, depth + 1));
  if (!isRecord(value)) return value;
  const isHidden = isQrCode(value) ? isCode : isPusher(value) ? isSecretOfPusher : isSecret;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redactText(key, secrets),
      isHidden(key) && item !== null && item !== "" ? placeholder : redact(item, secrets, depth + 1),
    ]),
  );
}

/** Webhook headers are secrets as a whole: people choose their names. */
const isSecret = (key: string): boolean => key === "headers" || key === "webhookHeaders" || secretKeys.test(key);

/** What pairs a phone: whoever has it can do so. */
const isQrCode = (value: object): boolean => "count" in value && ("code" in value || "base64" in value);
const isCode = (key: string): boolean => key === "code" || key === "base64" || isSecret(key);

/** Pusher calls its key plainly `key`, as messages call theirs. */
const isPusher = (value: object): boolean => "appId" in value && "cluster" in value;
const isSecretOfPusher = (key: string): boolean => key === "key" || isSecret(key);

/** Passwords and signed parameters of addresses. */
const redactUrls = (text: string): string =>
  text.includes("://")
    ? text
        .replace(/(:\/\/)[^/?#\s@]+@/g, `$1${placeholder}@`)
        .replace(/([?&][\w-]*(?:token|secret|password|key|signature|credential|sig)=)[^&#\s"]+/gi, `$1${placeholder}`)
    : text;

/** The secret texts inside a request's body, so that an answer that echoes them can be cleaned. */
export function secretsIn(value: unknown, isInside = false, depth = 0): string[] {
  if (typeof value === "string") return isInside ? [value] : [];
  if (typeof value !== "object" || value === null || depth > 8) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, isInside || isSecret(key), depth + 1));
}

/** Shorter texts are no secrets, and replacing them would tear ordinary words apart. */
const shortestSecret = 4;

/** `text` with every occurrence of the given secrets replaced. */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (clean, secret) => (secret.length < shortestSecret ? clean : clean.replaceAll(secret, placeholder)),
    text,
  );
}
