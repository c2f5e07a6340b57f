import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import { headerOf } from "../headers.js";
import { type Auth, equalsAny, listOf } from "./auth.js";

const nameText = "to be a header's name. Example: x-webhook-secret";
const valueText =
  "to be a text that a header can carry, without line breaks or spaces at its ends. Was it read from a file?";
export const headerName = z.string({ error: nameText }).regex(/^[!#$%&'*+.^_`|~\w-]+$/, { error: nameText });
export const headerValue = z
  .string({ error: valueText })
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, { error: valueText });
/** One secret that a header can carry, or several while one is being replaced. */
export const headerValues = z.union([headerValue, z.array(headerValue).min(1, { error: valueText })], {
  error: valueText,
});
const schema = z.object({ name: headerName, value: headerValues });

export interface HeaderAuthOptions {
  readonly name: string;
  /** The secret, or several while one is being replaced: the first is what `webhook.register` sets. */
  readonly value: string | readonly string[];
}

/**
 * Accepts requests with a secret header, as set in the instance's webhook: `headers: { "x-webhook-secret": value }`.
 * Compared in constant time. The gateway's *global* webhook sends no headers of its own.
 */
export function headerAuth(options: HeaderAuthOptions): Auth {
  const { name, value } = parseOptions(schema, options, ["value"]);
  const header = name.toLowerCase();
  const values = listOf(value);
  const auth: Auth = ({ headers }) => {
    const given = headerOf(headers, header);
    return given !== undefined && equalsAny(given, values);
  };
  return Object.assign(auth, { gatewayHeaders: () => ({ [header]: values[0] as string }) });
}
