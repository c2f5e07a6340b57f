import { hashOf } from "../internal/hash.js";
import { isRecord, type JsonObject, own } from "../internal/record.js";
import type { StateSpace } from "../state/store.js";
import type { MessageKey } from "../types/index.js";
import { rankOf } from "./status.js";

/** How it is known that a message was sent: the gateway's answer, its row or event found later, or a person's word. */
export type Proof = "answered" | "found" | "person";

/** What became of a job, for as long as it is remembered. */
export type Outcome =
  | {
      readonly state: "sent";
      readonly how: Proof;
      readonly instanceName: string;
      readonly key?: Pick<MessageKey, "id" | "remoteJid" | "fromMe">;
      readonly at: number;
    }
  /** Holds for as long as the job is a dead letter. */
  | {
      readonly state: "failed";
      /** Of the run that says so: one that is older does not count any more. */
      readonly token: number;
      readonly outcome: "refused" | "failed" | "uncertain";
      readonly message: string;
      readonly instanceName: string;
      readonly at: number;
    }
  | { readonly state: "dropped"; readonly instanceName: string; readonly at: number };

/** Whose message it is, and how far it came. */
export interface SentRecord {
  readonly job: string;
  readonly chat: string;
  readonly at: number;
  /** The latest status that counts, in the gateway's words. */
  readonly status?: string;
  readonly statusAt?: number;
}

/** A status, or the event of a send, of a message that no job has claimed. */
export interface Sighting {
  readonly keyId: string;
  readonly chat: string;
  /** The chat's other address, where the event told it. */
  readonly alt?: string;
  readonly at: number;
  readonly status?: string;
}

/** How long what nobody has claimed is kept: it is for sends in doubt, and for events that overtake the answer. */
const sightingMs = 900_000;
const longestPart = 200;

/** A part of a key: what would make keys too long stands there as its hash, with a mark that no encoded text has. */
function part(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return encoded.length <= longestPart ? encoded : `#${hashOf(text)}`;
}

/**
 * Our own messages: which job has which message id, what became of a job, and how far a message came. Kept with the jobs, and
 * shared by all processes; every change is a compare-and-set, so that one row proves one send.
 */
export class Ledger {
  readonly #space: StateSpace;
  readonly #rememberMs: number;
  readonly #now: () => number;

  constructor(space: StateSpace, rememberMs: number, now: () => number) {
    this.#space = space;
    this.#rememberMs = rememberMs;
    this.#now = now;
  }

  /** @returns whether the message is this job's now; false: it is another's */
  async claim(instanceName: string, keyId: string, owner: Omit<SentRecord, "status" | "statusAt">): Promise<boolean> {
    const key = sentKey(instanceName, keyId);
    const expiresAt = this.#now() + this.#rememberMs;
    const version = await this.#space.set(key, JSON.stringify(owner), { version: 0, expiresAt });
    if (version === undefined) {
      const found = await this.#space.get(key);
      if (!found) return this.claim(instanceName, keyId, owner);
      if (sentOf(found.value)?.job !== owner.job) return false;
    }
    const early = await this.#space.get(earlyKey(instanceName, keyId));
    const { status, at } = (early && sightingOf(keyId, early.value)) ?? {};
    if (status !== undefined) await this.note(instanceName, keyId, status, at ?? owner.at);
    // So that those of nobody's are few.
    if (early) await this.#space.delete(early.key);
    return true;
  }

  async ownerOf(instanceName: string, keyId: string): Promise<SentRecord | undefined> {
    const found = await this.#space.get(sentKey(instanceName, keyId));
    return found && sentOf(found.value);
  }

