/** An answer of the fake, in the gateway's own form. */
export interface Reply {
  readonly status: number;
  /** `undefined` is an empty body. */
  readonly body: unknown;
}

/** A body that is no JSON. */
export class PlainText {
  readonly text: string;
  readonly type: string;
  constructor(text: string, type = "text/html") {
    this.text = text;
    this.type = type;
  }
}

/** What the envelope calls a status. */
export const titles: Readonly<Record<number, string>> = {
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

/** A plain exception of the server's code, e.g. of asking a socket that is not there. */
export const thrown = (message: string): Reply => refusal(500, message);

/** What reading from a socket that was never opened throws. */
export const noSocket = (property: string): string => `Cannot read properties of undefined (reading '${property}')`;

/** What the schema check answers when these required fields are missing from the body. */
export function missingFields(body: Readonly<Record<string, unknown>>, required: readonly string[]): Reply | undefined {
  const missing = required.filter((field) => body[field] === undefined);
  if (missing.length === 0) return undefined;
  return refusal(400, [missing.map((field) => `instance requires property "${field}"`)]);
}

/** What it answers to values of a wrong type. */
export function wrongTypes(
  body: Readonly<Record<string, unknown>>,
  types: Readonly<Record<string, "string" | "boolean">>,
): Reply | undefined {
  const wrong = Object.entries(types).filter(
    ([field, type]) => body[field] !== undefined && body[field] !== null && typeof body[field] !== type,
  );
  if (wrong.length === 0) return undefined;
  return refusal(400, [wrong.map(([field, type]) => `${field} is not of a type(s) ${type}`)]);
}
