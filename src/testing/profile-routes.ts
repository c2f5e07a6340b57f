import { own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import { onPhone } from "./phone-routes.js";
import { type FakeProfile, pictureOf } from "./profiles.js";
import { created, noSocket, ok, type Reply, refusal, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { oneOf, text } from "./schema.js";
import { isOnWhatsApp } from "./world.js";

/** How the service wraps what its socket threw: a label and the exception. */
const wrapped = (label: string, property: string): Reply => refusal(500, [label, `TypeError: ${noSocket(property)}`]);

/** Whom it asks about: itself where no number is given. */
const jidOf = ({ body, instance }: RouteContext): string =>
  body.number === undefined
    ? `${instance.ownNumber}@s.whatsapp.net`
    : (toJid(String(body.number)) ?? "@s.whatsapp.net");

const nobody = (jid: string, number: unknown): Reply => refusal(400, [{ jid, exists: false, number }]);

export const fetchProfile = onPhone({
  closed: thrown(noSocket("onWhatsApp")),
  open: (context) => {
    const { body, state, gateway, instance } = context;
    const wuid = jidOf(context);
    if (!isOnWhatsApp(wuid)) return nobody(wuid, body.number);
    // Of itself it finds neither name nor picture nor text.
    if (body.number === undefined) return ok({ wuid, numberExists: true, isBusiness: false });
    const { about = null, business } = state.profiles.get(wuid) ?? {};
    return ok({
      wuid,
      name: gateway.nameOf(instance, wuid),
      numberExists: true,
      picture: pictureOf(state, wuid),
      status: about === null ? null : { status: about, setAt: new Date(0).toISOString() },
      isBusiness: business !== undefined,
      ...(business && {
        email: business.email,
        description: business.description,
        website: firstOf(business.website),
      }),
    });
  },
});

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? list[0] : list);

export const fetchBusinessProfile = onPhone({
  closed: wrapped("Error updating profile name", "getBusinessProfile"),
  open: (context) => {
    const { body, state, gateway, instance } = context;
    const jid = jidOf(context);
    const { business } = state.profiles.get(jid) ?? {};
    if (business) return ok({ isBusiness: true, wid: jid, ...business });
    const name = gateway.nameOf(instance, jid);
    const known = { jid, exists: isOnWhatsApp(jid), number: body.number, ...(name !== undefined && { name }) };
    return ok({ isBusiness: false, message: "Not is business profile", ...known });
  },
});

export const fetchProfilePictureUrl: Route = ({ body, instance, state }) => {
  const wuid = toJid(String(body.number)) ?? "@s.whatsapp.net";
  const isAsked = instance.integration === "WHATSAPP-BAILEYS" && instance.state === "open";
  return ok({ wuid, profilePictureUrl: isAsked ? pictureOf(state, wuid) : null });
};

/** A change of the instance's own profile. */
function update(field: string, label: string, property: string, apply: (context: RouteContext) => void): Route {
  return onPhone({
    ...(field !== "" && { required: [field] }),
    closed: wrapped(`Error ${label}`, property),
    open: (context) => {
      apply(context);
      return ok({ update: "success" });
    },
  });
}

/** Changes what others see of the instance's phone. */
function showOwn({ instance, state }: RouteContext, changes: FakeProfile): void {
  const jid = `${instance.ownNumber}@s.whatsapp.net`;
  state.profiles.set(jid, { ...state.profiles.get(jid), ...changes });
}

export const updateProfileName = update("name", "updating profile name", "updateProfileName", ({ instance, body }) => {
  instance.profileName = String(body.name);
});

export const updateProfileStatus = update("status", "updating profile status", "updateProfileStatus", (context) =>
  showOwn(context, { about: String(context.body.status) }),
);

export const updateProfilePicture = update("picture", "updating profile picture", "updateProfilePicture", (context) =>
  showOwn(context, { pictureUrl: `https://pps.whatsapp.net/v/${context.instance.ownNumber}.jpg` }),
);

export const removeProfilePicture = update("", "removing profile picture", "removeProfilePicture", (context) =>
  showOwn(context, { pictureUrl: null }),
);

const audience = oneOf("all", "contacts", "contact_blacklist", "none");
const privacy = {
  readreceipts: oneOf("all", "none"),
  profile: audience,
  status: audience,
  online: oneOf("all", "match_last_seen"),
  last: audience,
  groupadd: audience,
};

export const fetchPrivacySettings = onPhone({
  closed: thrown(noSocket("fetchPrivacySettings")),
  open: ({ instance }) => ok(instance.privacy),
});

export const updatePrivacySettings = onPhone({
  required: Object.keys(privacy),
  fields: privacy,
  closed: wrapped("Error updating privacy settings", "updateReadReceiptsPrivacy"),
  open: ({ instance, body }) => {
    instance.privacy = Object.fromEntries(Object.keys(privacy).map((name) => [name, own(body, name)]));
    return created({ update: "success", data: instance.privacy });
  },
});

export const updateBlockStatus = onPhone({
  required: ["number", "status"],
  fields: { number: text, status: oneOf("block", "unblock") },
  closed: wrapped("Error blocking user", "onWhatsApp"),
  open: (context) => {
    const jid = jidOf(context);
    if (!isOnWhatsApp(jid)) return refusal(500, ["Error blocking user", "[object Object]"]);
    if (context.body.status === "block") context.instance.blocked.add(jid);
    else context.instance.blocked.delete(jid);
    return created({ block: "success" });
  },
});
