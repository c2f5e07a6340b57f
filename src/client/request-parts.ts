import { type ErrorFacts, InvalidArgumentError } from "../errors/index.js";
import { describe } from "../internal/record.js";
import { recipientPattern } from "../jid/recipient.js";
import { type Endpoint, endpoints } from "./endpoints/index.js";
import { inWords, maxJsonBytes } from "./media/limits.js";

/** What a timer can count. */
export const longestMs = 2 ** 31 - 1;

/** Our own refusal, before anything is sent. */
export function refused(expected: string, got: string, fix: string, facts: ErrorFacts): InvalidArgumentError {
  return new InvalidArgumentError(`Expected ${expected}, got ${got}. ${fix}`, facts);
}

/**
 * Refuses a recipient that no gateway could write to. What is missing or not a text is the gateway's to refuse, which says
 * so before it sends.
 *
 * @throws {InvalidArgumentError} an empty text, letters, or a JID of no known kind
 */
export function checkNumber(number: unknown, facts: ErrorFacts): void {
  if (typeof number !== "string" || recipientPattern.test(number)) return;
  const fix =
    'Pass e.g. "5511999990001", or a JID such as "120363020000000001@g.us". For another id of an EVOLUTION channel, give client.request a path.';
  throw refused("`number` to be digits with country code, or a JID", describe(number), fix, facts);
}

/**
 * The body as it goes out.
 *
 * @throws {InvalidArgumentError} for what JSON cannot hold (circles, BigInts) and for more than the gateway reads
 */
export function jsonOf(body: object, facts: ErrorFacts): string {
  const json = stringify(body, facts);
  // A character takes at most three bytes, so they are counted only where it matters.
  const bytes = json.length * 3 > maxJsonBytes ? new TextEncoder().encode(json).length : json.length;
  if (bytes > maxJsonBytes) throw tooLong(inWords(bytes), facts);
  return json;
}

const tooLong = (got: string, facts: ErrorFacts) => {
  const fix = "Give the file as bytes or as a stream: an upload may be larger.";
  return refused(`a body of at most ${inWords(maxJsonBytes)}`, got, fix, facts);
};

function stringify(body: object, facts: ErrorFacts): string {
  try {
    const json: string | undefined = typeof body === "object" && body !== null ? JSON.stringify(body) : undefined;
    if (json !== undefined) return json;
    throw new TypeError("it has no JSON");
  } catch (cause) {
    // What V8 says of a text that is longer than any can be.
    if (cause instanceof RangeError && /string length/i.test(cause.message)) throw tooLong("more than that", facts);
    throw refused(
      "the body to be plain JSON",
      "a value that JSON cannot hold",
      "Pass numbers, texts, lists and objects.",
      {
        ...facts,
        cause,
      },
    );
  }
}

/** The route with the encoded name and other parameters in it. */
export function pathOf(
  { path }: Endpoint,
  params: Readonly<Record<string, string | undefined>>,
  facts: ErrorFacts,
): string {
  return path.includes(":")
    ? path.replace(/:(\w+)/g, (_, name: string) => encodeParam(name, params[name], facts))
    : path;
}

/** @throws {InvalidArgumentError} for a text that cannot be one segment of a path */
function encodeParam(name: string, value: string | undefined, facts: ErrorFacts): string {
  if (typeof value === "string" && value !== "" && value !== "." && value !== ".." && value.isWellFormed()) {
    return encodeURIComponent(value);
  }
  const isName = name === "instanceName";
  const expected = `${isName ? "the instance name" : `\`${name}\``} to be a text that fits into a URL`;
  throw refused(expected, describe(value), isName ? "Pass the name given to instances.create." : "Pass the id.", facts);
}

/** The routes that take an instance as a parameter; any other would act on it instead of the instance of its path. */
const mayNameInstance: readonly string[] = [endpoints.fetchInstances.path];

/**
 * The query string, or nothing.
 *
 * @throws {InvalidArgumentError} a query that would replace the instance of the path, or a name that the gateway would
 * read as a nested one (`[instanceName]`)
 */
export function searchOf(
  { path }: Endpoint,
  query: Readonly<Record<string, string | undefined>> | undefined,
  facts: ErrorFacts,
): string {
  if (query === undefined) return "";
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [name] of given) {
    if (/^[\w.-]+$/.test(name) && (!/^instance/i.test(name) || mayNameInstance.includes(path))) continue;
    throw refused(
      "`query` with plain names and without the instance's",
      describe(name),
      "On this gateway it would replace the instance of the path: put the instance's name there.",
      facts,
    );
  }
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
