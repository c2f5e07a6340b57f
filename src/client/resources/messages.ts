import type { SentMessage } from "../../types/index.js";
import type { RequestOptions } from "../call.js";
import { endpoints, laterEndpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
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
} from "../types/send.js";

/**
 * Every way to send. Each resolves once the gateway has taken the message (its answer carries `key.id`), which is before
 * WhatsApp has accepted it: the statuses follow as `messages.update` events.
 *
 * No send is safe to repeat: the gateway has no idempotency key. When one fails, `error.delivery` says whether the message
 * certainly did not leave (`"not-sent"`) or may have (`"unknown"`); only a connection that was never made is tried again.
 */
export class MessagesResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Sends a text message. All integrations.
   *
   * The gateway waits `delay` ms (showing "typing…") before it answers, so the request timeout is extended by it.
   *
   * @throws {RecipientNotFoundError} the number is not on WhatsApp
   * @throws {InstanceNotConnectedError} the instance is not connected
   * @example await client.instance("shop").messages.sendText({ number: "5511999990001", text: "Olá" });
   */
  sendText(body: SendTextBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendText, body, options);
  }

  /**
   * Sends an image, video, document or audio file, given in any form that {@link MediaSource} has. All integrations.
   *
   * A URL is fetched by the gateway; everything else is uploaded, a stream piece by piece, so its size costs no memory here
   * (with `delay`, `quoted` or `mentionsEveryOne` it does: the gateway reads those from JSON only, so the file goes along as
   * base64). MIME type and file name are worked out from content and name. Waits up to 60 s after the last piece: the gateway
   * converts the file first. On Baileys images become JPEG.
   *
   * @throws {InvalidArgumentError} no media, a URL that the gateway would refuse, or more bytes than `mediaLimits` allow
   * @throws {MediaError} the stream or file could not be read to its end; nothing was sent
   * @example await shop.messages.sendMedia({ number, mediatype: "document", media: fromFile("invoice.pdf"), caption: "Nota" });
   */
  sendMedia(body: SendMediaBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendMedia, body, options);
  }

  /** Sends a round video note, in any form of `sendMedia`. Baileys only. */
  sendPtv(body: SendPtvBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendPtv, body, options);
  }

  /**
   * Sends a voice note, in any form of `sendMedia`; the gateway converts the audio to ogg/opus. All integrations; EVOLUTION
   * takes uploads only, so give it bytes, a stream or a file, and no `delay`.
   */
  sendWhatsAppAudio(body: SendWhatsAppAudioBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendWhatsAppAudio, body, options);
  }

  /** Sends a sticker, in any form of `sendMedia`, held in memory; the gateway converts the image to webp. Baileys only. */
  sendSticker(body: SendStickerBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendSticker, body, options);
  }

  /** Posts a status (story). Baileys only. More than 10 recipients go out in batches, and the gateway hides failures of later ones. */
  sendStatus(body: SendStatusBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendStatus, body, options);
  }

  /** Sends a place. Baileys and Business. */
  sendLocation(body: SendLocationBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendLocation, body, options);
  }

  /** Sends one or more contact cards. Baileys and Business. */
  sendContact(body: SendContactBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendContact, body, options);
  }

  /** Reacts to a message, or takes a reaction back with `""`. The chat is `key.remoteJid`. Baileys and Business. */
  sendReaction(body: SendReactionBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendReaction, body, options);
  }

  /** Asks a question with 2 to 10 options. Baileys only. Votes arrive from gateway 2.3.7 on. */
  sendPoll(body: SendPollBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendPoll, body, options);
  }

  /** Sends a list to choose from. Baileys and Business. On Baileys it is accepted and often never shown. */
  sendList(body: SendListBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendList, body, options);
  }

  /** Sends buttons. All integrations; Business sends reply buttons only. On Baileys they are accepted and often never shown. */
  sendButtons(body: SendButtonsBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendButtons, body, options);
  }

  /** Sends a template that Meta has approved: the only way to write first, or after 24 h. Business only. */
  sendTemplate(body: SendTemplateBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(endpoints.sendTemplate, body, options);
  }

  /**
   * Sends cards to swipe through. Baileys only, from gateway 2.4 on.
   *
   * @throws {NotFoundError} the gateway is older; nothing was sent
   */
  sendCarousel(body: SendCarouselBody, options?: RequestOptions): Promise<SentMessage> {
    return this.#call(laterEndpoints.sendCarousel, body, options);
  }
}
