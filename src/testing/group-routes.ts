import { own } from "../internal/record.js";
import { notAvailable, onPhone } from "./phone-routes.js";
import { missingFields, noSocket, ok, type Reply, refusal, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";

const needsJid = refusal(400, ["The group id needs to be informed in the query", 'ex: "groupJid=120362@g.us"']);
const needsCode = refusal(400, [
  "The group invite code id needs to be informed in the query",
  'ex: "inviteCode=F1EX5QZxO181L3TMVP31gY" (Obtained from group join link)',
]);

/** What the check of a group route's body says, in a form of its own. */
function checkBody({ body }: RouteContext, required: readonly string[], actions: readonly string[]): Reply | undefined {
  const missing = required
    .filter((field) => body[field] === undefined)
    .map((field) => ({ property: "instance", message: `instance requires property "${field}"` }));
  if (missing.length > 0) return refusal(400, missing);
  if (actions.length === 0 || actions.includes(String(body.action))) return undefined;
  return refusal(400, [{ property: "action", message: `action is not one of enum values: ${actions.join(",")}` }]);
}

/** A route about one group. There are no groups yet: what asks WhatsApp finds none. */
function group(
  method: string,
  failure: readonly [status: number, label: string],
  required: readonly string[] = [],
  actions: readonly string[] = [],
): Route {
  const [status, label] = failure;
  const none = refusal(status, [label, "Error: item-not-found"]);
  return (context) => {
    if (!context.query.get("groupJid") && !own(context.body, "groupJid")) return needsJid;
    const invalid = checkBody(context, required, actions);
    if (invalid) return invalid;
    return onPhone({ closed: refusal(status, [label, `TypeError: ${noSocket(method)}`]), open: () => none })(context);
  };
}

const invited =
  (label: string, method: string): Route =>
  (context) => {
    if (!context.query.get("inviteCode")) return needsCode;
    return onPhone({
      closed: refusal(404, [label, `TypeError: ${noSocket(method)}`]),
      open: () => refusal(404, [label, "Error: item-not-found"]),
    })(context);
  };

export const groupRoutes = {
  createGroup: (context) =>
    missingFields(context.body, ["subject", "participants"]) ??
    onPhone({
      closed: refusal(500, ["Error creating group", `TypeError: ${noSocket("onWhatsApp")}`]),
      open: () => refusal(500, ["Error creating group", "Error: the fake gateway keeps no groups"]),
    })(context),
  updateGroupSubject: group("groupUpdateSubject", [500, "Error updating group subject"], ["subject"]),
  updateGroupPicture: group("updateProfilePicture", [500, "Error update group picture"], ["image"]),
  updateGroupDescription: group("groupUpdateDescription", [500, "Error updating group description"], ["description"]),
  findGroupInfos: group("groupMetadata", [404, "Error fetching group"]),
  participants: group("groupMetadata", [404, "No participants"]),
  inviteCode: group("groupInviteCode", [404, "No invite code"]),
  sendInvite: (context) =>
    checkBody(context, ["groupJid", "description", "numbers"], []) ??
    group("groupInviteCode", [404, "No send invite"])(context),
  revokeInviteCode: group("groupRevokeInvite", [404, "Revoke error"]),
  updateParticipant: group(
    "groupParticipantsUpdate",
    [400, "Error updating participants"],
    ["action", "participants"],
    ["add", "remove", "promote", "demote"],
  ),
  updateSetting: group(
    "groupSettingUpdate",
    [400, "Error updating setting"],
    ["action"],
    ["announcement", "not_announcement", "locked", "unlocked"],
  ),
  toggleEphemeral: group("groupToggleEphemeral", [400, "Error updating setting"], ["expiration"]),
  leaveGroup: group("groupLeave", [400, "Unable to leave the group"]),
  inviteInfo: invited("No invite info", "groupGetInviteInfo"),
  acceptInviteCode: invited("Accept invite error", "groupAcceptInvite"),
  fetchAllGroups: (context) => {
    if (!context.query.get("getParticipants")) {
      return refusal(400, ["The getParticipants needs to be informed in the query"]);
    }
    const closed = thrown("Cannot convert undefined or null to object");
    return onPhone({ closed, open: () => ok([]) })(context);
  },
} as const satisfies Record<string, Route>;

/** No labels are kept. */
export const findLabels: Route = ({ instance }) =>
  instance.integration === "WHATSAPP-BAILEYS" ? ok([]) : refusal(400, [notAvailable[instance.integration]]);
