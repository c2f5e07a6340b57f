import { toJid } from "../jid/index.js";
import { checkGroupBody, group, invited } from "./group-route.js";
import { groupInfo, groupMetadata, participantRow } from "./group-views.js";
import {
  changeGroup,
  changeParticipants,
  createGroup,
  type FakeGroup,
  isSame,
  newInviteCode,
  ownPerson,
  type ParticipantAction,
} from "./groups.js";
import { onPhone } from "./phone-routes.js";
import { pictureOf } from "./profiles.js";
import { created, noSocket, ok, type Reply, refusal, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { checkBody, flag, oneOf, type Rule, text } from "./schema.js";
import { sendTextOnBaileys } from "./send-baileys.js";
import { isOnWhatsApp } from "./world.js";

const updated = created({ update: "success" });
const inviteUrl = ({ inviteCode }: FakeGroup) => `https://chat.whatsapp.com/${inviteCode}`;

const newGroup: Rule = {
  required: ["subject", "participants"],
  fields: {
    subject: text,
    description: text,
    promoteParticipants: flag,
    participants: { type: "array", minLength: 1, unique: true, items: { type: "string", minLength: 10 } },
  },
};

/** Numbers that are not on WhatsApp are left out without a word. */
const create: Route = (context) =>
  checkBody(context.body, newGroup) ??
  onPhone({
    closed: refusal(500, ["Error creating group", `TypeError: ${noSocket("onWhatsApp")}`]),
    open: () => {
      const { instance, gateway, body } = context;
      const jids = listed(body.participants).filter(isOnWhatsApp);
      const made = createGroup(context, {
        subject: String(body.subject),
        description: body.description === undefined ? undefined : String(body.description),
        owner: ownPerson(instance),
        members: jids.map((jid) => gateway.personAt(jid)),
        membersAre: body.promoteParticipants === true ? "admin" : null,
      });
      return created(groupMetadata(made));
    },
  })(context);

const listed = (given: unknown): string[] =>
  (Array.isArray(given) ? given : []).map((each) => toJid(String(each)) ?? "@s.whatsapp.net");

/** A text to each number, one after another: the first that is not on WhatsApp ends it, and those before have theirs. */
function sendInvites(known: FakeGroup, context: RouteContext): Reply {
  const text = `${String(context.body.description)}\n\n${inviteUrl(known)}`;
  for (const jid of listed(context.body.numbers)) {
    if (!isOnWhatsApp(jid)) return refusal(404, ["No send invite"]);
    sendTextOnBaileys(context, jid, text);
  }
  return ok({ send: true, inviteUrl: inviteUrl(known) });
}

/** Each person has an answer of their own: who is not on WhatsApp, not there or there already is a failure in a success. */
function updateParticipant(known: FakeGroup, context: RouteContext): Reply {
  const { body, gateway, instance } = context;
  const action = body.action as ParticipantAction;
  const changed = listed(body.participants).map((given) => {
    const person = gateway.personAt(given);
    const isIn = known.participants.some((each) => isSame(each, person));
    const status =
      !isOnWhatsApp(given) || (action !== "add" && !isIn) ? "404" : action === "add" && isIn ? "409" : "200";
    return { person, status, jid: given };
  });
  const people = changed.filter(({ status }) => status === "200").map(({ person }) => person);
  changeParticipants(context, known, action, people, ownPerson(instance));
  const updateParticipants = changed.map(({ status, jid }) => ({
    status,
    jid,
    content: { tag: "participant", attrs: { jid, ...(status !== "200" && { error: status }) } },
  }));
  return created({ updateParticipants });
}

/** A member, with what is stored of the contact. */
const member = (context: RouteContext) => (participant: FakeGroup["participants"][number]) => {
  const { state, gateway, instance } = context;
  const isOwn = isSame(participant, ownPerson(instance));
  const name = isOwn ? undefined : gateway.nameOf(instance, participant.jid);
  const imgUrl = name === undefined ? null : pictureOf(state, participant.jid);
  return { ...participantRow(participant), ...(name !== undefined && { name }), ...(imgUrl !== null && { imgUrl }) };
};

const settings: Readonly<Record<string, Partial<FakeGroup>>> = {
  announcement: { announce: true },
  not_announcement: { announce: false },
  locked: { restrict: true },
  unlocked: { restrict: false },
};

export const groupRoutes = {
  createGroup: create,
  updateGroupSubject: group({
    method: "groupUpdateSubject",
    failure: [500, "Error updating group subject"],
    required: ["subject"],
    open: (known, context) => {
      const { body, state, instance } = context;
      const subjectOwner = `${instance.ownNumber}@s.whatsapp.net`;
      changeGroup(context, known, { subject: String(body.subject), subjectOwner, subjectAt: state.now() });
      return updated;
    },
  }),
  updateGroupPicture: group({
    method: "updateProfilePicture",
    failure: [500, "Error update group picture"],
    required: ["image"],
    open: (known, context) => {
      changeGroup(context, known, { pictureUrl: `https://pps.whatsapp.net/v/${known.jid}.jpg` });
      return updated;
    },
  }),
  updateGroupDescription: group({
    method: "groupUpdateDescription",
    failure: [500, "Error updating group description"],
    required: ["description"],
    open: (known, context) => {
      changeGroup(context, known, { description: String(context.body.description) });
      return updated;
    },
  }),
  findGroupInfos: group({
    method: "groupMetadata",
    failure: [404, "Error fetching group"],
    open: (known) => ok(groupInfo(known)),
  }),
  participants: group({
    method: "groupMetadata",
    failure: [404, "No participants"],
    open: (known, context) => ok({ participants: known.participants.map(member(context)) }),
  }),
  inviteCode: group({
    method: "groupInviteCode",
    failure: [404, "No invite code"],
    open: (known) => ok({ inviteUrl: inviteUrl(known), inviteCode: known.inviteCode }),
  }),
  sendInvite: (context) =>
    checkGroupBody(context, { required: ["groupJid", "description", "numbers"] }) ??
    group({
      method: "groupInviteCode",
      failure: [404, "No send invite"],
      open: (known, context) => sendInvites(known, context),
    })(context),
  revokeInviteCode: group({
    method: "groupRevokeInvite",
    failure: [404, "Revoke error"],
    open: (known, context) => {
      changeGroup(context, known, { inviteCode: newInviteCode() });
      return created({ revoked: true, inviteCode: known.inviteCode });
    },
  }),
  updateParticipant: group({
    method: "groupParticipantsUpdate",
    failure: [400, "Error updating participants"],
    required: ["action", "participants"],
    fields: { action: oneOf("add", "remove", "promote", "demote"), participants: { type: "array", minLength: 1 } },
    open: updateParticipant,
  }),
  updateSetting: group({
    method: "groupSettingUpdate",
    failure: [400, "Error updating setting"],
    required: ["action"],
    fields: { action: oneOf(...Object.keys(settings)) },
    open: (known, context) => {
      changeGroup(context, known, settings[String(context.body.action)] ?? {});
      return created({});
    },
  }),
  toggleEphemeral: group({
    method: "groupToggleEphemeral",
    failure: [400, "Error updating setting"],
    required: ["expiration"],
    fields: { expiration: oneOf(0, 86_400, 604_800, 7_776_000) },
    open: (known, context) => {
      changeGroup(context, known, { ephemeralSeconds: Number(context.body.expiration) });
      return created({ success: true });
    },
  }),
  leaveGroup: group({
    method: "groupLeave",
    failure: [400, "Unable to leave the group"],
    open: (known, context) => {
      const own = ownPerson(context.instance);
      changeParticipants(context, known, "remove", [own], own);
      return ok({ groupJid: known.jid, leave: true });
    },
  }),
  inviteInfo: invited("No invite info", "groupGetInviteInfo", (known) => ok(groupMetadata(known))),
  acceptInviteCode: invited("Accept invite error", "groupAcceptInvite", (known, context) => {
    const own = ownPerson(context.instance);
    changeParticipants(context, known, "add", [own], own);
    return ok({ accepted: true, groupJid: known.jid });
  }),
  fetchAllGroups: (context) => {
    const asked = context.query.get("getParticipants");
    if (!asked) return refusal(400, ["The getParticipants needs to be informed in the query"]);
    return onPhone({
      closed: thrown("Cannot convert undefined or null to object"),
      open: ({ state, instance }) => {
        const joined = [...state.groups.values()].filter(({ instances }) => instances.has(instance.name));
        return ok(joined.map((known) => listItem(known, asked === "true")));
      },
    })(context);
  },
  updateMemberAddMode: group({
    method: "groupMemberAddMode",
    failure: [400, "Error updating member add mode"],
    required: ["mode"],
    fields: { mode: oneOf("admin_add", "all_member_add") },
    open: (known, context) => {
      changeGroup(context, known, { everyoneAdds: context.body.mode === "all_member_add" });
      return created({ update: "success" });
    },
  }),
} as const satisfies Record<string, Route>;

function listItem(known: FakeGroup, withParticipants: boolean) {
  const { participants, ...info } = groupInfo(known);
  return withParticipants ? { ...info, participants } : info;
}
