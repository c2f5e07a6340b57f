import { describe, type JsonObject } from "../internal/record.js";
import { InvalidArgumentError } from "./local-error.js";

/** The part of a zod schema that is needed here; the errors themselves depend on no library. */
interface OptionsSchema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/**
 * Checks a caller's options and fills in the defaults. The schema's messages are the end of the sentence
 * "Expected `name` …", so each says what is wanted and, after a full stop, how to fix it.
 *
 * @throws {InvalidArgumentError} naming the option, what was expected and what came. Values of secret options are not shown.
 */
export function parseOptions<T>(schema: OptionsSchema<T>, value: unknown, secret: readonly string[] = []): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const name = path.join(".");
  const came = path.reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), value);
  const isSecret = secret.includes(name) || secret.includes(path[0] ?? "");
  const shown = isSecret && came !== undefined ? `a ${typeof came} that is not shown` : describe(came);
  const [expected, ...fix] = name === "" ? ["to be an object"] : (issue?.message ?? "to be valid").split(". ");
  throw new InvalidArgumentError(
    `Expected \`${name || "options"}\` ${expected}, got ${shown}.${fix.length > 0 ? ` ${fix.join(". ")}` : ""}`,
  );
}

/** Arrays too: an issue inside a list has its index in the path. */
function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}
