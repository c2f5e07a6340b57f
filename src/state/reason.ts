import { fieldOf, messageOf } from "../internal/record.js";
import { redactUrls } from "../internal/redact.js";

/**
 * What a store's own error says, as the end of a sentence and without the passwords of addresses. Some of Node's say it in
 * their code only.
 */
export function reasonOf(error: unknown): string {
  const reason =
    messageOf(error).replace(/[.\s]+$/, "") || String(fieldOf(error, "code") ?? "an error without a message");
  return redactUrls(reason);
}
