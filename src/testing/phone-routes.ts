import { own } from "../internal/record.js";
import { toJid } from "../jid/index.js";
import type { Integration } from "../types/index.js";
import { created, missingFields, noSocket, ok, type Reply, refusal, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { isOnWhatsApp } from "./world.js";

/** A route that asks WhatsApp through the phone. */
interface PhoneRoute {
  readonly required?: readonly string[];
  /** What it answers without a socket. */
  readonly closed: Reply;
  readonly open: (context: RouteContext) => Reply;
}

/** What a route says on a channel that does not have it. */
export const notAvailable: Readonly<Record<Integration, string>> = {
  "WHATSAPP-BAILEYS": "Method not available in the Baileys service",
  "WHATSAPP-BUSINESS": "Method not available on WhatsApp Business API",
  EVOLUTION: "Method not available on Evolution Channel",
};

export const onPhone =
  (route: PhoneRoute): Route =>
  (context) => {
    const { instance, body } = context;
    const invalid = missingFields(body, route.required ?? []);
    if (invalid) return invalid;
    if (instance.integration !== "WHATSAPP-BAILEYS") return refusal(400, [notAvailable[instance.integration]]);
    if (instance.state !== "open") return route.closed;
    return route.open(context);
  };

/** How the service wraps what its socket threw: a label and the exception. */
const wrapped = (label: string, property: string): Reply => refusal(500, [label, `TypeError: ${noSocket(property)}`]);
const notChanged = (flag: string, what: string): Reply =>
  refusal(500, [
    {
      [flag]: false,
      message: [`An error occurred while ${what} the chat. Open a calling.`, `TypeError: ${noSocket("chatModify")}`],
    },
  ]);

const jidOf = ({ body }: RouteContext) => toJid(String(body.number)) ?? "@s.whatsapp.net";
const remoteJidOf = ({ body }: RouteContext) => own(own(body.lastMessage, "key"), "remoteJid");

const update = (field: string, label: string, property: string): PhoneRoute => ({
  ...(field !== "" && { required: [field] }),
  closed: wrapped(`Error ${label}`, property),
  open: () => ok({ update: "success" }),
});

const privacy = ["readreceipts", "profile", "status", "online", "last", "groupadd"];
const everyone = Object.fromEntries(privacy.map((name) => [name, "all"]));

export const phoneRoutes = {
  markMessageAsRead: {
    required: ["readMessages"],
    closed: wrapped("Read messages fail", "readMessages"),
    open: () => created({ message: "Read messages", read: "success" }),
  },
  archiveChat: {
    required: ["archive"],
    closed: notChanged("archived", "archiving"),
    open: (context) => created({ chatId: remoteJidOf(context), archived: true }),
  },
  markChatUnread: {
    required: ["lastMessage"],
    closed: notChanged("markedChatUnread", "marked unread"),
    open: (context) => created({ chatId: remoteJidOf(context), markedChatUnread: true }),
  },
  updateBlockStatus: {
    required: ["number", "status"],
    closed: wrapped("Error blocking user", "onWhatsApp"),
    open: () => created({ block: "success" }),
  },
  fetchProfile: {
    closed: thrown(noSocket("onWhatsApp")),
    open: (context) =>
      ok({
        wuid: jidOf(context),
        numberExists: isOnWhatsApp(jidOf(context)),
        picture: null,
        status: null,
        isBusiness: false,
      }),
  },
  fetchBusinessProfile: {
    closed: wrapped("Error updating profile name", "getBusinessProfile"),
    open: (context) =>
      ok({
        isBusiness: false,
        message: "Not is business profile",
        jid: jidOf(context),
        exists: isOnWhatsApp(jidOf(context)),
        number: context.body.number,
      }),
  },
  updateProfileName: update("name", "updating profile name", "updateProfileName"),
  updateProfileStatus: update("status", "updating profile status", "updateProfileStatus"),
  updateProfilePicture: update("picture", "updating profile picture", "updateProfilePicture"),
  removeProfilePicture: update("", "removing profile picture", "removeProfilePicture"),
  fetchPrivacySettings: { closed: thrown(noSocket("fetchPrivacySettings")), open: () => ok(everyone) },
  updatePrivacySettings: {
    required: privacy,
    closed: wrapped("Error updating privacy settings", "updateReadReceiptsPrivacy"),
    open: ({ body }) =>
      created({ update: "success", data: Object.fromEntries(privacy.map((name) => [name, body[name]])) }),
  },
  handleLabel: {
    required: ["number", "labelId", "action"],
    closed: thrown(noSocket("onWhatsApp")),
    // As on every 2.3.6: the label is applied, then the database refuses its own query.
    open: () =>
      refusal(400, [
        "Unable to add label to chat",
        "PrismaClientKnownRequestError: there is no unique or exclusion constraint matching the ON CONFLICT specification",
      ]),
  },
} as const satisfies Record<string, PhoneRoute>;

/** Its failures are in the envelope of the routes that ask Meta. */
export const businessRoute =
  (about: string): Route =>
  (context) =>
    onPhone({
      closed: ownEnvelope(noSocket("onWhatsApp"), about, context.state.now()),
      open: () => ok({ wuid: jidOf(context), name: null, isBusiness: false }),
    })(context);

/** The schema of a template is checked before the channel; there is no Meta behind the fake. */
export const createTemplate: Route = ({ body, state }) => {
  const missing = ["name", "category", "language", "components"].filter((field) => body[field] === undefined);
  const message =
    missing.length > 0 ? [missing.map((field) => `instance requires property "${field}"`)] : "Template not created";
  return ownEnvelope(message, "template_creation", state.now());
};

function ownEnvelope(message: unknown, context: string, now: number): Reply {
  const details = {
    whatsapp_error: message,
    whatsapp_code: "UNKNOWN_ERROR",
    error_user_title: message,
    error_user_msg: message,
    error_type: "UNKNOWN",
    error_subcode: null,
    fbtrace_id: null,
    context,
    type: "whatsapp_api_error",
  };
  return {
    status: 400,
    body: { status: 400, error: "Bad Request", message, details, timestamp: new Date(now).toISOString() },
  };
}
