/** Headers in any form a framework has them: `Headers`, or Node's record with any spelling. */
export type HeadersInput = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** One header by its lower-case name; the first value where there are several. */
export function headerOf(headers: HeadersInput, name: string): string | undefined {
  const value = valuesOf(headers, name);
  return typeof value === "string" ? value : value?.[0];
}

/** The entries of a header that is a list, in order, over all its lines. */
export function listHeaderOf(headers: HeadersInput, name: string): string[] {
  const value = valuesOf(headers, name) ?? [];
  const lines = typeof value === "string" ? value : value.join(",");
  return lines === "" ? [] : lines.split(",").map((entry) => entry.trim());
}

function valuesOf(headers: HeadersInput, name: string): string | readonly string[] | undefined {
  if (typeof headers.get === "function") return (headers as Headers).get(name) ?? undefined;
  const record = headers as Exclude<HeadersInput, Headers>;
  return record[name] ?? record[spellingOf(record, name)];
}

function spellingOf(record: object, name: string): string {
  return Object.keys(record).find((key) => key.toLowerCase() === name) ?? name;
}
