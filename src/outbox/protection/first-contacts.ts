import type { Clock } from "../../internal/clock.js";
import { own } from "../../internal/record.js";
import { parseJid, toJid } from "../../jid/index.js";
import type { StateSpace } from "../../state/store.js";
import { admitInto, readWindow, slotMs } from "./contact-window.js";
import { checkName, keyOf } from "./keys.js";
import type { FirstContactsOptions } from "./options.js";
import { Recent } from "./recent.js";
import { updateRecord } from "./update-record.js";

/** The part of the client that tells what the gateway has stored of a chat. */
export interface RowReader {
  instance(instanceName: string): {
    readonly chats: {
      findMessages(
        body: { readonly where: { readonly key: { readonly remoteJid: string } }; readonly offset: number },
        options: { readonly signal?: AbortSignal | undefined; readonly timeoutMs: number },
      ): Promise<unknown>;
    };
  };
}

export interface FirstContactsParts {
  /** Where contacts are kept, in records whose keys begin with `contact/` or `contacts/`. */
  readonly state: StateSpace;
  readonly client: RowReader;
  /** Left out: no budget, and nothing is recorded. */
  readonly settings: FirstContactsOptions | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** The gateway's rows could not be read: the chat counts as new. */
  readonly onError: (error: unknown) => void;
}

/** A contact is remembered for so long after it was learned; after that the gateway's rows tell. */
const rememberMs = 90 * 86_400_000;
const knownHereMs = 86_400_000;
const strangerHereMs = 600_000;
const mostHere = 10_000;
const lookTimeoutMs = 10_000;
const longestJitterMs = 60_000;

/**
 * A budget for people who are written to for the first time, counted over all processes. It holds back floods of first
 * messages; it is no promise that WhatsApp accepts the pace, and no number is safe.
 *
 * Known is who wrote to the instance, who was admitted before, and of whom the gateway has stored a message. WhatsApp itself
 * is never asked: number checks get numbers restricted.
 */
export class FirstContacts {
  readonly #parts: FirstContactsParts;
  readonly #known: Recent;
  /** Of whom the gateway had nothing stored a moment ago: those that wait are not looked up each time. */
  readonly #strangers: Recent;

  constructor(parts: FirstContactsParts) {
    this.#parts = parts;
    this.#known = new Recent(parts.clock, knownHereMs, mostHere);
    this.#strangers = new Recent(parts.clock, strangerHereMs, mostHere);
  }

  /**
   * May this chat be written to? Groups, broadcasts, the status and known people always. A new person who is admitted is
   * known from then on, so asking again counts once; two processes that ask for the same one at once may count twice.
   *
   * @returns how long to wait before asking again; 0: send
   * @throws {StateStoreError} the store is away; nothing was admitted, or it counts and may be asked for again
   * @throws {AbortError} the signal fired
   */
  async admit({ instanceName, chat, signal }: Contact): Promise<{ readonly waitMs: number }> {
    const { settings, state } = this.#parts;
    checkName("instanceName", instanceName);
    checkName("chat", chat);
    const person = personOf(chat);
    if (!settings || person === undefined) return { waitMs: 0 };
    const key = keyOf("contact", instanceName, person);
    if (this.#known.has(key)) return { waitMs: 0 };
    if (await state.get(key)) this.#known.add(key);
    else if (await this.#isStored(key, { instanceName, chat, signal })) await this.#remember(key);
    else {
      const waitMs = await this.#spend(instanceName, settings);
      if (waitMs > 0) return { waitMs };
      await this.#remember(key);
    }
    return { waitMs: 0 };
  }

  /** Somebody wrote to the instance, or was written to. Safe to repeat, and cheap then. @throws {StateStoreError} the store is away */
  async know(instanceName: string, chat: string): Promise<void> {
    checkName("instanceName", instanceName);
    checkName("chat", chat);
    const person = personOf(chat);
    if (!this.#parts.settings || person === undefined) return;
    const key = keyOf("contact", instanceName, person);
    if (!this.#known.has(key)) await this.#remember(key);
  }

  async #remember(key: string): Promise<void> {
    const { state, clock } = this.#parts;
    await state.set(key, "1", { version: 0, expiresAt: clock.now() + rememberMs });
    this.#known.add(key);
  }

  /** Whether the gateway has a message of the chat. One that cannot tell has none. */
  async #isStored(key: string, { instanceName, chat, signal }: Contact): Promise<boolean> {
    if (this.#strangers.has(key)) return false;
    const { client, onError } = this.#parts;
    try {
      const body = { where: { key: { remoteJid: toJid(chat) ?? chat } }, offset: 1 };
      const found = await client.instance(instanceName).chats.findMessages(body, { signal, timeoutMs: lookTimeoutMs });
      const records = own(own(found, "messages"), "records");
      if (Array.isArray(records) && records.length > 0) return true;
      this.#strangers.add(key);
    } catch (error) {
      if (signal?.aborted) throw error;
      onError(error);
    }
    return false;
  }

  /** @returns 0: it was counted */
  async #spend(instanceName: string, settings: FirstContactsOptions): Promise<number> {
    const { state, clock, random } = this.#parts;
    const key = keyOf("contacts", instanceName);
    const waitMs = await updateRecord(state, key, (value) => {
      const admission = admitInto(readWindow(value), settings, clock.now());
      if (!admission.isAdmitted) return { result: admission.waitMs };
      return { value: JSON.stringify(admission.window), expiresAt: admission.expiresAt, result: 0 };
    });
    // Those who wait do not all come back at once.
    const jitterMs = Math.min(slotMs(settings.windowMs), longestJitterMs);
    return waitMs === 0 ? 0 : waitMs + Math.floor(random() * jitterMs);
  }
}

/** A chat that is about to be written to. */
export interface Contact {
  readonly instanceName: string;
  /** A number or a JID. */
  readonly chat: string;
  readonly signal?: AbortSignal | undefined;
}

/** One name for however a person is written; `undefined` for what is no person. */
function personOf(chat: string): string | undefined {
  const jid = parseJid(toJid(chat) ?? chat);
  switch (jid?.kind) {
    case "group":
    case "broadcast":
    case "status":
    case "newsletter":
      return undefined;
    case "phone":
      return toJid(jid.user) ?? chat;
    case "lid":
      return `${jid.user}@lid`;
    default:
      return chat;
  }
}
