import { type ErrorFacts, InvalidArgumentError } from "../errors/index.js";
import { isRecord } from "../internal/record.js";
import { type Endpoint, endpoints, laterEndpoints } from "./endpoints/index.js";

/** How many faults a message names. */
const mostShown = 5;

let names: Map<Endpoint, string> | undefined;

/**
 * Compares a body with its route's schema, for `validate: true`. A file in another form than a text is left to the checks
 * of its own. Routes without a schema take anything.
 *
 * @throws {InvalidArgumentError} naming each field that is wrong, never its value
 */
export async function validateBody(endpoint: Endpoint, body: object | undefined, facts: ErrorFacts): Promise<void> {
  // Loaded with the first body that is checked: programs that check nothing do without.
  const { schemas } = await import("../schemas/index.js");
  names ??= new Map(Object.entries({ ...endpoints, ...laterEndpoints }).map(([name, row]) => [row, name]));
  const name = names.get(endpoint);
  if (name === undefined || !Object.hasOwn(schemas, name)) return;
  const schema = schemas[name as keyof typeof schemas];
  const { error } = schema.safeParse(withPlainFile(endpoint, body ?? {}));
  if (!error) return;
  const faults = error.issues.slice(0, mostShown).map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  const more = error.issues.length > mostShown ? ` (and ${error.issues.length - mostShown} more)` : "";
  throw new InvalidArgumentError(`The body of ${facts.endpoint} is not valid. ${faults.join("; ")}${more}.`, facts);
}

function withPlainFile({ media }: Endpoint, body: object): object {
  if (!media || !isRecord(body) || body[media.field] === undefined) return body;
  return { ...body, [media.field]: "https://example.com/file" };
}
