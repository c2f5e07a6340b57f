import { InvalidArgumentError } from "../../errors/index.js";
import { parseOptions } from "../../errors/parse-options.js";
import { Emitter } from "../../internal/emitter.js";
import { describe } from "../../internal/record.js";
import { isAtLeast } from "../../internal/version.js";
import { personAddress } from "./address.js";
import { checkInstance, checkLid, checkPersonKey, checkPhone, isInstanceName } from "./checks.js";
import { confirmed } from "./confirm.js";
import { type ContradictionPage, Contradictions } from "./contradictions.js";
import type { IdentityEventName, IdentityEvents } from "./events.js";
import { KnownLinks } from "./known-links.js";
import { type Found, type Link, linksOfAnswer, linksOfEvent, linksOfMessage } from "./links.js";
import { type MergeHook, Merges } from "./merges.js";
import { addressesIn, partsOf } from "./nodes.js";
import { type IdentityMapOptions, identityMapOptions } from "./options.js";
import { People } from "./people.js";
import { type GatewayFacts, type ReplyAddress, replyAddress } from "./reply-address.js";

/** Who an address belongs to. */
export interface Identity {
  /** The person's key. It stays when the gateway writes the person's other address, and when that is learned later. */
  readonly person: string;
  /** Digits, as WhatsApp writes the number. */
  readonly phone?: string;
  /** Digits of the LID. */
  readonly lid?: string;
  /** All that are known, as JIDs. */
  readonly addresses: readonly string[];
}

/** An event of a webhook, a message of `toInboundMessage`, or what a call of the gateway answered. */
export type Learnable =
  | { readonly event: string; readonly instance: string; readonly data?: unknown }
  | { readonly instanceName: string; readonly key: object }
  | {
      readonly instanceName: string;
      /** Of a send, `whatsappNumbers`, `findMessages`, `findChats`, `findContacts` or a group route. */
      readonly answer: unknown;
      /** Of a send: the `number` it was addressed to. The answer says how WhatsApp writes it. */
      readonly number?: string | undefined;
    };

export interface AddressPair {
  readonly instanceName: string;
  /** Digits or JID. */
  readonly phone: string;
  /** Digits or JID. */
  readonly lid: string;
}

export interface IdentityMap {
  /**
   * Learns every pair of addresses that an event, a message or an answer carries. Await it before `resolve`: then the key is
   * the one that holds from now on, and hooks of `onMerge` are done, or their merge is pending.
   *
   * Safe to repeat; costs nothing when the pairs are known. What carries none, or is not readable, teaches nothing.
   * Pairs that contradict what is known change nothing: see `contradiction`. Events of the Business integration before 2.4.0
   * are not learned from.
   *
   * @param gateway where the event is from, if you know: a Business event is also told by its message's id
   * @throws {InvalidArgumentError} `what` is no object
   * @throws {StateStoreError} the store was not reached: some pairs may be learned. Repeat it, or answer 503 to the gateway
   */
  learn(what: Learnable, gateway?: GatewayFacts): Promise<void>;
  /**
   * Learns one pair that you know from elsewhere. Like `learn` in all else.
   *
   * @param pair `source` is shown where the pair is told. @default "learnPair"
   * @throws {InvalidArgumentError} not a phone and a LID
   * @throws {StateStoreError}
   */
  learnPair(pair: AddressPair & { readonly source?: string | undefined }): Promise<void>;
  /**
   * The person an address belongs to. An address never seen becomes a person, which is stored: the key may be used at once
   * to keep things under, and a merge with another one is told.
   *
   * @returns `undefined` for what is no person: groups, statuses, newsletters, and what is no address
   * @throws {InvalidArgumentError} no `instanceName`
   * @throws {StateStoreError}
   */
  resolve(options: { readonly instanceName: string; readonly jid: string }): Promise<Identity | undefined>;
  /**
   * All addresses of the person that an address belongs to, as JIDs, to look for messages under each. Stores nothing.
   *
   * @returns empty for what is no person
   * @throws {InvalidArgumentError} no `instanceName`
   * @throws {StateStoreError}
   */
  addressesOf(options: { readonly instanceName: string; readonly jid: string }): Promise<string[]>;
  /**
   * What to send to, so that this gateway accepts it. Before 2.4.0 that is the number, or nothing.
   *
   * @throws {InvalidArgumentError} `person` is no key of `resolve`
   * @throws {StateStoreError}
   */
  addressFor(options: GatewayFacts & { readonly instanceName: string; readonly person: string }): Promise<ReplyAddress>;
  /**
   * Says that a pair is true whatever contradicts it, when somebody has looked: a person has a new number, a number has a new
   * owner. The LID's former numbers, or the number's former LID, are somebody else's from now on, and what is kept stays with
   * the LIDs. What the two have begun meanwhile is merged (`onMerge`). Safe to repeat; do so when it fails.
   *
   * @throws {InvalidArgumentError} not a phone and a LID
   * @throws {StateStoreError}
   */
  confirmPair(pair: AddressPair): Promise<void>;
  /** Pairs that contradicted what is known within the last 30 days. @param options `limit` is 100 if left out */
  contradictions(options: {
    readonly instanceName: string;
    readonly limit?: number | undefined;
    readonly cursor?: string | undefined;
  }): Promise<ContradictionPage>;
  /**
   * Calls `hook` when two keys that were given out turn out to be one person's. The merge is stored before it happens and
   * stays pending until every hook of one process has resolved, one after another; one process at a time. Without a hook it stays
   * pending for a process that has one.
   *
   * @returns takes the hook back
   */
  onMerge(hook: MergeHook): () => void;
  /**
   * Runs the hooks for merges that are pending: left by a process that died, by a hook that threw, or by processes without
   * hooks. Call it at the start, after `onMerge`, and now and then.
   *
   * @throws {StateStoreError}
   */
  resumePending(): Promise<{ readonly done: number; readonly pending: number }>;
  /** @returns takes the handler back, as `signal` does */
  on<Name extends IdentityEventName>(
    name: Name,
    handler: (event: IdentityEvents[Name]) => unknown,
    signal?: AbortSignal,
  ): () => void;
}

