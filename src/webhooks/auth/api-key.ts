import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import { own } from "../../internal/record.js";
import { type Auth, equalsAny, listOf, secretSchema } from "./auth.js";

const schema = z.object({ key: secretSchema });

export interface ApiKeyAuthOptions {
  /** The instance's token; several for several instances, or while one is being replaced. */
  readonly key: string | readonly string[];
}

/**
 * Accepts requests whose body carries the key, as `apikey`: for the gateway's *global* webhook, which can send neither
 * headers nor tokens. Compared in constant time, and taken out before the event is handed on.
 *
 * The gateway puts the instance's token there while `AUTHENTICATION_EXPOSE_IN_FETCH_INSTANCES` is on (its image's default),
 * and `null` otherwise, which is refused; on the Business integration it is Meta's access token. It proves less than a
 * secret header: whoever may read one event, or calls the gateway with that token, knows it. And the body of a stranger is
 * read before he is refused, so `bodyLimit` and `bodyTimeoutMs` are the only bounds.
 */
export function apiKeyAuth(options: ApiKeyAuthOptions): Auth {
  const keys = listOf(parseOptions(schema, options, ["key"]).key);
  return async (request) => {
    const given = own(await request.body(), "apikey");
    return typeof given === "string" && equalsAny(given, keys);
  };
}
