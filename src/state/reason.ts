import { fieldOf, messageOf } from "../internal/record.js";
import { redactUrls } from "../internal/redact.js";

/** What a store's own error says, without the passwords of addresses. Some of Node's say it in their code only. */
export function reasonOf(error: unknown): string {
  return redactUrls(messageOf(error) || String(fieldOf(error, "code") ?? "an error without a message"));
}
