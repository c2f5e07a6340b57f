import { describe, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import {
  type ArchiveChatBody,
  type CreateGroupBody,
  type CreateInstanceBody,
  type DeleteMessageBody,
  EvolutionClient,
  type FindChatsBody,
  type FindContactsBody,
  type FindMessagesBody,
  type FindStatusMessageBody,
  type GetBase64Body,
  type GroupRef,
  type MarkChatUnreadBody,
  type MarkMessageAsReadBody,
  type PrivacySettings,
  type ProfileQuery,
  type SendButtonsBody,
  type SendContactBody,
  type SendInviteBody,
  type SendListBody,
  type SendLocationBody,
  type SendMediaBody,
  type SendPollBody,
  type SendPresenceBody,
  type SendPtvBody,
  type SendReactionBody,
  type SendStatusBody,
  type SendStickerBody,
  type SendTemplateBody,
  type SendTextBody,
  type SendWhatsAppAudioBody,
  type SetProxyBody,
  type SetSettingsBody,
  type ToggleEphemeralBody,
  type UpdateBlockStatusBody,
  type UpdateGroupDescriptionBody,
  type UpdateGroupPictureBody,
  type UpdateGroupSubjectBody,
  type UpdateMessageBody,
  type UpdateParticipantBody,
  type UpdateSettingBody,
  type WhatsAppNumbersBody,
} from "../../src/index.js";
import { type SchemaName, schemas } from "../../src/schemas/index.js";

type Output<Name extends SchemaName> = z.output<(typeof schemas)[Name]>;

const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "k" });
const shop = client.instance("shop");
const parsed = <Name extends SchemaName>(name: Name): Output<Name> =>
  schemas[name].parse(undefined) as unknown as Output<Name>;

describe("what a schema has checked is what the client's method takes", () => {
  it("for instances and their settings", () => {
    client.instances.create(parsed("createInstance"));
    client.instances.setPresence("shop", parsed("setPresence"));
    shop.settings.set(parsed("setSettings"));
    shop.proxy.set(parsed("setProxy"));
  });

  it("for messages", () => {
    shop.messages.sendText(parsed("sendText"));
    shop.messages.sendMedia(parsed("sendMedia"));
    shop.messages.sendPtv(parsed("sendPtv"));
    shop.messages.sendWhatsAppAudio(parsed("sendWhatsAppAudio"));
    shop.messages.sendSticker(parsed("sendSticker"));
    shop.messages.sendStatus(parsed("sendStatus"));
    shop.messages.sendLocation(parsed("sendLocation"));
    shop.messages.sendContact(parsed("sendContact"));
    shop.messages.sendReaction(parsed("sendReaction"));
    shop.messages.sendPoll(parsed("sendPoll"));
    shop.messages.sendList(parsed("sendList"));
    shop.messages.sendButtons(parsed("sendButtons"));
    shop.messages.sendTemplate(parsed("sendTemplate"));
  });

  it("for chats", () => {
    shop.chats.whatsappNumbers(parsed("whatsappNumbers"));
    shop.chats.markMessageAsRead(parsed("markMessageAsRead"));
    shop.chats.archiveChat(parsed("archiveChat"));
    shop.chats.markChatUnread(parsed("markChatUnread"));
    shop.chats.deleteMessageForEveryone(parsed("deleteMessageForEveryone"));
    shop.chats.fetchProfilePictureUrl(parsed("fetchProfilePictureUrl"));
    shop.chats.getBase64FromMediaMessage(parsed("getBase64FromMediaMessage"));
    shop.chats.updateMessage(parsed("updateMessage"));
    shop.chats.sendPresence(parsed("sendPresence"));
    shop.chats.updateBlockStatus(parsed("updateBlockStatus"));
    shop.chats.findContacts(parsed("findContacts"));
    shop.chats.findMessages(parsed("findMessages"));
    shop.chats.findStatusMessage(parsed("findStatusMessage"));
    shop.chats.findChats(parsed("findChats"));
  });

  it("for profiles", () => {
    shop.profile.fetchBusinessProfile(parsed("fetchBusinessProfile"));
    shop.profile.fetchProfile(parsed("fetchProfile"));
    shop.profile.updateProfileName(parsed("updateProfileName"));
    shop.profile.updateProfileStatus(parsed("updateProfileStatus"));
    shop.profile.updateProfilePicture(parsed("updateProfilePicture"));
    shop.profile.updatePrivacySettings(parsed("updatePrivacySettings"));
  });

  it("for groups", () => {
    shop.groups.create(parsed("createGroup"));
    shop.groups.updateGroupSubject(parsed("updateGroupSubject"));
    shop.groups.updateGroupPicture(parsed("updateGroupPicture"));
    shop.groups.updateGroupDescription(parsed("updateGroupDescription"));
    shop.groups.sendInvite(parsed("sendInvite"));
    shop.groups.revokeInviteCode(parsed("revokeInviteCode"));
    shop.groups.updateParticipant(parsed("updateParticipant"));
    shop.groups.updateSetting(parsed("updateSetting"));
    shop.groups.toggleEphemeral(parsed("toggleEphemeral"));
    shop.groups.leaveGroup(parsed("leaveGroup"));
  });

  it("for where events go, one level further in", () => {
    shop.events.webhook.set(parsed("webhookSet").webhook);
    shop.events.websocket.set(parsed("websocketSet").websocket);
    shop.events.rabbitmq.set(parsed("rabbitmqSet").rabbitmq);
    shop.events.nats.set(parsed("natsSet").nats);
    shop.events.sqs.set(parsed("sqsSet").sqs);
    shop.events.kafka.set(parsed("kafkaSet").kafka);
    shop.events.pusher.set(parsed("pusherSet").pusher);
  });

  it("for chatbots", () => {
    const { typebot, openai, dify, n8n, flowise, evoai, evolutionBot } = shop.chatbots;
    typebot.create(parsed("typebotCreate"));
    typebot.update("1", parsed("typebotUpdate"));
    typebot.settings(parsed("typebotSettings"));
    typebot.changeStatus(parsed("typebotChangeStatus"));
    typebot.ignoreJid(parsed("typebotIgnoreJid"));
    typebot.start(parsed("typebotStart"));
    openai.create(parsed("openaiCreate"));
    openai.settings(parsed("openaiSettings"));
    openai.createCreds(parsed("openaiCreateCreds"));
    dify.create(parsed("difyCreate"));
    dify.settings(parsed("difySettings"));
    n8n.create(parsed("n8nCreate"));
    n8n.settings(parsed("n8nSettings"));
    flowise.create(parsed("flowiseCreate"));
    flowise.settings(parsed("flowiseSettings"));
    evoai.create(parsed("evoaiCreate"));
    evoai.settings(parsed("evoaiSettings"));
    evolutionBot.create(parsed("evolutionBotCreate"));
    evolutionBot.settings(parsed("evolutionBotSettings"));
  });

  it("for everything else", () => {
    shop.business.getCatalog(parsed("getCatalog"));
    shop.business.getCollections(parsed("getCollections"));
    shop.templates.create(parsed("createTemplate"));
    shop.labels.handleLabel(parsed("handleLabel"));
    shop.calls.offer(parsed("offerCall"));
    shop.chatwoot.set(parsed("setChatwoot"));
    shop.storage.getMedia(parsed("getMedia"));
    shop.storage.getMediaUrl(parsed("getMediaUrl"));
    client.integrations.receiveEvolution(parsed("receiveEvolution"));
    client.integrations.receiveMeta(parsed("receiveMeta"));
    shop.baileys.onWhatsapp(parsed("onWhatsapp"));
    shop.baileys.profilePictureUrl(parsed("profilePictureUrl"));
    shop.baileys.assertSessions(parsed("assertSessions"));
    shop.baileys.createParticipantNodes(parsed("createParticipantNodes"));
    shop.baileys.getUSyncDevices(parsed("getUSyncDevices"));
    shop.baileys.sendNode(parsed("sendNode"));
    shop.baileys.signalRepositoryDecryptMessage(parsed("signalRepositoryDecryptMessage"));
  });
});