  /**
   * Notes a status of a message. It counts when it is further than what is known.
   *
   * @returns the message's record with what was known before, when it counted; of a message of nobody's, `undefined`
   */
  async note(
    instanceName: string,
    keyId: string,
    status: string,
    at: number,
    chat = "",
  ): Promise<{ readonly record: SentRecord; readonly before: string | undefined } | undefined> {
    const key = sentKey(instanceName, keyId);
    for (;;) {
      const found = await this.#space.get(key);
      const known = found && sentOf(found.value);
      if (!found || !known) {
        if (chat === "" || !(await this.#sight(instanceName, { keyId, chat, at, status }))) return undefined;
        // Claimed in between: the claim may not have seen what was just written.
        if (!(await this.#space.get(key))) return undefined;
        continue;
      }
      if (rankOf(status) <= rankOf(known.status)) return undefined;
      const record = { ...known, status, statusAt: at };
      const { version, expiresAt } = found;
      const written = await this.#space.set(key, JSON.stringify(record), { version, expiresAt });
      if (written !== undefined) return { record, before: known.status };
    }
  }

  async #sight(instanceName: string, { keyId, ...seen }: Sighting): Promise<boolean> {
    const key = earlyKey(instanceName, keyId);
    const found = await this.#space.get(key);
    const before = found && sightingOf(keyId, found.value);
    if (before && rankOf(seen.status) <= rankOf(before.status)) return true;
    const options = { version: found?.version ?? 0, expiresAt: this.#now() + sightingMs };
    const written = await this.#space.set(key, JSON.stringify({ ...before, ...seen }), options);
    return written !== undefined || this.#sight(instanceName, { keyId, ...seen });
  }

  /** Statuses of messages that nobody has claimed: each may be of a send in doubt. */
  async sightings(instanceName: string): Promise<readonly Sighting[]> {
    return this.#sightings(`early/${part(instanceName)}/`);
  }

  /** Notes the event of a send under each address that it names, unless the message is claimed already. */
  async noteSend(instanceName: string, print: string, { keyId, ...seen }: Sighting): Promise<void> {
    if (await this.#space.get(sentKey(instanceName, keyId))) return;
    const options = { expiresAt: this.#now() + sightingMs };
    for (const chat of new Set([seen.chat, seen.alt ?? seen.chat])) {
      await this.#space.set(eventPrefix(instanceName, print, chat) + part(keyId), JSON.stringify(seen), options);
    }
  }

  /** The events of sends that say this in this chat, claimed or not. */
  async sendsOf(instanceName: string, print: string, chat: string): Promise<readonly Sighting[]> {
    return this.#sightings(eventPrefix(instanceName, print, chat));
  }

  async #sightings(prefix: string): Promise<readonly Sighting[]> {
    const { records } = await this.#space.list({ prefix, limit: 200 });
    // An id that stands there as its hash cannot be told any more; the gateway makes none so long.
    return records.flatMap(({ key, value }) => {
      const id = key.slice(prefix.length);
      return id.startsWith("#") ? [] : (sightingOf(decodeURIComponent(id), value) ?? []);
    });
  }

  /** Keeps what became of a job, unless what is known already goes further. */
  async settle(jobId: string, outcome: Outcome): Promise<void> {
    if (outcome.state === "sent" && outcome.how !== "person") {
      // Nothing goes further than that.
      const expiresAt = this.#now() + this.#rememberMs;
      await this.#space.set(outcomeKey(jobId), JSON.stringify(outcome), { expiresAt });
      return;
    }
    for (;;) {
      const found = await this.#space.get(outcomeKey(jobId));
      const known = found && outcomeIn(found.value);
      if (known && isFurther(known, outcome)) return;
      const options = { version: found?.version ?? 0, expiresAt: this.#now() + this.#rememberMs };
      const written = await this.#space.set(outcomeKey(jobId), JSON.stringify(outcome), options);
      if (written !== undefined) return;
    }
  }

  async outcomeOf(jobId: string): Promise<Outcome | undefined> {
    const found = await this.#space.get(outcomeKey(jobId));
    return found && outcomeIn(found.value);
  }
}

const sentKey = (instanceName: string, keyId: string) => `sent/${part(instanceName)}/${part(keyId)}`;
const earlyKey = (instanceName: string, keyId: string) => `early/${part(instanceName)}/${part(keyId)}`;
/** By chat too: one text may go to thousands. Their hash, because keys have an end. */
const eventPrefix = (instanceName: string, print: string, chat: string) =>
  `event/${part(instanceName)}/${hashOf(`${print}/${chat}`)}/`;
const outcomeKey = (jobId: string) => `job/${part(jobId)}`;

function sentOf(value: string): SentRecord | undefined {
  const record = parsed(value);
  return typeof own(record, "job") === "string" ? (record as JsonObject & SentRecord) : undefined;
}

/** Who stood still may come late with what it knows. What was sent stays sent, whatever anybody decides or says. */
function isFurther(known: Outcome, outcome: Outcome): boolean {
  if (outcome.state === "sent") return known.state === "sent" && outcome.how === "person";
  if (outcome.state === "dropped") return known.state === "sent";
  return known.state !== "failed" || known.token > outcome.token;
}

function outcomeIn(value: string): Outcome | undefined {
  const outcome = parsed(value);
  const state = own(outcome, "state");
  return state === "sent" || state === "failed" || state === "dropped" ? (outcome as JsonObject & Outcome) : undefined;
}

function sightingOf(keyId: string, value: string): Sighting | undefined {
  const record = parsed(value);
  if (!isRecord(record) || typeof record.chat !== "string" || typeof record.at !== "number") return undefined;
  return { ...(record as JsonObject & Omit<Sighting, "keyId">), keyId };
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
