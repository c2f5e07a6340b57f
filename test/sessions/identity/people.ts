import fc from "fast-check";
import { expect } from "vitest";
import type { IdentityMap } from "../../../src/sessions/identity/index.js";
import "../../support/properties.js";
import { instanceName, lid, messageWith } from "./kit.js";

/** Who is who, simply. */
export class Groups {
  readonly #parents = new Map<string, string>();
  of(address: string): string {
    const parent = this.#parents.get(address) ?? address;
    return parent === address ? address : this.of(parent);
  }
  join(one: string, other: string): void {
    this.#parents.set(this.of(one), this.of(other));
  }
}

/** What a program keeps under keys: each key that was given out has a thing of its own. */
export class Kept {
  readonly #things = new Map<string, Set<string>>();
  readonly #aliases = new Map<string, string>();

  add(key: string): void {
    let now = key;
    for (let next = this.#aliases.get(now); next !== undefined; next = this.#aliases.get(now)) now = next;
    this.#at(now).add(key);
  }

  /** As a hook does it, with time passing between its steps. */
  async merge(from: string, into: string, pass: () => Promise<unknown>): Promise<void> {
    await pass();
    this.#aliases.set(from, into);
    const things = [...this.#at(from)];
    await pass();
    for (const thing of things) this.#at(into).add(thing);
    await pass();
    for (const thing of things) this.#at(from).delete(thing);
  }

  places(): [thing: string, key: string][] {
    return [...this.#things].flatMap(([key, things]) => [...things].map((thing): [string, string] => [thing, key]));
  }

  #at(key: string): Set<string> {
    const things = this.#things.get(key) ?? new Set();
    this.#things.set(key, things);
    return things;
  }
}

export const real = (n: number) => `5531${99990000 + n}@s.whatsapp.net`;
export const asked = (n: number) => `55319${99990000 + n}@s.whatsapp.net`;
export const everybody = [0, 1, 2, 3];
const addresses = everybody.flatMap((n) => [real(n), asked(n), lid(n)]);

/** Something is said of a person, or somebody asks for a key. */
type Step =
  | { readonly kind: "event"; readonly n: number; readonly form: number }
  | { readonly kind: "number"; readonly n: number }
  | { readonly kind: "resolve"; readonly address: string }
  | { readonly kind: "resume" };

const person = fc.constantFrom(...everybody);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("event" as const), n: person, form: fc.nat(5) }),
  fc.record({ kind: fc.constant("number" as const), n: person }),
  fc.record({ kind: fc.constant("resolve" as const), address: fc.constantFrom(...addresses) }),
  fc.record({ kind: fc.constant("resume" as const) }),
);
export const steps = fc.array(step, { maxLength: 30 });

function said(n: number, form: number) {
  const group = "120363040000000000@g.us";
  const member = { id: lid(n), phoneNumber: real(n), admin: null };
  const forms = [
    messageWith({ remoteJid: real(n), remoteJidAlt: lid(n) }),
    messageWith({ remoteJid: lid(n), remoteJidAlt: real(n) }),
    messageWith({ remoteJid: real(n), previousRemoteJid: lid(n), senderPn: real(n) }),
    messageWith({ remoteJid: group, participant: lid(n), participantAlt: real(n) }),
    { event: "group-participants.update", instance: instanceName, data: { id: group, participants: [member] } },
    { event: "groups.upsert", instance: instanceName, data: [{ id: group, owner: lid(n), ownerPn: real(n) }] },
  ];
  return forms[form] ?? forms[0];
}

export async function take(map: IdentityMap, each: Step, groups: Groups, kept: Kept): Promise<void> {
  if (each.kind === "event") {
    groups.join(real(each.n), lid(each.n));
    await map.learn(said(each.n, each.form) as never);
  } else if (each.kind === "number") {
    groups.join(real(each.n), asked(each.n));
    const answer = [{ jid: real(each.n), exists: true, number: asked(each.n).split("@")[0] }];
    await map.learn({ instanceName, answer });
  } else if (each.kind === "resume") {
    await map.resumePending();
  } else {
    const found = await map.resolve({ instanceName, jid: each.address });
    if (found) kept.add(found.person);
  }
}

/** Both say the same of everybody, and what was kept under any key is under the one that holds now. */
export async function expectSame(map: IdentityMap, groups: Groups, kept: Kept) {
  const keys = new Map<string, string>();
  const [members, expected] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const address of addresses) {
    const found = await map.resolve({ instanceName, jid: address });
    keys.set(address, found?.person ?? "");
    members.set(address, [...(found?.addresses ?? [])].sort());
    expected.set(address, addresses.filter((other) => groups.of(other) === groups.of(address)).sort());
  }
  expect(members).toEqual(expected);
  const sameKey = addresses.map((address) => addresses.filter((other) => keys.get(other) === keys.get(address)).sort());
  expect(sameKey).toEqual([...expected.values()]);
  expect(kept.places().filter(([thing, key]) => key !== keys.get(thing))).toEqual([]);
}
