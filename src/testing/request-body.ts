import { isRecord, type JsonObject } from "../internal/record.js";
import { type Reply, refusal } from "./reply.js";

/** A file that came in a form. */
export interface UploadedFile {
  /** The form field it came in. */
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A request's body as the server reads it. */
export interface RequestBody {
  readonly fields: JsonObject;
  readonly files: readonly UploadedFile[];
}

/** The server's limit for a body that is no form with files. */
export const bodyLimit = 136 * 1024 * 1024;

/** Deeper than any message; far below what the server's own recursion bears. */
const deepestJson = 200;

/** A failure of the body parser: its status is under the title of a 500. */
const unreadable = (status: number, message: string): Reply => ({
  status,
  body: { status, error: "Internal Server Error", response: { message } },
});

export const tooLarge = unreadable(413, "request entity too large");

/** Decodes a body, or answers as the server's parser does; what names no form is taken for JSON. */
export async function readBody(bytes: Buffer, contentType: string): Promise<RequestBody | Reply> {
  if (/^multipart\/form-data/i.test(contentType)) return readForm(bytes, contentType);
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    return { fields: nested(new URLSearchParams(bytes.toString())), files: [] };
  }
  try {
    const fields: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString());
    if (!isRecord(fields)) return unreadable(400, "Unexpected body");
    return isDeeper(fields, deepestJson) ? refusal(500, "Maximum call stack size exceeded") : { fields, files: [] };
  } catch (error) {
    return unreadable(400, (error as Error).message);
  }
}

/** Level by level: recursion is what the depth would break. */
function isDeeper(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return false;
}

async function readForm(bytes: Buffer, contentType: string): Promise<RequestBody | Reply> {
  const headers = { "content-type": contentType };
  const form = await new Response(Uint8Array.from(bytes), { headers }).formData().catch(() => undefined);
  if (!form) return refusal(500, "Unexpected end of form");
  const texts: [string, string][] = [];
  const files: UploadedFile[] = [];
  for (const [field, value] of form) {
    if (typeof value === "string") texts.push([field, value]);
    else {
      const { name, type } = value;
      files.push({ field, name, type, bytes: new Uint8Array(await value.arrayBuffer()) });
    }
  }
  return { fields: nested(texts), files };
}

/** `quoted[key][id]` and `mentioned[]` become objects and lists. All values are texts. */
function nested(entries: Iterable<readonly [string, string]>): JsonObject {
  const root: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) put(root, pathOf(name), value);
  return { ...root };
}

/** As deep as the server's own parser reads; what lies deeper stays one name. */
const deepest = 5;

function pathOf(name: string): string[] {
  const first = name.indexOf("[");
  if (first === -1 || name.length > 200) return [name];
  const inner = [...name.slice(first).matchAll(/\[([^[\]]*)\]/g)].map(([, key]) => key ?? "");
  return inner.length === 0 || inner.length > deepest ? [name] : [name.slice(0, first), ...inner];
}

function put(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) target[key] = value;
  else if (rest[0] === "") {
    const list = target[key];
    if (Array.isArray(list)) list.push(value);
    else target[key] = [value];
  } else {
    const inner = isRecord(target[key]) ? target[key] : Object.create(null);
    target[key] = inner;
    put(inner as Record<string, unknown>, rest, value);
  }
}
