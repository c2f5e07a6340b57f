import type { Integration, MessageKey } from "../../types/index.js";
import type { GatewayVersion } from "./frame.js";
import type { Addressing } from "./options.js";
import { phoneJid } from "./wire.js";

/** A person, by both addresses. */
export interface Addressed {
  readonly number: string;
  /** Digits. */
  readonly lid: string;
  readonly addressing: Addressing;
}

/**
 * How the gateway names the chat with a person. 2.3.6 hands on what WhatsApp said; 2.3.7 puts the number where it knows it, and
 * the LID is lost; 2.4 swaps the two and calls the result `pn`.
 */
export function chatKey(
  { number, lid, addressing }: Addressed,
  integration: Integration,
  version: GatewayVersion,
): Omit<MessageKey, "id" | "fromMe"> {
  const phone = phoneJid(number);
  if (integration === "EVOLUTION") return { remoteJid: phone.replace(/@.*/, "") };
  if (integration === "WHATSAPP-BUSINESS") return { remoteJid: phone };
  const [lidJid, participant] = [`${lid}@lid`, ""];
  if (addressing === "hidden") return { remoteJid: lidJid, participant, addressingMode: "lid" };
  if (addressing === "pn" || version === "2.4.0-rc2") {
    return { remoteJid: phone, remoteJidAlt: lidJid, participant, addressingMode: "pn" };
  }
  return { remoteJid: version === "2.3.6" ? lidJid : phone, remoteJidAlt: phone, participant, addressingMode: "lid" };
}

/** How it names a group, and who wrote in it. */
export function groupKey({ number, lid, addressing }: Addressed, remoteJid: string): Omit<MessageKey, "id" | "fromMe"> {
  const [phone, lidJid] = [phoneJid(number), `${lid}@lid`];
  if (addressing === "pn") return { remoteJid, participant: phone, participantAlt: lidJid, addressingMode: "pn" };
  const known = addressing === "lid" ? { participantAlt: phone } : {};
  return { remoteJid, participant: lidJid, ...known, addressingMode: "lid" };
}

/** Digits of the LID that the instance's own number has. */
export const ownLid = "190000000000000";
