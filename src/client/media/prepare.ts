import { InvalidArgumentError } from "../../errors/index.js";
import { fromBase64, toBase64 } from "../../internal/base64.js";
import { describe, own } from "../../internal/record.js";
import { bytesOf, looksLikeUrl, readBase64, urlFault } from "./check.js";
import { detect, headBytes } from "./detect.js";
import { inWords, type MediaKind, type MediaLimits, maxJsonBytes } from "./limits.js";
import { baseName, extensionFor, extensionOf, isMimetype, mimetypeOf } from "./mime.js";
import { joined, type OpenedMedia, openMedia } from "./opened.js";
import type { MediaSource } from "./source.js";
import { type FormField, Upload } from "./upload.js";

/** Where a route takes a file, and how. */
export interface MediaRule {
  /** The body's field. */
  readonly field: string;
  /** `mediatype`: the body's field of that name says it. */
  readonly kind: MediaKind | "mediatype";
  /** It takes `multipart/form-data`, and that works. */
  readonly upload: boolean;
  /** It takes `fileName` and `mimetype`. */
  readonly named: boolean;
}

/** A body as it goes out: JSON, or a form that is written while it is sent. */
export interface PreparedMedia {
  readonly body: object;
  readonly upload?: Upload;
}

type Body = Readonly<Record<string, unknown>>;

/** What fits into a body as base64, beside its other fields. */
const maxAsBase64 = Math.floor((maxJsonBytes - 1024 * 1024) / 4) * 3;

/** What a file of a kind is taken for when neither content nor name says it. */
const usual: Readonly<Record<MediaKind, { readonly extension: string; readonly mimetype: string }>> = {
  image: { extension: "jpg", mimetype: "image/jpeg" },
  video: { extension: "mp4", mimetype: "video/mp4" },
  audio: { extension: "mp3", mimetype: "audio/mpeg" },
  document: { extension: "bin", mimetype: "application/octet-stream" },
  sticker: { extension: "webp", mimetype: "image/webp" },
};

/**
 * The body of a call whose file the gateway fetches itself, with a name; `undefined` if the file is given in another form.
 *
 * @throws {InvalidArgumentError} a URL that the gateway would refuse
 */
export function bodyByUrl(rule: MediaRule, body: Body): Body | undefined {
  const { field, named } = rule;
  const url = own(body, field);
  if (typeof url !== "string" || !looksLikeUrl(url)) return undefined;
  const fault = urlFault(url);
  if (fault !== undefined) {
    throw new InvalidArgumentError(
      `Expected \`${field}\` to be a URL that the gateway fetches (http or https, a host with a TLD or an IP), got ${fault}. Pass the bytes, a stream or fromFile(path) instead.`,
    );
  }
  if (!named) return body;
  const kind = kindOf(rule, body);
  const path = decoded(baseName(new URL(url).pathname));
  const said = mimetypeIn(body);
  const given = typeof body.fileName === "string" && body.fileName !== "" ? body.fileName : undefined;
  const name = given ?? nameFromUrl(path, said, kind);
  return { ...body, fileName: withExtension(name, said, undefined, kind), mimetype: said ?? mimetypeOf(name) };
}

/** A name that does not contradict what is known: the gateway works out the type from its extension, whatever else is said. */
function nameFromUrl(path: string, said: string | undefined, kind: MediaKind): string {
  const byPath = extensionOf(path) ? mimetypeOf(path) : undefined;
  const stem = path.replace(/\.[^.]*$/, "") || kind;
  if (said !== undefined) return byPath === said ? path : `${stem}.${extensionFor(said) ?? usual[kind].extension}`;
  const fits = kind === "document" ? extensionOf(path) !== undefined : byPath?.startsWith(`${kind}/`);
  return fits ? path : kind;
}

/** @throws {InvalidArgumentError} for what is no MIME type: it goes into a header */
function mimetypeIn({ mimetype }: Body): string | undefined {
  if (mimetype === undefined || mimetype === "") return undefined;
  if (typeof mimetype === "string" && isMimetype(mimetype)) return mimetype;
  throw new InvalidArgumentError(
    `Expected \`mimetype\` to be a MIME type, got ${describe(mimetype)}. Pass e.g. "application/pdf", or leave it out.`,
  );
}

/**
 * Puts a file into the form in which its route takes it: base64 as it is, bytes and streams as multipart, or as base64 where
 * multipart does not work. Name and MIME type are filled in; what the caller says stays. URLs are {@link bodyByUrl}'s.
 *
 * A form knows only texts, and the gateway takes `delay`, `quoted` and switches wrongly from one: with any of them the file
 * goes as base64, held in memory.
 *
 * @throws {InvalidArgumentError} no media, or too large a file
 * @throws {MediaError} the file cannot be read
 */
