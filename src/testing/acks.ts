import { lidOf } from "./addresses.js";
import type { GatewayVersion } from "./build/frame.js";
import type { FakePhone } from "./phone.js";
import type { FakeInstance } from "./world.js";

/** How far a message of an instance came, in WhatsApp's order. */
export type Ack = "server" | "delivered" | "read" | "played" | "error";

/** The two integrations' words; EVOLUTION has none. */
const words = {
  "WHATSAPP-BAILEYS": {
    server: "SERVER_ACK",
    delivered: "DELIVERY_ACK",
    read: "READ",
    played: "PLAYED",
    error: "ERROR",
  },
  "WHATSAPP-BUSINESS": { server: "SENT", delivered: "DELIVERED", read: "READ", played: "READ", error: "FAILED" },
  EVOLUTION: undefined,
} as const;

export interface AckWorld {
  readonly version: GatewayVersion;
  emit(instance: FakeInstance, event: string, data: unknown): void;
}

/**
 * Tells of a message's next status. As on the real server it is skipped for a row that is not stored (yet), and for groups.
 */
export function acknowledge(
  world: AckWorld,
  instance: FakeInstance,
  keyId: string,
  ack: Ack,
  phone: FakePhone | undefined,
): void {
  const { integration } = instance;
  const status = words[integration]?.[ack];
  const row = instance.messages.findLast(({ key }) => key.id === keyId && key.fromMe);
  if (status === undefined || !row || row.key.remoteJid.endsWith("@g.us")) return;
  row.MessageUpdate = [...row.MessageUpdate, { status }];
  const isBaileys = integration === "WHATSAPP-BAILEYS";
  const byLid = isBaileys && phone !== undefined && phone.addressing !== "pn" && world.version === "2.3.6";
  world.emit(instance, "messages.update", {
    keyId,
    remoteJid: byLid ? lidOf(phone) : row.key.remoteJid,
    fromMe: isBaileys,
    ...(!isBaileys && { participant: row.key.remoteJid }),
    status,
    instanceId: instance.id,
    messageId: row.id,
  });
}
