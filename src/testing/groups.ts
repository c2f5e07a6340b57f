import { randomBytes } from "node:crypto";
import type { Notify } from "./gateway-events.js";
import { groupMetadata, participantRow } from "./group-views.js";
import type { FakeInstance } from "./world.js";

export type GroupRole = "admin" | "superadmin" | null;

/** Who somebody is: digits, of which one may not be known. */
export interface Person {
  readonly phone: string | undefined;
  readonly lid: string | undefined;
}

export interface FakeGroupParticipant extends Person {
  /** How the group names the member: by LID where `addressing` says so and the LID is known. */
  readonly jid: string;
  admin: GroupRole;
}

/** A group as the fake keeps it, for all its members alike. */
export interface FakeGroup {
  readonly jid: string;
  /** Whether members are named by phone or by LID. */
  readonly addressing: "pn" | "lid";
  subject: string;
  /** Who chose the subject, and when in epoch ms. */
  subjectOwner: string;
  subjectAt: number;
  description: string | undefined;
  readonly owner: string;
  readonly participants: FakeGroupParticipant[];
  inviteCode: string;
  /** Only admins send. */
  announce: boolean;
  /** Only admins change subject, picture and description. */
  restrict: boolean;
  /** Whether everybody may add members. */
  everyoneAdds: boolean;
  /** After how long messages vanish; 0: never. */
  ephemeralSeconds: number;
  pictureUrl: string | null;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Names of the instances that are members. */
  readonly instances: Set<string>;
}

export interface NewGroup {
  readonly subject: string;
  readonly owner: Person;
  readonly members: readonly Person[];
  readonly description?: string | undefined;
  /** @default "pn" */
  readonly addressing?: "pn" | "lid" | undefined;
  /** @default the next free one */
  readonly jid?: string | undefined;
  /** What the members are in it. @default null */
  readonly membersAre?: GroupRole | undefined;
}

/** What changing groups needs of the gateway; a route's context has it. */
export interface GroupWorld {
  readonly state: {
    readonly groups: Map<string, FakeGroup>;
    readonly instances: ReadonlyMap<string, FakeInstance>;
    now(): number;
  };
  readonly gateway: {
    readonly connections: { readonly notify: Notify };
    emit(instance: FakeInstance, event: string, data: unknown): void;
  };
}

export type ParticipantAction = "add" | "remove" | "promote" | "demote";

export const newInviteCode = (): string => randomBytes(32).toString("base64").replace(/[+/=]/g, "").slice(0, 22);

/** How a group of that addressing names somebody. */
export function addressOf({ phone, lid }: Person, addressing: "pn" | "lid"): string {
  const byLid = lid !== undefined && (addressing === "lid" || phone === undefined);
  return byLid ? `${lid}@lid` : `${phone}@s.whatsapp.net`;
}

/** Who an instance's own phone is. */
export const ownPerson = ({ ownNumber, ownLid }: FakeInstance): Person => ({ phone: ownNumber, lid: ownLid });

/** The same person, by whichever address is known of both. */
export const isSame = (one: Person, other: Person): boolean =>
  (one.phone !== undefined && one.phone === other.phone) || (one.lid !== undefined && one.lid === other.lid);

/** Makes a group, adds it to the gateway's, and posts `groups.upsert` to the instances in it. */
export function createGroup(world: GroupWorld, options: NewGroup): FakeGroup {
  const { state } = world;
  const { subject, owner, members, description, addressing = "pn", membersAre = null } = options;
  const others = members.filter((person) => !isSame(person, owner));
  const people = [{ ...owner, admin: "superadmin" as const }, ...others.map((one) => ({ ...one, admin: membersAre }))];
  const participants = people.map((person) => ({ ...person, jid: addressOf(person, addressing) }));
  const ownerJid = addressOf(owner, addressing);
  const now = state.now();
  const group: FakeGroup = {
    jid: options.jid ?? nextJid(state.groups),
    addressing,
    subject,
    subjectOwner: ownerJid,
    subjectAt: now,
    description,
    owner: ownerJid,
    participants,
    inviteCode: newInviteCode(),
    announce: false,
    restrict: false,
    everyoneAdds: true,
    ephemeralSeconds: 0,
    pictureUrl: null,
    createdAt: now,
    instances: new Set(),
  };
  state.groups.set(group.jid, group);
  for (const instance of instancesIn(world, participants)) group.instances.add(instance.name);
  emitTo(world, group.instances, "groups.upsert", [{ ...groupMetadata(group), author: ownerJid }]);
  world.gateway.connections.notify("group", { group });
  return group;
}

/** Changes what a group is called, shows or allows. */
export function changeGroup({ gateway }: GroupWorld, group: FakeGroup, changes: Partial<FakeGroup>): void {
  Object.assign(group, changes);
  gateway.connections.notify("group", { group });
}

/**
 * Changes who is in a group, or what they are in it, and posts `group-participants.update` to its instances, those that
 * leave by it included. Answers those it changed something for.
 */
export function changeParticipants(
  world: GroupWorld,
  group: FakeGroup,
  action: ParticipantAction,
  people: readonly Person[],
  author: Person,
): FakeGroupParticipant[] {
  const told = new Set(group.instances);
  const changed = people.flatMap((person) => changeOne(group, action, person) ?? []);
  if (changed.length === 0) return changed;
  for (const instance of instancesIn(world, changed)) {
    if (action === "add") told.add(instance.name);
    if (action === "add") group.instances.add(instance.name);
    if (action === "remove") group.instances.delete(instance.name);
  }
  const authorJid = addressOf(author, group.addressing);
  emitTo(world, told, "group-participants.update", {
    id: group.jid,
    author: authorJid,
    ...(authorJid.endsWith("@lid") && author.phone !== undefined && { authorPn: `${author.phone}@s.whatsapp.net` }),
    // What they are now in the group is not in the notification.
    participants: changed.map((participant) => ({ ...participantRow(participant), admin: null })),
    action,
  });
  world.gateway.connections.notify("group", { group });
  return changed;
}

function changeOne(group: FakeGroup, action: ParticipantAction, person: Person): FakeGroupParticipant | undefined {
  const index = group.participants.findIndex((each) => isSame(each, person));
  const known = group.participants[index];
  if (action === "add") {
    if (known) return undefined;
    const added = { ...person, jid: addressOf(person, group.addressing), admin: null };
    group.participants.push(added);
    return added;
  }
  if (!known) return undefined;
  if (action === "remove") group.participants.splice(index, 1);
  else known.admin = action === "promote" ? "admin" : null;
  return known;
}

/** Groups are numbered as they come: `120363020000000001@g.us` and on. */
function nextJid(groups: ReadonlyMap<string, FakeGroup>): string {
  let count = groups.size + 1;
  const jid = () => `120363020${String(count).padStart(9, "0")}@g.us`;
  while (groups.has(jid())) count++;
  return jid();
}

const instancesIn = ({ state }: GroupWorld, people: readonly Person[]) =>
  [...state.instances.values()].filter(
    (instance) =>
      instance.integration === "WHATSAPP-BAILEYS" && people.some((person) => isSame(person, ownPerson(instance))),
  );

function emitTo({ state, gateway }: GroupWorld, names: Iterable<string>, event: string, data: unknown): void {
  for (const name of names) {
    const instance = state.instances.get(name);
    if (instance?.state === "open" && instance.settings.groupsIgnore !== true) gateway.emit(instance, event, data);
  }
}
