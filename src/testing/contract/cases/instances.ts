import { answer, type ContractCase, noSocket, refused } from "../case.js";
import { optional, tuple } from "../shape.js";
import { createdInstance, instanceRow, state } from "../shapes.js";

const done = { status: /^SUCCESS$/, error: false, response: { message: "string" } } as const;

/** Makes both instances; the other cases need them. */
export const creationCases: readonly ContractCase[] = [
  {
    endpoint: "createInstance",
    on: "EVOLUTION",
    title: "made",
    body: ({ instanceName, ownNumber }) => ({ instanceName, integration: "EVOLUTION", number: ownNumber }),
    keep: "EVOLUTION",
    answers: [answer(201, createdInstance(/^EVOLUTION$/, /^open$/))],
    recorded: ["instance-create-evolution-channel", "instance-create-full-options"],
  },
  {
    endpoint: "createInstance",
    on: "WHATSAPP-BAILEYS",
    title: "made, not connected",
    body: ({ instanceName }) => ({ instanceName, integration: "WHATSAPP-BAILEYS", qrcode: false }),
    keep: "WHATSAPP-BAILEYS",
    answers: [answer(201, createdInstance(/^WHATSAPP-BAILEYS$/, /^close$/))],
    recorded: ["instance-create-baileys-no-qrcode"],
  },
  {
    endpoint: "createInstance",
    on: "EVOLUTION",
    title: "the name again",
    body: ({ instanceName }) => ({ instanceName, integration: "EVOLUTION" }),
    answers: [refused(403, /^This name ".+" is already in use\.$/)],
    recorded: ["instance-create-name-in-use"],
  },
];

/** An instance's life before anything else is asked of it. */
export const instanceCases: readonly ContractCase[] = [
  {
    endpoint: "fetchInstances",
    on: "EVOLUTION",
    title: "by name",
    query: ({ instanceName }) => ({ instanceName }),
    answers: [answer(200, tuple(instanceRow))],
    recorded: ["instance-fetch-by-name", "instance-fetch-baileys-open", "instance-fetch-baileys-connecting"],
  },
  {
    endpoint: "fetchInstances",
    on: "EVOLUTION",
    title: "by number",
    query: ({ ownNumber }) => ({ number: ownNumber }),
    answers: [answer(200, tuple(instanceRow))],
    recorded: ["instance-fetch-by-number"],
  },
  {
    endpoint: "connectionState",
    on: "EVOLUTION",
    title: "open from the start",
    answers: [answer(200, state(/^open$/))],
    recorded: ["instance-connection-state-evolution", "instance-connection-state-business"],
  },
  {
    endpoint: "connectionState",
    on: "WHATSAPP-BAILEYS",
    title: "closed until it is connected",
    answers: [answer(200, state(/^close$/))],
    recorded: ["instance-connection-state-baileys-closed"],
  },
  {
    endpoint: "connect",
    on: "EVOLUTION",
    title: "has nothing to connect",
    answers: [answer(200, state(/^open$/))],
    recorded: ["instance-connect-business"],
  },
  {
    endpoint: "restart",
    on: "EVOLUTION",
    title: "has nothing to restart",
    answers: [answer(200, state(/^open$/))],
    recorded: ["instance-restart-business"],
  },
  {
    endpoint: "restart",
    on: "WHATSAPP-BAILEYS",
    title: "closed: a failure that answers 200",
    answers: [answer(200, { error: true, message: "string" })],
    recorded: ["instance-restart-baileys-closed", "baileys-logged-out-restart"],
  },
  {
    endpoint: "setPresence",
    on: "WHATSAPP-BAILEYS",
    title: "closed",
    body: () => ({ presence: "available" }),
    answers: [refused(400, noSocket)],
    recorded: ["instance-set-presence-baileys-closed"],
  },
  {
    endpoint: "logout",
    on: "WHATSAPP-BAILEYS",
    title: "closed",
    answers: [refused(400, /^The ".+" instance is not connected$/)],
    recorded: ["instance-logout-baileys-closed"],
  },
];

/** Connects the unpaired instance, then ends both. */
export const endingCases: readonly ContractCase[] = [
  {
    endpoint: "connect",
    on: "WHATSAPP-BAILEYS",
    title: "a QR code, or none yet",
    answers: [
      answer(200, {
        "pairingCode?": optional("string"),
        "code?": "string",
        "base64?": /^data:image\/png;base64,/,
        count: "number",
      }),
      // The server reached no WhatsApp.
      answer(200, { error: true, message: "string" }),
    ],
    recorded: [
      "instance-connect-baileys-qr",
      "instance-connect-baileys-before-qr",
      "instance-connect-baileys-pairing-code",
    ],
  },
  {
    endpoint: "connectionState",
    on: "WHATSAPP-BAILEYS",
    title: "connecting",
    answers: [answer(200, state(/^(connecting|close)$/))],
    recorded: ["instance-connection-state-baileys-connecting"],
  },
  {
    endpoint: "logout",
    on: "EVOLUTION",
    title: "open",
    answers: [answer(200, done)],
    recorded: ["instance-logout-evolution-channel", "instance-logout-baileys-open"],
  },
  {
    endpoint: "connectionState",
    on: "EVOLUTION",
    title: "closed after a logout",
    answers: [answer(200, state(/^close$/))],
    recorded: ["instance-connection-state-after-logout", "instance-connection-state-after-logout-baileys"],
  },
  {
    endpoint: "deleteInstance",
    on: "EVOLUTION",
    title: "gone",
    answers: [answer(200, done)],
    recorded: ["instance-delete"],
  },
  {
    endpoint: "deleteInstance",
    on: "WHATSAPP-BAILEYS",
    title: "gone",
    answers: [answer(200, done)],
    recorded: ["instance-delete-baileys"],
  },
  {
    endpoint: "fetchInstances",
    on: "EVOLUTION",
    title: "no longer there, after a while",
    query: ({ instanceName }) => ({ instanceName }),
    eventually: true,
    answers: [refused(404, /^Instance ".+" not found$/)],
    recorded: ["instance-fetch-unknown-name"],
  },
  {
    endpoint: "fetchInstances",
    on: "WHATSAPP-BAILEYS",
    title: "no longer there, after a while",
    query: ({ instanceName }) => ({ instanceName }),
    eventually: true,
    answers: [refused(404, /^Instance ".+" not found$/)],
    recorded: ["instance-fetch-unknown-name"],
  },
  {
    endpoint: "deleteInstance",
    on: "EVOLUTION",
    title: "a second time",
    answers: [refused(404, /^The ".+" instance does not exist$/)],
    recorded: ["instance-delete-twice"],
  },
];
