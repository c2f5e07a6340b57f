import { isEvolutionError } from "../../../errors/guards.js";
import { messageOf, own } from "../../../internal/record.js";

/** What SQLite's codes mean for who runs it. The first that a code begins with. */
const meanings: readonly (readonly [code: string, meaning: string])[] = [
  ["SQLITE_FULL", "has no room: the disk is full. Make room; what was added before is safe"],
  ["SQLITE_READONLY", "cannot be written. Give the process the right to write the file and its folder"],
  ["SQLITE_PERM", "cannot be written. Give the process the right to write the file and its folder"],
  ["SQLITE_BUSY", "stays locked. Look for another program that keeps a transaction open, such as a database browser"],
  ["SQLITE_LOCKED", "stays locked. Look for another program that keeps a transaction open, such as a database browser"],
  ["SQLITE_NOTADB", "is not a SQLite database. Name another file, or move this one away"],
  ["SQLITE_CORRUPT", "is damaged. Stop, copy the file with its -wal, and repair the copy with sqlite3's `.recover`"],
  ["SQLITE_CANTOPEN", "could not be opened. Look at the rights of the file and its folder"],
  ["SQLITE_IOERR", "could not be read or written. Look at the disk; a network drive does not do"],
];

const codeOf = (error: unknown): string => {
  const code = own(error, "code");
  if (typeof code === "string" && code !== "") return code;
  return messageOf(error).startsWith("ConnectionFailed") ? "SQLITE_CANTOPEN" : "";
};

/** Another process writes just now. */
export const isLocked = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));

/** An error of the class that a file's user throws. */
export type MakeError = (message: string, facts?: { readonly cause: unknown }) => Error;

/** Says of any error of libsql what it means. Errors of ours stay as they are. `name` is e.g. `The queue's file "a.db"`. */
export function explain(error: unknown, name: string, make: MakeError): unknown {
  if (isEvolutionError(error)) return error;
  const code = codeOf(error);
  const meaning = meanings.find(([start]) => code.startsWith(start))?.[1] ?? "answered with an error";
  return make(`${name} ${meaning}. SQLite says: ${messageOf(error)}`, { cause: error });
}
