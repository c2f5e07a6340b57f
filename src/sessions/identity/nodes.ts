import { StateStoreError } from "../../errors/index.js";
import { isRecord, own } from "../../internal/record.js";
import type { StateSpace } from "../../state/store.js";
import { digitsOf, isLid } from "./address.js";

/**
 * What is stored under a person's key, which is the address the person was first known by. Persons who turn out to be one
 * form a tree: the root has their addresses, the others say `into`.
 */
export interface PersonNode {
  /** JIDs, WhatsApp's own spelling first. */
  readonly phones: readonly string[];
  readonly lid?: string | undefined;
  /** The person's key now: this one stands for it for good. */
  readonly into?: string | undefined;
  /** The merge that is under way: see `People`. */
  readonly joining?: Joining | undefined;
  /** The key of the person that has the address of this name now; the key itself stays with whom it was given. */
  readonly moved?: string | undefined;
  /** A pair was seen that contradicts the one of this person. */
  readonly isDisputed?: boolean | undefined;
}

/** Another person's node at one version, and what this person will have once that node says `into`. */
export interface Joining extends Pick<PersonNode, "phones" | "lid" | "isDisputed"> {
  readonly person: string;
  readonly version: number;
}

/** A node as it was read. Version 0: there is none, and nobody has been given the key. */
export interface Read {
  readonly key: string;
  readonly node: PersonNode;
  readonly version: number;
}

/** Who is known, of one scope. */
export class Nodes {
  readonly #space: StateSpace;
  readonly #prefix: string;

  constructor(space: StateSpace, scope: string) {
    this.#space = space;
    this.#prefix = recordKey("person", scope, "");
  }

  async read(key: string): Promise<Read> {
    const record = await this.#space.get(this.#prefix + key);
    if (!record) return { key, node: newNode(key), version: 0 };
    const node = decode(record.value);
    if (node) return { key, node, version: record.version };
    throw new StateStoreError(`Expected the identity record of ${key} to be a person, got something else. Remove it.`);
  }

  /** @returns the new version; `undefined`: somebody was quicker, and nothing was written */
  write({ key, version }: Pick<Read, "key" | "version">, node: PersonNode): Promise<number | undefined> {
    return this.#space.set(this.#prefix + key, JSON.stringify(node), { version });
  }
}

/** Of all records: what it is, whose, and of whom. The scope is the only part that may hold anything. */
export function recordKey(kind: string, scope: string, rest: string): string {
  return `${kind}:${encodeScope(scope)}:${rest}`;
}

export function encodeScope(scope: string): string {
  return scope.replace(/[%:]/g, encodeURIComponent);
}

/** Somebody of whom one address is known. */
function newNode(key: string): PersonNode {
  const address = key.split("~")[0] ?? key;
  return isLid(address) ? { phones: [], lid: address } : { phones: [address] };
}

/** The key of whoever has an address from now on, that was another's until now. Versions do not repeat, so no key does. */
export function newKeyOf(address: string, version: number): string {
  return `${address}~${version}`;
}

export function addressesIn({ phones, lid }: PersonNode): string[] {
  return lid === undefined ? [...phones] : [...phones, lid];
}

/** The digits, as a message's sender has them. */
export function partsOf({ phones, lid }: PersonNode): { readonly phone?: string; readonly lid?: string } {
  const phone = phones[0];
  return { ...(phone !== undefined && { phone: digitsOf(phone) }), ...(lid !== undefined && { lid: digitsOf(lid) }) };
}

function decode(text: string): PersonNode | undefined {
  const value = parsed(text);
  if (!isPart(value) || !isTextOrNone(own(value, "into")) || !isTextOrNone(own(value, "moved"))) return undefined;
  const joining = own(value, "joining");
  const isJoining =
    isPart(joining) && typeof own(joining, "person") === "string" && own(joining, "version") !== undefined;
  return joining === undefined || isJoining ? (value as unknown as PersonNode) : undefined;
}

function isPart(value: unknown): boolean {
  const phones = own(value, "phones");
  return Array.isArray(phones) && phones.every((phone) => typeof phone === "string") && isTextOrNone(own(value, "lid"));
}

const isTextOrNone = (value: unknown) => value === undefined || typeof value === "string";

/** What a record holds, where it is an object. */
export function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
