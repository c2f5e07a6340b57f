export type { DownloadedMedia } from "./downloaded-media.js";
export { type Subscription, subscriptions } from "./event-names.js";
export type { Integration } from "./integration.js";
export type { Logger } from "./logger.js";
export type { MessageContent, MessageKey, MessageStatus, SentMessage, WhatsAppMessage } from "./message.js";
