import type { Integration, MessageKey } from "../types/index.js";
import type { GatewayVersion } from "./build/frame.js";
import { type Addressed, chatKey, groupKey } from "./build/keys.js";
import type { FakeGroup } from "./groups.js";
import type { FakePhone } from "./phone.js";
import { type FakeInstance, newId } from "./world.js";

export const jidOf = (number: string): string => `${number}@s.whatsapp.net`;
export const lidOf = ({ lid }: Pick<FakePhone, "lid">): string => `${lid}@lid`;

/** A message's id, in the form of what makes it. */
export function newMessageId(integration: Integration): string {
  if (integration === "WHATSAPP-BAILEYS") return newId.fromPhone();
  return integration === "EVOLUTION" ? newId.uuid() : newId.meta();
}

/** Both addresses of an instance's own phone. */
export const ownAddresses = ({ ownNumber, ownLid }: FakeInstance): Addressed => ({
  number: ownNumber,
  lid: ownLid,
  addressing: "pn",
});

/** How a group names somebody: by LID where it does so for all, or the phone is addressed so. */
const addressingIn = (group: FakeGroup, { addressing }: Addressed): Addressed["addressing"] =>
  addressing === "pn" ? group.addressing : addressing;

/** The JID that messages of a chat have for somebody whom they quote or mention, or who votes. */
export function addressIn(group: FakeGroup | undefined, who: Addressed): string {
  const addressing = group ? addressingIn(group, who) : who.addressing;
  return addressing === "pn" ? jidOf(who.number) : lidOf(who);
}

/** How the gateway names a chat with a person, or a group and who wrote in it. */
export function nameChat(
  author: Addressed,
  group: FakeGroup | undefined,
  { integration }: FakeInstance,
  version: GatewayVersion,
): Omit<MessageKey, "id" | "fromMe"> {
  if (!group) return chatKey(author, integration, version);
  return groupKey({ ...author, addressing: addressingIn(group, author) }, group.jid);
}