export async function prepareMedia(
  rule: MediaRule,
  body: Body,
  limits: MediaLimits,
  signal: AbortSignal,
): Promise<PreparedMedia> {
  const { field } = rule;
  const given = own(body, field) as MediaSource | undefined;
  const kind = kindOf(rule, body);
  const limit = limitOf(kind, body, limits);
  if (typeof given === "string") return { body: await asText(rule, body, given, kind, limit) };
  const most = Math.min(limit, rule.upload ? limit : maxAsBase64);
  const media = await openMedia(given as Exclude<MediaSource, string>, {
    field,
    limit: most,
    tooLarge: (size) => tooLarge(field, kind, most, size),
    signal,
  });
  let upload: Upload | undefined;
  try {
    const filled = await describeFile(rule, body, kind, media);
    const fields = rule.upload ? formFields(filled.body, field) : undefined;
    if (!fields) return { body: { ...filled.body, [field]: toBase64(await readAll(media, kind)) } };
    const { [field]: _, ...rest } = filled.body;
    upload = new Upload(fields, filled.mimetype, filled.name, media);
    return { body: rest, upload };
  } finally {
    if (!upload) media.cancel();
  }
}

function kindOf({ kind }: MediaRule, { mediatype }: Body): MediaKind {
  if (kind !== "mediatype") return kind;
  // A word that is none is the gateway's to refuse.
  return mediatype === "image" || mediatype === "video" || mediatype === "audio" ? mediatype : "document";
}

/** A sticker that the gateway converts may be as large as an image. */
function limitOf(kind: MediaKind, { notConvertSticker }: Body, limits: MediaLimits): number {
  return kind === "sticker" && notConvertSticker !== true ? Math.max(limits.image, limits.sticker) : limits[kind];
}

/** What may be an address with a password in it is not shown. */
const shown = (text: string) => (/[@?]|\/\//.test(text) ? `a text of ${text.length} characters` : describe(text));

function tooLarge(field: string, kind: MediaKind, limit: number, size: number | undefined): InvalidArgumentError {
  const got = size === undefined ? "more than that" : inWords(size);
  return new InvalidArgumentError(
    `Expected \`${field}\` to have at most ${inWords(limit)}, the limit of kind ${kind}, got ${got}. Send less, or raise \`mediaLimits.${kind}\` of the client.`,
  );
}

/** A file that was given as a text, and is no URL. @throws {InvalidArgumentError} it is no base64 either */
export function base64In(field: string, given: string): NonNullable<ReturnType<typeof readBase64>> {
  const read = readBase64(given);
  if (read) return read;
  throw new InvalidArgumentError(
    `Expected \`${field}\` to be a URL with http or https, or base64, got ${shown(given)}. Pass bytes, a stream or fromFile(path) instead.`,
  );
}

async function asText(rule: MediaRule, body: Body, given: string, kind: MediaKind, limit: number): Promise<Body> {
  const { field, named } = rule;
  const { base64, said } = base64In(field, given);
  const size = bytesOf(base64);
  if (size > limit) throw tooLarge(field, kind, limit, size);
  if (!named) return { ...body, [field]: base64 };
  const head = fromBase64(base64.slice(0, Math.ceil(headBytes / 3) * 4));
  const filled = await describeFile(rule, body, kind, { name: undefined, said, head });
  return { ...filled.body, [field]: base64 };
}

type Described = Pick<OpenedMedia, "name" | "said" | "head">;

/** The body with `fileName` and `mimetype` where the route takes them, and both for the form. */
async function describeFile({ named }: MediaRule, body: Body, kind: MediaKind, { name, said, head }: Described) {
  const given = typeof body.fileName === "string" && body.fileName !== "" ? body.fileName : name;
  const saidByCaller = mimetypeIn(body);
  const found = await detect(head, given, said !== undefined && isMimetype(said) ? said : undefined);
  const mimetype = saidByCaller ?? found.mimetype ?? usual[kind].mimetype;
  const fileName = withExtension(given || kind, mimetype, found.extension, kind);
  return { name: fileName, mimetype, body: named ? { ...body, fileName, mimetype } : body };
}

/** The gateway works out the MIME type from the name, so a name without extension gets one. */
function withExtension(name: string, mimetype: string | undefined, extension: string | undefined, kind: MediaKind) {
  if (extensionOf(name)) return name;
  return `${name}.${extension ?? (mimetype && extensionFor(mimetype)) ?? usual[kind].extension}`;
}

/** The body as texts of a form; `undefined` if it holds anything that a form would turn into something else. */
function formFields(body: Body, file: string): FormField[] | undefined {
  const fields: FormField[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name === file || value === undefined) continue;
    if (typeof value === "string") fields.push([name, value]);
    else if (Array.isArray(value) && value.every((each) => typeof each === "string")) {
      fields.push(...value.map((each): FormField => [`${name}[]`, each]));
    } else return undefined;
  }
  return fields.every(([name]) => /^\w+(\[\])?$/.test(name)) ? fields : undefined;
}

async function readAll(media: OpenedMedia, kind: MediaKind): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const reader = await media.read();
  let size = 0;
  for (let part = await reader.next(); part; part = await reader.next()) {
    size += part.length;
    if (size > maxAsBase64) {
      const fix =
        "The gateway reads no more of it beside `delay`, `quoted` or switches: leave those out, or send less.";
      throw new InvalidArgumentError(
        `Expected the ${kind} to have at most ${inWords(maxAsBase64)} as base64, got more than that. ${fix}`,
      );
    }
    // A source may fill the same buffer again for its next piece.
    parts.push(new Uint8Array(part));
  }
  return joined(parts);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
