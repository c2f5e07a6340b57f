import { InvalidArgumentError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";
import type { DownloadedMedia } from "../../types/index.js";
import type { RequestOptions } from "../call.js";
import {
  checkAnnounced,
  type DownloadOptions,
  decodeMedia,
  defaultMaxBytes,
  longestAnswer,
  tooLarge,
} from "../download.js";
import { endpoints, laterEndpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import { isAnswerTooLong } from "../transport.js";
import type {
  ArchiveChatBody,
  ArchivedChat,
  ChatRow,
  ContactRow,
  DeleteMessageBody,
  FindChatsBody,
  FindContactsBody,
  FindMessagesBody,
  FindStatusMessageBody,
  FoundChat,
  FoundMessages,
  GetBase64Body,
  MarkChatUnreadBody,
  MarkMessageAsReadBody,
  MediaBase64,
  MessageStatusRow,
  MessagesRead,
  ProfilePicture,
  ProtocolAnswer,
  SendPresenceBody,
  UnreadChat,
  UpdateBlockStatusBody,
  UpdateMessageBody,
  WhatsAppNumber,
  WhatsAppNumbersBody,
} from "../types/chat.js";
import type { Presence } from "../types/instance.js";
import type {
  FindChannelsBody,
  FoundChannels,
  GetPollVoteBody,
  MarkMessageAsPlayedBody,
  MessagesPlayed,
  PollVotes,
} from "../types/later.js";

/**
 * An instance's chats: who is on WhatsApp, what is done to messages and chats, and what the gateway has stored of them.
 * What is marked "Baileys only" the other integrations refuse with a {@link ValidationError}.
 */
export class ChatsResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Which numbers are on WhatsApp. Baileys only, safe to repeat.
   *
   * The answer has its own order (groups before people), so match by `number`. Ask with bare digits: with `+`, spaces or a
   * full JID, Brazilian, Mexican and Argentinian numbers may be missed. A number that has left WhatsApp may be reported
   * as existing for days where the server caches the answers; a LID always exists.
   *
   * @throws {ValidationError} none was given, or one twice
   * @throws {ApiError} without `details` (a 400 with nothing in it): the instance is not connected
   * @example const [found] = await shop.chats.whatsappNumbers({ numbers: ["5511999990001"] });
   */
  whatsappNumbers(body: WhatsAppNumbersBody, options?: RequestOptions): Promise<WhatsAppNumber[]> {
    return this.#call(endpoints.whatsappNumbers, body, options);
  }

  /**
   * Shows the senders that messages were read. Baileys only, safe to repeat.
   *
   * Before 2.4.0 a key whose `remoteJid` is a LID is skipped and the answer says success all the same: use the key's
   * `remoteJidAlt` as `remoteJid`.
   *
   * @throws {ServerError} the instance is not connected, or WhatsApp refused
   */
  markMessageAsRead(body: MarkMessageAsReadBody, options?: RequestOptions): Promise<MessagesRead> {
    return this.#call(endpoints.markMessageAsRead, body, options);
  }

  /** Puts a chat into the archive or takes it out. Baileys only, safe to repeat. The answer says `archived: true` either way. */
  archiveChat(body: ArchiveChatBody, options?: RequestOptions): Promise<ArchivedChat> {
    return this.#call(endpoints.archiveChat, body, options);
  }

  /** Marks a chat as unread. Baileys only, safe to repeat. */
  markChatUnread(body: MarkChatUnreadBody, options?: RequestOptions): Promise<UnreadChat> {
    return this.#call(endpoints.markChatUnread, body, options);
  }

  /**
   * Takes a message back from everyone. Baileys only. Answers the deletion's own message. Not repeated by itself.
   *
   * @throws {ValidationError} `id`, `fromMe` or `remoteJid` is missing
   */
  deleteMessageForEveryone(body: DeleteMessageBody, options?: RequestOptions): Promise<ProtocolAnswer> {
    return this.#call(endpoints.deleteMessageForEveryone, body, options);
  }

  /**
   * The address of a profile picture. All integrations, safe to repeat. Only Baileys finds one: the others always answer
   * `null`, and so does Baileys after any failure, e.g. when it is not connected.
   */
  fetchProfilePictureUrl(body: { number: string }, options?: RequestOptions): Promise<ProfilePicture> {
    return this.#call(endpoints.fetchProfilePictureUrl, body, options);
  }

  /**
   * A message's media as base64. Safe to repeat; waits up to 60 s. Ask soon after the message: media expires.
   *
   * Baileys downloads and decrypts it (a second time after 5 s when that fails). On the Business integration 2.3.6 only
   * gives back the `base64` inside the event that was passed. From 2.3.7 on the answer may be `null`.
   *
   * @throws {ValidationError} the message is not stored, or holds no media
   * @throws {ApiError} the media could not be downloaded
   * @example const media = await shop.chats.getBase64FromMediaMessage({ message: { key: { id } } });
   */
  getBase64FromMediaMessage(body: GetBase64Body, options?: RequestOptions): Promise<MediaBase64 | null> {
    return this.#call(endpoints.getBase64FromMediaMessage, body, options);
  }

  /**
   * A message's file as bytes, or as a stream. Safe to repeat; waits up to 60 s. Ask soon after the message: media expires.
   * What {@link getBase64FromMediaMessage} says of the integrations holds here.
   *
   * @throws {MediaError} there is no file (any more), or it is larger than `maxBytes` (100 MB)
   * @throws {ValidationError} the message is not stored, or holds no media
   * @example const { bytes, mimetype } = await shop.chats.downloadMedia({ message: { key: { id } } }, { maxBytes: 20e6 });
   */
  async downloadMedia(body: GetBase64Body, options: DownloadOptions = {}): Promise<DownloadedMedia> {
    const { maxBytes = defaultMaxBytes, ...rest } = options;
    if (typeof maxBytes !== "number" || !(maxBytes >= 1)) {
      const got = describe(maxBytes);
      throw new InvalidArgumentError(
        `Expected \`maxBytes\` to be a number of bytes above 0, got ${got}. Pass e.g. 20e6.`,
      );
    }
    checkAnnounced(body, maxBytes);
    try {
      const answer = await this.getBase64FromMediaMessage(body, { ...rest, maxAnswerBytes: longestAnswer(maxBytes) });
      return decodeMedia(answer, maxBytes);
    } catch (error) {
      throw isAnswerTooLong(error) ? tooLarge("more than that", maxBytes) : error;
    }
  }

  /**
   * Edits a text, or the caption of an image or a video, that this instance has sent. Baileys only. Not repeated by
   * itself: it can fail after the edit went out (a 404, or the text of a database error). Needs Postgres.
   *
   * @throws {ValidationError} the message is not stored or of another kind, or `number` is not its stored chat
   */
  updateMessage(body: UpdateMessageBody, options?: RequestOptions): Promise<ProtocolAnswer> {
    return this.#call(endpoints.updateMessage, body, options);
  }

  /**
   * Shows "typing…" or another presence in a chat, then `paused`. Baileys only.
   * The gateway holds the request for `delay` ms, so the timeout is extended by it. Not repeated by itself.
   *
   * @throws {InstanceNotConnectedError} the instance is not connected
   * @example await shop.chats.sendPresence({ number: "5511999990001", presence: "composing", delay: 1500 });
   */
  sendPresence(body: SendPresenceBody, options?: RequestOptions): Promise<{ presence: Presence }> {
    return this.#call(endpoints.sendPresence, body, options);
  }

  /** Blocks or unblocks a number. Baileys only, safe to repeat. */
  updateBlockStatus(body: UpdateBlockStatusBody, options?: RequestOptions): Promise<{ block: "success" }> {
    return this.#call(endpoints.updateBlockStatus, body, options);
  }

  /** Stored contacts: people, groups, and members of groups. All integrations, safe to repeat. All at once unless `offset` is given. */
  findContacts(body: FindContactsBody = {}, options?: RequestOptions): Promise<ContactRow[]> {
    return this.#call(endpoints.findContacts, body, options);
  }

  /**
   * Stored messages, newest first. All integrations, safe to repeat. Empty where the server does not store messages
   * (`DATABASE_SAVE_DATA_NEW_MESSAGE`). A chat may be stored under its LID, its phone, or both: ask for each.
   *
   * @example const { messages } = await shop.chats.findMessages({ where: { key: { remoteJid } }, offset: 20 });
   */
  findMessages(body: FindMessagesBody = {}, options?: RequestOptions): Promise<FoundMessages> {
    return this.#call(endpoints.findMessages, body, options);
  }

  /** Stored statuses of messages, one row per change. All integrations, safe to repeat. */
  findStatusMessage(body: FindStatusMessageBody = {}, options?: RequestOptions): Promise<MessageStatusRow[]> {
    return this.#call(endpoints.findStatusMessage, body, options);
  }

  /**
   * Stored chats with their last message, newest first. All integrations, safe to repeat. Chats without stored messages
   * are missing. Needs Postgres: on MySQL it fails before 2.4.0.
   *
   * @example const chats = await shop.chats.findChats({ take: 20 });
   */
  findChats(body: FindChatsBody = {}, options?: RequestOptions): Promise<FoundChat[]> {
    return this.#call(endpoints.findChats, body, options);
  }

  /** The stored row of one chat, `null` when there is none. All integrations, safe to repeat. */
  findChatByRemoteJid(query: { remoteJid: string }, options?: RequestOptions): Promise<ChatRow | null> {
    return this.#call(endpoints.findChatByRemoteJid, undefined, options, { query: { remoteJid: query.remoteJid } });
  }

  /**
   * Shows the senders that voice notes were played. Baileys only, from gateway 2.4 on. Safe to repeat.
   *
   * @throws {NotFoundError} the gateway is older
   */
  markMessageAsPlayed(body: MarkMessageAsPlayedBody, options?: RequestOptions): Promise<MessagesPlayed> {
    return this.#call(laterEndpoints.markMessageAsPlayed, body, options);
  }

  /**
   * Who has voted for what in a poll of this instance. Baileys only, from gateway 2.4 on. Safe to repeat. The gateway must
   * have stored the poll and its votes.
   *
   * @throws {NotFoundError} the gateway is older
   * @throws {ServerError} the poll is not stored
   */
  getPollVote(body: GetPollVoteBody, options?: RequestOptions): Promise<PollVotes> {
    return this.#call(laterEndpoints.getPollVote, body, options);
  }

  /**
   * WhatsApp channels of which a message is stored. Baileys only, from gateway 2.4 on. Safe to repeat.
   *
   * @throws {NotFoundError} the gateway is older
   */
  findChannels(body: FindChannelsBody = {}, options?: RequestOptions): Promise<FoundChannels> {
    return this.#call(laterEndpoints.findChannels, body, options);
  }
}
