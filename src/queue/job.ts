import { InvalidArgumentError } from "../errors/index.js";
import { describe, fieldOf, messageOf } from "../internal/record.js";
import { redact } from "../internal/redact.js";
import type { JobError, JobRecord } from "./driver.js";

/** A job in the hands of its processor. */
export interface Job<Data> {
  readonly id: string;
  readonly lane: string;
  readonly data: Data;
  /** Which attempt this is, from 1. Runs that ended with the worker's death or with a pause are not counted. */
  readonly attempt: number;
  readonly priority: number;
  /** Epoch ms, as are all instants. */
  readonly addedAt: number;
  /** How its earlier runs failed, oldest first, at most the last 20. */
  readonly errors: readonly JobError[];
  /** How often its worker was lost while it ran: above 0, an earlier run may have done part of the work. Of a batch, its first job counts. */
  readonly stalls: number;
  /** How often it was brought back from the dead letters. */
  readonly revivals: number;
  /** What an earlier run kept with `ctx.setProgress`. */
  readonly progress?: unknown;
}

/** A job as lists show it. */
export interface JobInfo<Data> extends Omit<JobRecord, "data" | "progress" | "result"> {
  /** Not set when what is stored cannot be read. */
  readonly data?: Data;
  readonly progress?: unknown;
  /** What its processor returned. */
  readonly result?: unknown;
}

/** Reads a stored job for its processor. @throws {SyntaxError} it is not what was stored */
export function jobOf<Data>(record: JobRecord): Job<Data> {
  const { id, lane, data, failures, priority, addedAt, errors, stalls, revivals, progress } = record;
  return {
    ...{ id, lane, data: JSON.parse(data), attempt: failures + 1, priority, addedAt, errors, stalls, revivals },
    ...(progress !== undefined && { progress: JSON.parse(progress) }),
  };
}

export function infoOf<Data>(record: JobRecord): JobInfo<Data> {
  const { data, progress, result, ...rest } = record;
  const read = Object.entries({ data, progress, result }).map(([key, json]) => [
    key,
    json === undefined ? json : parsed(json),
  ]);
  return { ...rest, ...Object.fromEntries(read.filter(([, value]) => value !== undefined)) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * A value as JSON.
 *
 * @throws {InvalidArgumentError} it cannot be written as JSON, or is longer than `maxBytes`
 */
export function toJson(what: string, value: unknown, maxBytes: number): string {
  const fix = "Pass plain data: objects, arrays, texts, finite numbers, booleans and null.";
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidArgumentError(`Expected \`${what}\` to be writable as JSON: ${messageOf(cause)}. ${fix}`, {
      cause,
    });
  }
  if (json === undefined)
    throw new InvalidArgumentError(`Expected \`${what}\` to be writable as JSON, got ${describe(value)}. ${fix}`);
  // A character takes at most three bytes, so most texts need no counting.
  const bytes = json.length * 3 > maxBytes ? new TextEncoder().encode(json).length : json.length;
  if (bytes > maxBytes) {
    throw new InvalidArgumentError(
      `Expected \`${what}\` to take at most ${maxBytes} bytes as JSON, got ${bytes}. Store files elsewhere and pass where they are, or raise maxJobBytes.`,
    );
  }
  return json;
}

/** How a run failed, without secrets: short enough to be kept with the job. Takes whatever may be thrown. */
export function jobErrorOf(error: unknown, at: number): JobError {
  const [name, message, code] = [fieldOf(error, "name"), fieldOf(error, "message"), fieldOf(error, "code")];
  return {
    at,
    name: short(isText(name) ? name : typeof error, 100),
    message: short(String(redact(isText(message) ? message : messageOf(error))), 2_000),
    ...(isText(code) && { code: short(code, 100) }),
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const short = (text: string, most: number): string => text.slice(0, most).toWellFormed();
