import { StateStoreError } from "../../errors/index.js";
import type { Clock } from "../../internal/clock.js";
import type { StateSpace } from "../../state/store.js";
import { isLid } from "./address.js";
import type { Link } from "./links.js";
import { addressesIn, Nodes, newKeyOf, type PersonNode, type Read } from "./nodes.js";

/** What became of a link. `contradiction`: both stay who they were. */
export type United =
  | { readonly outcome: "known" | "new"; readonly person: string }
  | { readonly outcome: "contradiction"; readonly phone: Read; readonly other: Read };

const mostTries = 100;
const mostHops = 1_000;

/**
 * The persons of one scope, over all processes. A store changes one record at a time, so two persons become one in three
 * steps, and whoever comes across a half done merge does the rest or takes it back:
 *
 * 1. The person that stays notes whom it takes in, at which version, and what it will have then (`joining`).
 * 2. The other says `into`, if it is still of that version. This is the moment.
 * 3. The person that stays has both's addresses.
 *
 * A node that has changed between 1 and 2 is never taken in: what is allowed was decided by what both were.
 */
export class People {
  readonly #nodes: Nodes;
  readonly #clock: Clock;

  constructor(space: StateSpace, scope: string, clock: Clock) {
    this.#nodes = new Nodes(space, scope);
    this.#clock = clock;
  }

  /** The person that has an address. */
  at(address: string): Promise<Read> {
    return this.#follow(address, true);
  }

  /** The person that a key stands for now. */
  of(key: string): Promise<Read> {
    return this.#follow(key, false);
  }

  /** The person that has an address, remembered: whoever it is merged with later, it is told. */
  claim(address: string): Promise<Read> {
    return this.#insist(async () => {
      const found = await this.at(address);
      if (found.version > 0) return found;
      const version = await this.#nodes.write(found, found.node);
      return version === undefined ? undefined : { ...found, version };
    });
  }

  /** @param beforeMerge called before a person that somebody may know by its key becomes another */
  unite(link: Link, beforeMerge: (from: string) => Promise<void>): Promise<United> {
    let hasTried = false;
    return this.#insist(async () => {
      const phone = await this.at(link.phone);
      const other = await this.at(link.other);
      if (phone.key === other.key) return { outcome: hasTried ? "new" : "known", person: phone.key };
      const joined = join(link, phone.node, other.node);
      if (!joined) return { outcome: "contradiction", phone, other };
      const [stays, goes] = ordered(phone, other);
      hasTried = true;
      if (goes.version > 0) await beforeMerge(goes.key);
      const joining = { person: goes.key, version: goes.version, ...joined };
      const version = await this.#nodes.write(stays, { ...stays.node, joining });
      if (version === undefined) return undefined;
      const isDone = await this.#finish({ key: stays.key, node: { ...stays.node, joining }, version });
      return isDone ? { outcome: "new", person: stays.key } : undefined;
    });
  }

  /** Changes a person's node to what `change` makes of it; `undefined` leaves it. */
  async change(key: string, change: (node: PersonNode) => PersonNode | undefined): Promise<void> {
    await this.#insist(async () => {
      const found = await this.of(key);
      const node = change(found.node);
      return node === undefined || (await this.#nodes.write(found, node)) !== undefined ? true : undefined;
    });
  }

  /** Makes whoever means to change the node as it is now read it again. */
  async touch(key: string): Promise<void> {
    await this.#insist(async () => {
      const found = await this.#nodes.read(key);
      return (await this.#nodes.write(found, found.node)) !== undefined ? true : undefined;
    });
  }

  /** Takes an address from the person that has it. Whoever has it from now on is somebody new; the key stays. */
  async detach(address: string): Promise<void> {
    const { key } = await this.at(address);
    await this.#insist(async () => {
      const found = await this.#nodes.read(address);
      if (found.node.joining) return void (await this.#finish(found));
      const phones = found.node.phones.filter((phone) => phone !== address);
      const moved = newKeyOf(address, found.version);
      const node = { ...found.node, phones: found.key === key ? phones : found.node.phones, moved };
      return (await this.#nodes.write(found, node)) !== undefined ? true : undefined;
    });
    await this.change(key, (node) => without(node, address));
  }

  /** Takes what a person has no more right to: an earlier `detach` that did not come to its end. */
  async forget(key: string, address: string): Promise<void> {
    await this.change(key, (node) => without(node, address));
  }

  async #follow(start: string, isAddress: boolean): Promise<Read> {
    let key = start;
    let isFirst = isAddress;
    for (let hop = 0; hop < mostHops; hop++) {
      const found = await this.#nodes.read(key);
      const { moved, into, joining } = found.node;
      if (isFirst && moved !== undefined) {
        key = moved;
        isFirst = false;
      } else if (into !== undefined) {
        key = into;
        isFirst = false;
      } else if (joining === undefined) {
        return found;
      } else {
        await this.#finish(found);
      }
    }
    throw new StateStoreError(`Expected the identity records of ${start} to lead to a person, but they do not end.`);
  }

  /** Does the rest of a merge, or takes it back. @returns whether the other is part of this person now */
  async #finish({ key, node, version }: Read): Promise<boolean> {
    const { joining, ...before } = node;
    if (!joining) return false;
    for (;;) {
      const other = await this.#nodes.read(joining.person);
      if (other.node.into === key) {
        const { phones, lid, isDisputed } = joining;
        await this.#nodes.write({ key, version }, { ...before, phones, lid, isDisputed });
        return true;
      }
      if (other.version !== joining.version) {
        await this.#nodes.write({ key, version }, before);
        return false;
      }
      await this.#nodes.write(other, { phones: [], into: key, moved: other.node.moved });
    }
  }

  /** Somebody else's write came first: look again. Each that fails means that another one did something. */
  async #insist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 1; tries <= mostTries; tries++) {
      const answer = await attempt();
      if (answer !== undefined) return answer;
      if (tries > 3) await this.#clock.sleep(Math.min(tries, 20));
    }
    throw new StateStoreError(`The identity record was changed by others ${mostTries} times in a row. Try again.`);
  }
}

/** What both have together; `undefined` where one person would have two LIDs, or a LID two numbers. */
function join(link: Link, one: PersonNode, other: PersonNode): Omit<PersonNode, "into"> | undefined {
  if (one.lid !== undefined && other.lid !== undefined && one.lid !== other.lid) return undefined;
  if (isLid(link.other) && one.phones.length > 0 && other.phones.length > 0) return undefined;
  const phones = [...new Set([link.phone, ...one.phones, ...other.phones])];
  const isDisputed = one.isDisputed || other.isDisputed || undefined;
  return { phones, lid: one.lid ?? other.lid, isDisputed };
}

/** Who stays: whose key was given out; of two such, the one known by its number. The same in every process. */
function ordered(phone: Read, other: Read): readonly [stays: Read, goes: Read] {
  if (phone.version === 0 || other.version === 0) return other.version > 0 ? [other, phone] : [phone, other];
  const rank = ({ key }: Read) => (isLid(key) ? "1" : "0") + key;
  return rank(phone) < rank(other) ? [phone, other] : [other, phone];
}

function without(node: PersonNode, address: string): PersonNode | undefined {
  if (!addressesIn(node).includes(address)) return undefined;
  return { ...node, phones: node.phones.filter((phone) => phone !== address) };
}
