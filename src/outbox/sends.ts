import type {
  SendButtonsBody,
  SendCarouselBody,
  SendContactBody,
  SendListBody,
  SendLocationBody,
  SendMediaBody,
  SendPollBody,
  SendPtvBody,
  SendReactionBody,
  SendStatusBody,
  SendStickerBody,
  SendTemplateBody,
  SendTextBody,
  SendWhatsAppAudioBody,
} from "../client/types/send.js";
import { InvalidArgumentError } from "../errors/index.js";
import { describe, entry, own } from "../internal/record.js";
import { toJid } from "../jid/index.js";

/** The body of every send of the client, by the method's name. */
export interface SendBodies {
  readonly sendText: SendTextBody;
  readonly sendMedia: SendMediaBody;
  readonly sendPtv: SendPtvBody;
  readonly sendWhatsAppAudio: SendWhatsAppAudioBody;
  readonly sendSticker: SendStickerBody;
  readonly sendStatus: SendStatusBody;
  readonly sendLocation: SendLocationBody;
  readonly sendContact: SendContactBody;
  readonly sendReaction: SendReactionBody;
  readonly sendPoll: SendPollBody;
  readonly sendList: SendListBody;
  readonly sendButtons: SendButtonsBody;
  readonly sendTemplate: SendTemplateBody;
  readonly sendCarousel: SendCarouselBody;
}

export type SendMethod = keyof SendBodies;

/** What a send needs to go through the outbox: the client's body, and whose it is. */
export type OutboxBody<Method extends SendMethod = SendMethod> = SendBodies[Method] & {
  readonly instanceName: string;
};

interface SendFacts {
  /** The address it goes to. */
  readonly to: (body: unknown) => unknown;
  /** From gateway 2.4 on its id may be chosen; older ones leave `messageId` out of account. */
  readonly choosesId: boolean;
}

const byNumber = (choosesId: boolean): SendFacts => ({ to: (body) => own(body, "number"), choosesId });

export const sends = {
  sendText: byNumber(true),
  sendMedia: byNumber(true),
  sendPtv: byNumber(true),
  sendWhatsAppAudio: byNumber(false),
  sendSticker: byNumber(true),
  sendStatus: { to: () => "status@broadcast", choosesId: false },
  sendLocation: byNumber(false),
  sendContact: byNumber(false),
  sendReaction: { to: (body) => own(own(body, "key"), "remoteJid"), choosesId: false },
  sendPoll: byNumber(true),
  sendList: byNumber(false),
  sendButtons: byNumber(false),
  sendTemplate: byNumber(false),
  sendCarousel: byNumber(false),
} as const satisfies Record<SendMethod, SendFacts>;

/** @throws {InvalidArgumentError} no send of the client has that name */
export function checkMethod(method: unknown): asserts method is SendMethod {
  if (entry<SendFacts>(sends, method)) return;
  throw new InvalidArgumentError(
    `Expected \`method\` to be one of ${Object.keys(sends).join(", ")}, got ${describe(method)}.`,
  );
}

/** The JID a send goes to, as the gateway will make it of the number. @throws {InvalidArgumentError} it names none */
export function chatOf(method: SendMethod, body: unknown): string {
  const to = sends[method].to(body);
  const jid = typeof to === "string" && to.length <= 128 && to.isWellFormed() ? toJid(to) : undefined;
  if (jid !== undefined) return jid.toLowerCase();
  const field = method === "sendReaction" ? "key.remoteJid" : "number";
  throw new InvalidArgumentError(
    `Expected \`${field}\` of ${method} to be digits in international form or a JID, got ${describe(to)}. Pass "5511999990001".`,
  );
}
