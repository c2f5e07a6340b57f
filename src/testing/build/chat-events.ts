import { instanceId, type MessageInput, mariasNumber } from "./options.js";
import type { Scene } from "./scene.js";
import { phoneJid } from "./wire.js";

/** Events about chats, people, groups and calls. */

type PersonInput = Pick<MessageInput, "from" | "lid" | "addressing">;

const team = "120363040000000000@g.us";

/** A sync brings a list; what a message brings is alone (`single`). Business never says who it is. */
export function contact(
  {
    name = "Maria",
    profilePicUrl = null,
    single = false,
    ...person
  }: PersonInput & {
    readonly name?: string;
    readonly profilePicUrl?: string | null;
    readonly single?: boolean;
  },
  { chatOf, settings }: Scene,
) {
  if (settings.integration === "WHATSAPP-BUSINESS") return { pushName: name, instanceId };
  const row = { remoteJid: chatOf(person), pushName: name, profilePicUrl, instanceId };
  return single || settings.integration === "EVOLUTION" ? row : [row];
}

/** The EVOLUTION channel brings one alone. */
function rows<Row extends object>(row: Row, { settings }: Scene): Row | Row[] {
  return settings.integration === "EVOLUTION" ? row : [row];
}

export const chat = (person: PersonInput, scene: Scene) => rows({ remoteJid: scene.chatOf(person), instanceId }, scene);

export const namedChat = ({ name = "Maria", ...person }: PersonInput & { readonly name?: string }, scene: Scene) => [
  { remoteJid: scene.chatOf(person), instanceId, name },
];

export function newChat(
  { name = "Maria", unread = 1, ...person }: PersonInput & { readonly name?: string; readonly unread?: number },
  scene: Scene,
) {
  if (scene.settings.integration === "EVOLUTION") return chat(person, scene);
  return [{ remoteJid: scene.chatOf(person), instanceId, name, unreadMessages: unread }];
}

export const deletedChat = (person: PersonInput, { chatOf }: Scene) => [chatOf(person)];

/** In a group, the person is one of several. */
export function presence(
  {
    state = "composing",
    group,
    lastSeen,
    ...person
  }: PersonInput & {
    readonly state?: "unavailable" | "available" | "composing" | "recording" | "paused";
    readonly group?: string;
    /** Epoch **seconds**. */
    readonly lastSeen?: number;
  },
  { chatOf }: Scene,
) {
  const jid = chatOf(person);
  const presence = { lastKnownPresence: state, ...(lastSeen !== undefined && { lastSeen }) };
  return { id: group ?? jid, presences: { [jid]: presence } };
}

/** The person made the group; the others and the instance are in it. */
export function newGroup(
  {
    group = team,
    subject = "Team",
    from = mariasNumber,
    members = [],
  }: {
    readonly group?: string;
    readonly subject?: string;
    readonly from?: string;
    readonly members?: readonly string[];
  },
  { settings, at }: Scene,
) {
  const owner = phoneJid(from);
  const others = [...members, settings.ownNumber].map((number) => ({ id: phoneJid(number), admin: null }));
  const since = Math.floor(at / 1_000);
  return [
    {
      id: group,
      addressingMode: "pn",
      subject,
      subjectOwner: owner,
      subjectTime: since,
      size: others.length + 1,
      creation: since,
      owner,
      restrict: false,
      announce: false,
      isCommunity: false,
      isCommunityAnnounce: false,
      joinApprovalMode: false,
      memberAddMode: false,
      participants: [{ id: owner, admin: "superadmin" as const }, ...others],
      author: owner,
    },
  ];
}

export const groupChange = ({
  group = team,
  from = mariasNumber,
  ...fields
}: {
  readonly group?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly desc?: string;
  readonly announce?: boolean;
  readonly restrict?: boolean;
}) => [{ id: group, ...changed(fields), author: phoneJid(from) }];

const changed = <Fields extends object>(fields: Fields) =>
  Object.keys(fields).length > 0 ? fields : { ...fields, subject: "New subject" };

/** `from` is who did it: who removes himself has left. */
export const participants = ({
  group = team,
  action = "add",
  from = mariasNumber,
  members = ["5511999990003"],
}: {
  readonly group?: string;
  readonly action?: "add" | "remove" | "promote" | "demote" | "modify";
  readonly from?: string;
  readonly members?: readonly string[];
}) => ({
  id: group,
  author: phoneJid(from),
  participants: members.map((number) => ({ id: phoneJid(number), admin: null })),
  action,
});

export const label = (
  {
    id = "5",
    name = "VIP",
    color = 3,
    deleted = false,
  }: { readonly id?: string; readonly name?: string; readonly color?: number; readonly deleted?: boolean },
  { instance }: Scene,
) => ({ id, name, color, deleted, instance });

export const labelAssociation = (
  {
    type = "add",
    labelId = "5",
    ...person
  }: PersonInput & { readonly type?: "add" | "remove"; readonly labelId?: string },
  { instance, chatOf }: Scene,
) => ({ instance, type, chatId: chatOf(person), labelId });

export function call(
  {
    id,
    status = "offer",
    isVideo = false,
    isGroup = false,
    ...person
  }: PersonInput & {
    readonly id?: string;
    readonly status?: "offer" | "ringing" | "accept" | "reject" | "timeout" | "terminate";
    readonly isVideo?: boolean;
    readonly isGroup?: boolean;
  },
  { chatOf, newId, at }: Scene,
) {
  const from = chatOf(person);
  const date = new Date(at).toISOString();
  return { chatId: from, from, id: id ?? newId(), date, offline: false, status, isVideo, isGroup };
}
