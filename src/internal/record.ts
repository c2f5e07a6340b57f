/** A JSON object whose fields are not known yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** True for objects that came from `{}` in JSON: neither `null` nor an array. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads one own field, so that `toString` or `__proto__` sent as data never finds something inherited. */
export function own(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Looks up a row of a table by a name that came from outside, so that `constructor` is none. */
export function entry<Row>(table: Readonly<Record<string, Row>>, name: unknown): Row | undefined {
  return typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What a value is, in the words of an error message: `"1s" (string)`, `null`, `array`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "array";
  if (typeof value === "string")
    return `${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)} (string)`;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") {
    return `${String(value)} (${typeof value})`;
  }
  return typeof value;
}

/** Reads a field of whatever somebody threw; a getter that throws has nothing to tell. */
export function fieldOf(thrown: unknown, key: string): unknown {
  try {
    return typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, key) : undefined;
  } catch {
    return undefined;
  }
}

/** What somebody else's exception says, whatever was thrown: never throws itself, at most 300 characters. */
export function messageOf(thrown: unknown): string {
  try {
    const text = String(thrown instanceof Error ? thrown.message : thrown);
    return text.length > 300 ? `${text.slice(0, 300)}…` : text;
  } catch {
    return "something that cannot be shown as a text";
  }
}
