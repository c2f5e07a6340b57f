import { answer, type ContractCase } from "../case.js";
import { foundMessages } from "../shapes.js";

const on = "EVOLUTION";

/** What arrives on the EVOLUTION channel, and what the hooks of the channels make of strangers. */
export const inboundCases: readonly ContractCase[] = [
  {
    endpoint: "receiveEvolution",
    on,
    title: "a message for our instance",
    key: "missing",
    body: ({ ownNumber, number }) => ({
      numberId: ownNumber,
      key: { remoteJid: `${number}@s.whatsapp.net`, fromMe: false, id: "evolution-kit-live-in" },
      pushName: "Nobody",
      message: { conversation: "hi" },
      messageType: "conversation",
    }),
    answers: [answer(200, { status: /^success$/ })],
  },
  {
    endpoint: "findMessages",
    on,
    title: "the message that came in",
    body: () => ({ where: { key: { id: "evolution-kit-live-in" } } }),
    // None when messages are not kept: DATABASE_SAVE_DATA_NEW_MESSAGE is off.
    answers: [answer(200, foundMessages)],
  },
  {
    endpoint: "receiveEvolution",
    on: "none",
    title: "a number that nobody has",
    key: "missing",
    body: ({ prefix }) => ({ numberId: prefix, message: { conversation: "x" } }),
    answers: [answer(200, undefined)],
    recorded: ["evolution-webhook-post-unknown-number"],
  },
  {
    endpoint: "verifyMeta",
    on: "none",
    title: "a wrong token: a failure that answers 200",
    key: "missing",
    query: ({ prefix }) => ({ "hub.mode": "subscribe", "hub.verify_token": prefix, "hub.challenge": "1" }),
    answers: [answer(200, /^Error, wrong validation token$/)],
    recorded: ["meta-webhook-verify-wrong-token"],
  },
  {
    endpoint: "receiveMeta",
    on: "none",
    title: "not about WhatsApp",
    key: "missing",
    body: () => ({ object: "page", entry: [] }),
    answers: [answer(200, { status: /^success$/ })],
    recorded: ["meta-webhook-post-other-object"],
  },
];
