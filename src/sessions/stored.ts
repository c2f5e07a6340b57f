import { InvalidArgumentError, StateStoreError } from "../errors/index.js";
import { describe, isRecord, type JsonObject, messageOf } from "../internal/record.js";
import { faultOf, type HistoryEntry } from "./history.js";
import type { ResolvedOptions } from "./options.js";
import { validated } from "./schema.js";

/** Facts of your own beside the state, such as a language or a campaign. Plain JSON. */
export type Metadata = Record<string, unknown>;

/** A session as it is in its record. */
export interface SessionData<State> {
  readonly id: string;
  readonly createdAt: number;
  readonly savedAt: number;
  readonly state: State;
  readonly history: readonly HistoryEntry[];
  readonly metadata: Metadata;
  /** Ids of the turns that were applied last. */
  readonly turns: readonly string[];
  /** Sessions that became part of this one: their ids, and their records' versions. */
  readonly merged: Readonly<Record<string, number>>;
}

/** Of records this code writes; another one is not read. */
const format = 1;

/** A record that leads to another one: two keys that turned out to be one person's. */
export const aliasText = (recordKey: string): string => JSON.stringify({ format, alias: recordKey });

/** A record cannot be read. The message is the reason. */
export class CorruptRecord extends Error {}

/** A record of a program that knows more than this one. */
export class NewerRecord extends StateStoreError {}

/** What a record holds: a session to be read, or the key of the record it leads to. */
export type Content = { readonly alias: string } | { readonly session: JsonObject };

/** @throws {CorruptRecord} */
export function contentOf(text: string): Content {
  const value = parsed(text);
  if (isRecord(value) && typeof value.format === "number" && value.format > format) {
    throw new NewerRecord(
      `Expected a record in format ${format}, got one in format ${value.format}: a newer version of evolution-kit wrote it. Nothing was changed. Bring this program up to date.`,
    );
  }
  if (!isRecord(value) || value.format !== format) throw new CorruptRecord("It is no record of a session.");
  if (typeof value.alias === "string") return { alias: value.alias };
  return { session: value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes what somebody wrote.
    throw new CorruptRecord("It is not JSON.");
  }
}

/**
 * @throws {CorruptRecord}
 * @throws {NewerRecord}
 */
export async function sessionOf<State>(
  value: JsonObject,
  options: ResolvedOptions<State>,
): Promise<SessionData<State>> {
  const { id, version, createdAt, savedAt, state, history, metadata, turns, merged = {} } = value;
  const isWhole =
    typeof id === "string" &&
    typeof version === "number" &&
    typeof createdAt === "number" &&
    typeof savedAt === "number" &&
    Array.isArray(history) &&
    isRecord(metadata) &&
    isTexts(turns) &&
    isRecord(merged) &&
    "state" in value;
  if (!isWhole) throw new CorruptRecord("Parts of the session are not there, or not what they should be.");
  for (const [place, entry] of history.entries()) {
    const fault = faultOf(entry);
    if (fault !== undefined) throw new CorruptRecord(`Expected entry ${place} of the history ${fault}.`);
  }
  const read =
    version === options.version && !options.schema ? (state as State) : await stateOf(state, version, options);
  return { id, createdAt, savedAt, state: read, history, metadata, turns, merged: merged as Record<string, number> };
}

async function stateOf<State>(stored: unknown, from: number, options: ResolvedOptions<State>): Promise<State> {
  const { version, migrate, schema } = options;
  if (from > version) {
    throw new NewerRecord(
      `Expected a session of version ${version} or older, got one of version ${from}: a newer program saved it. Nothing was changed. Bring this program up to date, or raise \`version\`.`,
    );
  }
  try {
    const state = from < version && migrate ? await migrate(from, stored) : (stored as State);
    return schema ? await validated(schema, state) : state;
  } catch (error) {
    throw new CorruptRecord(`Its state cannot be read: ${messageOf(error)}`);
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

/** A session is larger than `maxBytes`. */
export class TooLarge extends InvalidArgumentError {}

/**
 * @throws {InvalidArgumentError} a part cannot be written as JSON, or not be read again, or all is too large; says which
 */
export async function textOf<State>(
  data: SessionData<State>,
  { version, schema, maxBytes }: ResolvedOptions<State>,
): Promise<string> {
  const { id, createdAt, savedAt, turns, merged } = data;
  if (!isRecord(data.metadata)) {
    throw new InvalidArgumentError(`Expected \`metadata\` to be an object, got ${describe(data.metadata)}.`);
  }
  const [state, history, metadata] = [
    jsonOf("state", data.state),
    jsonOf("history", data.history),
    jsonOf("metadata", data.metadata),
  ];
  if (schema) await checkReadable(schema, state);
  const head = JSON.stringify({ format, id, version, createdAt, savedAt, turns, merged });
  const text = `${head.slice(0, -1)},"state":${state},"history":${history},"metadata":${metadata}}`;
  // A character takes at most three bytes, so most texts need no counting.
  if (text.length * 3 > maxBytes && bytesOf(text) > maxBytes) {
    const parts = `state ${bytesOf(state)}, metadata ${bytesOf(metadata)}, history ${bytesOf(history)}${largestEntry(data.history)}`;
    throw new TooLarge(
      `Expected a session to take at most ${maxBytes} bytes (maxBytes), got ${bytesOf(text)}: ${parts}. Keep files and long texts elsewhere and store where they are.`,
    );
  }
  return text;
}

/** @throws {InvalidArgumentError} naming the part that JSON cannot hold */
export function jsonOf(name: string, value: unknown): string {
  const fix = "Keep plain data: objects, arrays, texts, finite numbers, booleans and null.";
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidArgumentError(`Expected \`${name}\` to be writable as JSON: ${messageOf(cause)}. ${fix}`, {
      cause,
    });
  }
  if (json !== undefined) return json;
  throw new InvalidArgumentError(`Expected \`${name}\` to be writable as JSON, got ${describe(value)}. ${fix}`);
}

async function checkReadable(schema: NonNullable<ResolvedOptions<unknown>["schema"]>, state: string): Promise<void> {
  try {
    await validated(schema, JSON.parse(state));
  } catch (cause) {
    throw new InvalidArgumentError(
      `Expected \`state\` to be one that \`schema\` takes when it is read again: ${messageOf(cause)}. Nothing was stored.`,
      { cause },
    );
  }
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

function largestEntry(history: readonly HistoryEntry[]): string {
  const sizes = history.map((entry) => bytesOf(JSON.stringify(entry)));
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  return sizes.length === 0
    ? ""
    : ` (${sizes.length} entries, the largest is number ${sizes.indexOf(largest)} with ${largest})`;
}
