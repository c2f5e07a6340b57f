import { isDeepStrictEqual } from "node:util";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One place in which two answers differ, e.g. `message.imageMessage.height: recorded number, answered nothing`. */
export interface Difference {
  readonly path: string;
  readonly text: string;
}

export interface CompareOptions {
  /** Whether texts must be the same, as in refusals. Ids, times and what the caller sent are texts that differ. */
  readonly texts: boolean;
  /** Whether lists may be of different lengths: they hold what was done before. */
  readonly lengths: boolean;
}

/** Fields whose values are words of the protocol. */
const words = new Set([
  "status",
  "messageType",
  "source",
  "connectionStatus",
  "integration",
  "state",
  "type",
  "action",
]);

/** Where an answer is of another shape than the recorded one: its fields, and the JSON type of each value. */
export function differences(recorded: unknown, answered: unknown, options: CompareOptions, path = ""): Difference[] {
  const differ = (text: string): Difference[] => [{ path, text }];
  const [want, have] = [kindOf(recorded), kindOf(answered)];
  if (want !== have) return differ(`recorded ${want}, answered ${have}`);
  if (want === "list") return listDifferences(recorded as Json[], answered as Json[], options, path);
  if (want === "object") {
    const [left, right] = [recorded as Record<string, Json>, answered as Record<string, Json>];
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
      differences(left[key], right[key], options, path === "" ? key : `${path}.${key}`),
    );
  }
  const name = path.split(".").at(-1) ?? "";
  const isWord = words.has(name) || (options.texts && want === "text" && name !== "timestamp");
  if (!isWord || recorded === answered || isInternal(String(recorded), String(answered))) return [];
  return differ(`recorded ${JSON.stringify(recorded)}, answered ${JSON.stringify(answered)}`);
}

/** The database's own words about a query of the server's. */
const isInternal = (...texts: readonly string[]): boolean => texts.every((text) => /^Prisma\w+Error: /.test(text));

/** Each item must be like one of the recorded ones: their order is that of a database. */
function listDifferences(recorded: Json[], answered: Json[], options: CompareOptions, path: string): Difference[] {
  const isLong = recorded.length !== answered.length && !options.lengths;
  if (isLong || (recorded.length === 0) !== (answered.length === 0)) {
    return [{ path, text: `recorded ${recorded.length} items, answered ${answered.length}` }];
  }
  return answered.flatMap((item, index) => {
    const found = recorded.map((each) => differences(each, item, options, `${path}[${index}]`));
    return found.some((each) => each.length === 0) ? [] : (found.sort((a, b) => a.length - b.length)[0] ?? []);
  });
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  if (typeof value !== "object") return typeof value;
  const keys = Object.keys(value);
  const isBytes = keys.length > 0 && isDeepStrictEqual(keys, [...keys.keys()].map(String));
  return isBytes ? "bytes" : "object";
}
