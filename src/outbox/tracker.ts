import type { MessageRow } from "../client/types/chat.js";
import { isRecord, own } from "../internal/record.js";
import { parseJid } from "../jid/index.js";
import type { OutboxClient } from "./attempt.js";
import { printOfMessage } from "./content.js";
import type { Ledger } from "./ledger.js";
import type { OutboxEmitter } from "./outbox-events.js";
import { reachedBy } from "./status.js";

/** What the outbox listens to; a webhook of this package fits, whatever brings its events. */
export interface EventSource {
  on(
    name: "send.message" | "messages.update" | "messages.upsert" | "connection.update",
    handler: (event: { readonly instance: string; readonly data: unknown }) => Promise<void>,
  ): () => void;
}

export interface TrackerParts {
  readonly client: OutboxClient;
  readonly ledger: Ledger;
  readonly emitter: OutboxEmitter;
  readonly now: () => number;
  /** Somebody has written to the instance. */
  readonly know: (instanceName: string, jid: string) => Promise<void>;
  /** The instance is connected now. */
  readonly connected: (instanceName: string) => Promise<void>;
}

/** A message's id is no longer than this. Longer texts are not kept as keys. */
const longestId = 128;
const isId = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= longestId;

/** Follows messages of ours by the gateway's events, in any order and any number of copies, and by its rows. */
export class Tracker {
  readonly #at: TrackerParts;

  constructor(at: TrackerParts) {
    this.#at = at;
  }

  /** Subscribes; a store that is away makes the handler fail, so that the gateway delivers again. @returns ends it */
  attach(source: EventSource): () => void {
    const ends = [
      source.on("messages.update", ({ instance, data }) => this.#updated(instance, data)),
      source.on("send.message", ({ instance, data }) => this.#sent(instance, data)),
      source.on("messages.upsert", ({ instance, data }) => this.#received(instance, data)),
      source.on("connection.update", async ({ instance, data }) => {
        if (own(data, "state") === "open") await this.#at.connected(instance);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  async #updated(instance: string, data: unknown): Promise<void> {
    const [keyId, status, remoteJid] = [own(data, "keyId"), own(data, "status"), own(data, "remoteJid")];
    if (!isId(keyId) || typeof status !== "string" || !reachedBy(status)) return;
    await this.#note(instance, keyId, status, isId(remoteJid) ? remoteJid : "");
  }

  async #sent(instance: string, data: unknown): Promise<void> {
    const key = own(data, "key");
    const [id, chat, alt] = [own(key, "id"), own(key, "remoteJid"), own(key, "remoteJidAlt")];
    const print = printOfMessage(own(data, "message"));
    if (own(key, "fromMe") !== true || !isId(id) || !isId(chat) || print === undefined) return;
    await this.#at.ledger.noteSend(instance, print, { keyId: id, chat, ...(isId(alt) && { alt }), at: this.#at.now() });
  }

  /** The echo of a send may come under the name of what was received. */
  async #received(instance: string, data: unknown): Promise<void> {
    const key = own(data, "key");
    if (own(key, "fromMe") === true) return this.#sent(instance, data);
    for (const jid of [own(key, "remoteJid"), own(key, "remoteJidAlt")])
      if (isId(jid)) await this.#at.know(instance, jid);
  }

  async #note(instanceName: string, keyId: string, status: string, chat: string): Promise<void> {
    const at = this.#at.now();
    const noted = await this.#at.ledger.note(instanceName, keyId, status, at, chat);
    const reached = reachedBy(status);
    if (!noted || !reached) return;
    const { job: jobId, chat: to } = noted.record;
    this.#at.emitter.emit("status", { jobId, instanceName, chat: to, keyId, status, reached, at });
  }

  /**
   * Reads how far a message came from the gateway's own rows, because an event may be lost.
   *
   * @throws {EvolutionError} the gateway cannot be asked
   */
  async refresh(instanceName: string, keyId: string): Promise<void> {
    const { chats } = this.#at.client.instance(instanceName);
    const found = await chats.findMessages({ where: { key: { id: keyId } }, offset: 5 });
    const records: unknown = own(own(found, "messages"), "records");
    for (const row of Array.isArray(records) ? (records as MessageRow[]) : []) {
      if (own(own(row, "key"), "id") !== keyId) continue;
      const updates: unknown = own(row, "MessageUpdate");
      for (const update of Array.isArray(updates) ? updates.filter(isRecord) : []) {
        if (typeof update.status === "string") await this.#note(instanceName, keyId, update.status, "");
      }
    }
  }
}

/** Whether the gateway tells how far messages to this address came: it does so for single persons only. */
export function hasReceipts(chat: string): boolean {
  const kind = parseJid(chat)?.kind;
  return kind === "phone" || kind === "lid";
}
