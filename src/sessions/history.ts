import { InvalidArgumentError } from "../errors/index.js";
import { describe, isRecord } from "../internal/record.js";

/** Something that was said. */
export interface HistoryEntry {
  readonly role: Role;
  readonly content: string;
  /** Epoch ms. */
  readonly at: number;
  /** `key.id` of the messages it came in or went out as. */
  readonly messageIds?: readonly string[] | undefined;
  /** Where a file is that was sent with it; not the file. */
  readonly media?: MediaReference | undefined;
  /** A tool that was called, or what it answered. Plain JSON. */
  readonly tool?: ToolData | undefined;
  /** It stands for older entries: what `summarize` made of them. */
  readonly isSummary?: true | undefined;
}

export type Role = "system" | "user" | "assistant" | "tool";

export interface MediaReference {
  /** `image`, `audio`, … */
  readonly kind: string;
  readonly mimeType?: string | undefined;
  readonly fileName?: string | undefined;
  readonly url?: string | undefined;
}

export interface ToolData {
  readonly name: string;
  readonly callId?: string | undefined;
  readonly input?: unknown;
  readonly output?: unknown;
}

/** An entry to add. `at` is now, unless it says otherwise. */
export type NewHistoryEntry = Omit<HistoryEntry, "at" | "isSummary"> & { readonly at?: number | undefined };

const roles: Readonly<Record<Role, true>> = { system: true, user: true, assistant: true, tool: true };

/** What was said, oldest first: an array whose `push` fills in `at`. */
export class History extends Array<HistoryEntry> {
  readonly #now: () => number;

  /** @internal */
  constructor(entries: readonly HistoryEntry[], now: () => number) {
    super();
    this.#now = now;
    this.replace(entries);
  }

  /** What `map`, `slice` and the like make of it is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** @throws {InvalidArgumentError} an entry is not as it should be; none is added */
  override push(...entries: NewHistoryEntry[]): number {
    const stamped = entries.map((entry) => ({ ...entry, at: entry?.at ?? this.#now() }));
    for (const entry of stamped) checkEntry(entry);
    return super.push(...stamped);
  }

  /** @internal One by one: a call takes only so many arguments. */
  replace(entries: readonly HistoryEntry[]): void {
    this.length = 0;
    for (const entry of entries) super.push(entry);
  }
}

/** What is wrong with an entry; `undefined`: nothing. */
export function faultOf(entry: unknown): string | undefined {
  if (!isRecord(entry)) return `to be an object, got ${describe(entry)}`;
  const { role, content, at, messageIds, media, tool } = entry;
  if (typeof role !== "string" || !Object.hasOwn(roles, role)) {
    return `to have a \`role\` of ${Object.keys(roles).join(", ")}, got ${describe(role)}`;
  }
  if (typeof content !== "string") return `to have a text as \`content\`, got ${describe(content)}`;
  if (!Number.isFinite(at)) return `to have an instant in epoch ms as \`at\`, got ${describe(at)}`;
  const areIds = Array.isArray(messageIds) && messageIds.every((id) => typeof id === "string");
  if (messageIds !== undefined && !areIds)
    return `to have a list of texts as \`messageIds\`, got ${describe(messageIds)}`;
  if (media !== undefined && !isRecord(media)) return `to have an object as \`media\`, got ${describe(media)}`;
  if (tool !== undefined && !isRecord(tool)) return `to have an object as \`tool\`, got ${describe(tool)}`;
  return undefined;
}

/** @throws {InvalidArgumentError} what was pushed or changed is not as it should be */
export function checkHistory(history: readonly HistoryEntry[]): void {
  for (const [place, entry] of history.entries()) checkEntry(entry, ` ${place}`);
}

function checkEntry(entry: unknown, place = ""): void {
  const fault = faultOf(entry);
  if (fault === undefined) return;
  throw new InvalidArgumentError(
    `Expected entry${place} of the history ${fault}. Push { role: "user", content: "…" }.`,
  );
}
