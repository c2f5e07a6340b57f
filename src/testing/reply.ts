/** An answer of the fake, in the gateway's own form. */
export interface Reply {
  readonly status: number;
  /** `undefined` is an empty body. */
  readonly body: unknown;
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  500: "Internal Server Error",
};

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });

/** The error envelope: `message` is a text, a list of texts, or for validation a list in a list. */
export function refusal(status: number, message: unknown): Reply {
  return { status, body: { status, error: titles[status] ?? "Internal Server Error", response: { message } } };
}

/** What the schema check answers when these required fields are missing from the body. */
export function missingFields(body: Readonly<Record<string, unknown>>, required: readonly string[]): Reply | undefined {
  const missing = required.filter((field) => body[field] === undefined);
  if (missing.length === 0) return undefined;
  return refusal(400, [missing.map((field) => `instance requires property "${field}"`)]);
}
