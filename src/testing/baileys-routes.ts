import { randomBytes } from "node:crypto";
import { toJid } from "../jid/index.js";
import { pictureOf } from "./profiles.js";
import { noSocket, ok, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { isOnWhatsApp } from "./world.js";

/** What Baileys has itself is no function on another channel. */
const raw =
  (name: string, open: (context: RouteContext) => unknown): Route =>
  (context) => {
    const { instance } = context;
    if (instance.integration !== "WHATSAPP-BAILEYS") return thrown(`instance.${name} is not a function`);
    return instance.state === "open" ? ok(open(context)) : thrown(noSocket(name));
  };

const base64 = (bytes: number) => randomBytes(bytes).toString("base64");

const jids = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : []);

/** Encrypted content as a node of WhatsApp's protocol: its form only, nobody can read it. */
const encrypted = (jid: string) => ({
  tag: "to",
  attrs: { jid },
  content: [{ tag: "enc", attrs: { v: "2", type: "msg" }, content: base64(48) }],
});

/** The routes straight into Baileys. What they would ask WhatsApp's servers has a form here, and no meaning. */
export const baileysRoutes = {
  onWhatsapp: raw("onWhatsApp", ({ body }) => {
    const jid = toJid(String(body.jid)) ?? "";
    return [{ jid, exists: isOnWhatsApp(jid) }];
  }),
  profilePictureUrl: raw("profilePictureUrl", ({ body, state }) => pictureOf(state, toJid(String(body.jid)) ?? "")),
  assertSessions: raw("assertSessions", () => true),
  createParticipantNodes: raw("createParticipantNodes", ({ body }) => ({
    nodes: jids(body.jids).map(encrypted),
    shouldIncludeDeviceIdentity: false,
  })),
  getUSyncDevices: raw("getUSyncDevices", ({ body }) =>
    jids(body.jids).map((jid) => ({ user: jid.split("@")[0], device: 0, jid })),
  ),
  generateMessageTag: raw("generateMessageTag", ({ state }) => `${Math.floor(state.now() / 1_000) % 100_000}.1-1`),
  sendNode: raw("sendNode", () => undefined),
  signalRepositoryDecryptMessage: raw("signalRepository", () => base64(32)),
  getAuthState: raw("authState", ({ instance }) => ({
    me: {
      id: `${instance.ownNumber}:1@s.whatsapp.net`,
      lid: `${instance.ownLid}:1@lid`,
      name: instance.profileName,
    },
    account: { details: base64(16), accountSignatureKey: base64(32), accountSignature: base64(64) },
  })),
} as const satisfies Record<string, Route>;
