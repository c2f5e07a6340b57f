import { InvalidArgumentError } from "../errors/index.js";
import { describe, isRecord } from "../internal/record.js";

/** Whose session it is: one person on one instance. */
export interface SessionKey {
  readonly instanceName: string;
  /** The canonical name of a person or group, such as a phone number or what an identity map answers. */
  readonly person: string;
}

/** What every store takes as a key. */
const longest = 512;

/**
 * A session's key as its record has it. Two keys never have the same one, whatever characters are in them.
 *
 * @throws {InvalidArgumentError}
 */
export function recordKeyOf(key: SessionKey): string {
  if (!isRecord(key)) {
    throw new InvalidArgumentError(`Expected a session's key to be { instanceName, person }, got ${describe(key)}.`);
  }
  const recordKey = `${encoded("instanceName", key.instanceName)}:${encoded("person", key.person)}`;
  if (recordKey.length <= longest) return recordKey;
  throw new InvalidArgumentError(
    `Expected \`instanceName\` and \`person\` to take at most ${longest - 1} characters together, got ${recordKey.length - 1} (% and : count as 3).`,
  );
}

/** How the record keys of an instance begin. @throws {InvalidArgumentError} */
export const prefixOf = (instanceName: string): string => `${encoded("instanceName", instanceName)}:`;

export function keyOf(recordKey: string): SessionKey {
  const end = recordKey.indexOf(":");
  return { instanceName: decoded(recordKey.slice(0, end)), person: decoded(recordKey.slice(end + 1)) };
}

function encoded(name: string, text: unknown): string {
  if (typeof text !== "string" || text === "" || !text.isWellFormed()) {
    throw new InvalidArgumentError(
      `Expected \`${name}\` to be a text that is not empty, without halves of surrogate pairs, got ${describe(text)}.`,
    );
  }
  return text.replaceAll("%", "%25").replaceAll(":", "%3A");
}

const decoded = (text: string): string => text.replaceAll("%3A", ":").replaceAll("%25", "%");
