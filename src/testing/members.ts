import { type FakeGroup, type FakeGroupParticipant, isSame, type Person } from "./groups.js";
import type { FakePhone } from "./phone.js";

/** Somebody who may be in a group. */
interface Candidate {
  readonly name: string;
  readonly number: string;
  readonly lid: string;
}

export const findMember = (
  group: FakeGroup,
  { number, lid }: Omit<Candidate, "name">,
): FakeGroupParticipant | undefined => group.participants.find((member) => isSame(member, { phone: number, lid }));

/** @throws {Error} somebody else cannot write, react or type there */
export function memberOf(group: FakeGroup, who: Candidate): FakeGroupParticipant {
  const member = findMember(group, who);
  if (member) return member;
  throw new Error(`${who.name} is not in the group "${group.subject}" (${group.jid}). Add them to it first.`);
}

export const isAdminOf = (group: FakeGroup, who: Omit<Candidate, "name">): boolean =>
  (findMember(group, who)?.admin ?? null) !== null;

/** @throws {Error} nobody else can write there */
export function mustBeAdmin(group: FakeGroup, who: Candidate): void {
  memberOf(group, who);
  if (isAdminOf(group, who)) return;
  throw new Error(`Only admins write in the group "${group.subject}" (${group.jid}), and ${who.name} is none.`);
}

/** What a gateway learns of a phone that it meets in a group. */
export const knownOf = ({ number, lid, addressing }: FakePhone): Person => ({
  phone: addressing === "hidden" ? undefined : number,
  lid,
});
