import { isRecord } from "./record.js";

const secretKeys =
  /(tokens?|secrets?|passwd|pwd|password|(api|jwt|secret|access|private|media|noise|signature)[-_]?keys?|jwt|signature|credentials?|pairing[-_]?code|hash|authorization|cookie|accessTokenWaBusiness)$/i;

/** `pass` ends other words too: `bypass`. */
const pass = /(^|[_-])pass$|[a-z0-9]Pass$/;

const placeholder = "[redacted]";

/**
 * A copy of `value` without secrets: fields the gateway uses for keys and tokens, and every occurrence of the given
 * secret texts (for an answer that echoes a key in its message).
 */
export function redact(value: unknown, secrets: readonly string[] = [], depth = 0): unknown {
  if (typeof value === "string") return redactUrls(redactText(redactJson(value, secrets, depth), secrets));
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
const isSecret = (key: string): boolean =>
  key === "headers" || key === "webhookHeaders" || secretKeys.test(key) || pass.test(key);

/** The gateway puts JSON into texts, `disconnectionObject` for one. */
function redactJson(text: string, secrets: readonly string[], depth: number): string {
  if (!/^\s*[{[]/.test(text) || text.length > longestJson || depth > 8) return text;
  try {
    return JSON.stringify(redact(JSON.parse(text), secrets, depth + 1));
  } catch {
    return text;
  }
}

const longestJson = 100_000;

/** What pairs a phone: whoever has it can do so. */
const isQrCode = (value: object): boolean =>
  ("count" in value || "pairingCode" in value) && ("code" in value || "base64" in value);
const isCode = (key: string): boolean => key === "code" || key === "base64" || isSecret(key);

/** Pusher calls its key plainly `key`, as messages call theirs. */
const isPusher = (value: object): boolean => "appId" in value && "cluster" in value;
const isSecretOfPusher = (key: string): boolean => key === "key" || isSecret(key);

/** Passwords and signed parameters of addresses. */
export const redactUrls = (text: string): string =>
  text.includes("://") || text.includes("?")
    ? text
        .replace(/(:\/\/)[^/?#\s]*@/g, `$1${placeholder}@`)
        .replace(
          /([?&](?:[\w%-]*(?:token|secret|password|passwd|key|signature|credential|sig|jwt|pwd)|auth|code|pass)(?:\[\]|%5B%5D)?=)[^&#\s"]+/gi,
          `$1${placeholder}`,
        )
    : text;

/** The secret texts inside a request's body, so that an answer that echoes them can be cleaned. */
export function secretsIn(value: unknown, isInside = false, depth = 0): string[] {
  if (typeof value === "string") return isInside ? [value] : [];
  if (typeof value !== "object" || value === null || depth > 8) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    ordinaryHeaders.test(key) ? [] : secretsIn(item, isInside || isSecret(key), depth + 1),
  );
}

/** Headers that hold no secret, however a webhook's headers are hidden as a whole. */
const ordinaryHeaders = /^(content-type|accept|accept-language|user-agent)$/i;

/** Shorter texts are words rather than secrets, and replacing them would tear others apart. Their fields are hidden all the same. */
const shortestSecret = 8;

/** `text` with every occurrence of the given secrets replaced. */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (clean, secret) => (secret.length < shortestSecret ? clean : clean.replaceAll(secret, placeholder)),
    text,
  );
}