/** So many links of one event are learned at the same time. */
const atOnce = 16;

/**
 * Knows that a LID and a phone number are one person, from every event and answer that carries both, and gives them one key.
 *
 * @throws {InvalidArgumentError} an option cannot work
 * @example
 * const people = createIdentityMap({ store });
 * await people.learn(event);
 * const sender = await people.resolve({ instanceName: "shop", jid: message.sender.jid });
 */
export function createIdentityMap(options: IdentityMapOptions): IdentityMap {
  const { store, scope: scopeOf, maxCachedPairs, leaseMs, clock } = parseOptions(identityMapOptions, options);
  const space = store.open("identity");
  const emitter = new Emitter<IdentityEvents>();
  const known = new KnownLinks(clock, maxCachedPairs);
  const people = (scope: string) => new People(space, scope, clock);
  const contradictions = new Contradictions(space, clock, emitter);
  const merges = new Merges({ space, clock, leaseMs, emitter, people });

  function scopeFor(instanceName: unknown): string {
    checkInstance("instanceName", instanceName);
    const scope: unknown = scopeOf(instanceName);
    checkInstance("scope(instanceName)", scope);
    return scope;
  }

  async function learnLink(instanceName: string, scope: string, link: Link, source: string): Promise<void> {
    const noted = new Set<string>();
    const united = await people(scope).unite(link, async (from) => {
      noted.add(from);
      await merges.note({ scope, from, instanceName, ...link });
    });
    if (united.outcome === "contradiction") {
      const persons = [united.phone.key, united.other.key] as const;
      await contradictions.note(scope, people(scope), { instanceName, ...link, persons, source });
    } else {
      known.add(scope, link);
      if (united.outcome === "new") emitter.emit("learned", { instanceName, ...link, person: united.person, source });
      // An earlier try may have made them one and gone no further.
      else for (const key of [link.phone, link.other]) if (key !== united.person) noted.add(key);
    }
    for (const from of noted) await merges.run(scope, from);
  }

  async function learnLinks(instanceName: string, links: readonly Link[], source: string): Promise<void> {
    const scope = scopeFor(instanceName);
    const unknown = links.filter((link) => !known.has(scope, link));
    for (let at = 0; at < unknown.length; at += atOnce) {
      await Promise.all(unknown.slice(at, at + atOnce).map((link) => learnLink(instanceName, scope, link, source)));
    }
  }

  return {
    async learn(what, { integration, serverVersion } = {}) {
      const { instanceName, source, found } = read(what);
      if (found.links.length === 0 || !isInstanceName(instanceName)) return;
      const isBusiness = integration === "WHATSAPP-BUSINESS" || found.isBusiness;
      if (!isBusiness || isAtLeast(serverVersion, "2.4.0")) return learnLinks(instanceName, found.links, source);
      for (const link of found.links) emitter.emit("distrusted", { instanceName, ...link, source });
    },

    async learnPair({ instanceName, phone, lid, source = "learnPair" }) {
      await learnLinks(instanceName, [{ phone: checkPhone(phone), other: checkLid(lid) }], source);
    },

    async resolve({ instanceName, jid }) {
      const [scope, address] = [scopeFor(instanceName), personAddress(jid)];
      if (address === undefined) return undefined;
      const { key, node } = await people(scope).claim(address);
      return { person: key, ...partsOf(node), addresses: addressesIn(node) };
    },

    async addressesOf({ instanceName, jid }) {
      const [scope, address] = [scopeFor(instanceName), personAddress(jid)];
      return address === undefined ? [] : addressesIn((await people(scope).at(address)).node);
    },

    async addressFor({ instanceName, person, ...gateway }) {
      const { node } = await people(scopeFor(instanceName)).of(checkPersonKey(person));
      return replyAddress(node, gateway);
    },

    async confirmPair({ instanceName, phone, lid }) {
      const scope = scopeFor(instanceName);
      const link = { phone: checkPhone(phone), other: checkLid(lid) };
      await contradictions.settle(scope, link, await confirmed(people(scope), link));
      await learnLink(instanceName, scope, link, "confirmPair");
    },

    contradictions: async ({ instanceName, limit = 100, cursor }) =>
      contradictions.list(scopeFor(instanceName), { limit, cursor }),

    onMerge: (hook) => merges.on(hook),
    resumePending: () => merges.resume(),
    on: (name, handler, signal) => emitter.on(name, handler, signal),
  };
}

/** What may have come from anywhere: nothing of it is taken for granted. */
function read(what: Learnable): { readonly instanceName: unknown; readonly source: string; readonly found: Found } {
  if (typeof what !== "object" || what === null) {
    throw new InvalidArgumentError(
      `Expected an event, a message or \`{ instanceName, answer }\` to learn from, got ${describe(what)}.`,
    );
  }
  if ("event" in what) {
    const source = typeof what.event === "string" ? what.event.slice(0, 60) : "event";
    return { instanceName: what.instance, source, found: linksOfEvent(what) };
  }
  if ("key" in what) return { instanceName: what.instanceName, source: "message", found: linksOfMessage(what) };
  const { instanceName, answer, number } = what;
  return { instanceName, source: "answer", found: linksOfAnswer(answer, number) };
}