/** Without `readonly`, which the input of a schema does not know. */
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The client's own types; media are given as text on the wire. */
interface Bodies {
  createInstance: CreateInstanceBody;
  setSettings: SetSettingsBody;
  setProxy: SetProxyBody;
  sendText: SendTextBody;
  sendMedia: Omit<SendMediaBody, "media"> & { media: string };
  sendPtv: Omit<SendPtvBody, "video"> & { video: string };
  sendWhatsAppAudio: Omit<SendWhatsAppAudioBody, "audio"> & { audio: string };
  sendSticker: Omit<SendStickerBody, "sticker"> & { sticker: string };
  sendStatus: Omit<SendStatusBody, "content"> & { content: string };
  sendLocation: SendLocationBody;
  sendContact: SendContactBody;
  sendReaction: SendReactionBody;
  sendPoll: SendPollBody;
  sendList: SendListBody;
  sendButtons: SendButtonsBody;
  sendTemplate: SendTemplateBody;
  whatsappNumbers: WhatsAppNumbersBody;
  markMessageAsRead: MarkMessageAsReadBody;
  archiveChat: ArchiveChatBody;
  markChatUnread: MarkChatUnreadBody;
  deleteMessageForEveryone: DeleteMessageBody;
  getBase64FromMediaMessage: GetBase64Body;
  updateMessage: UpdateMessageBody;
  sendPresence: SendPresenceBody;
  updateBlockStatus: UpdateBlockStatusBody;
  findContacts: FindContactsBody;
  findMessages: FindMessagesBody;
  findStatusMessage: FindStatusMessageBody;
  findChats: FindChatsBody;
  fetchBusinessProfile: ProfileQuery;
  fetchProfile: ProfileQuery;
  updatePrivacySettings: PrivacySettings;
  createGroup: CreateGroupBody;
  updateGroupSubject: UpdateGroupSubjectBody;
  updateGroupPicture: Omit<UpdateGroupPictureBody, "image"> & { image: string };
  updateGroupDescription: UpdateGroupDescriptionBody;
  sendInvite: SendInviteBody;
  revokeInviteCode: GroupRef;
  updateParticipant: UpdateParticipantBody;
  updateSetting: UpdateSettingBody;
  toggleEphemeral: ToggleEphemeralBody;
  leaveGroup: GroupRef;
}

it("every body that the client takes has a type that its schema takes", () => {
  type Refused = {
    [Name in keyof Bodies]: Mutable<Bodies[Name]> extends z.input<(typeof schemas)[Name]> ? never : Name;
  }[keyof Bodies];
  expectTypeOf<Refused>().toEqualTypeOf<never>();
});

it("a field that the wire does not know does not compile", () => {
  // @ts-expect-error the wire's word is mentionsEveryOne
  const body: z.input<typeof schemas.sendText> = { number: "5511999990001", text: "oi", mentionsEveryone: true };
  expectTypeOf(body).toBeObject();
});
