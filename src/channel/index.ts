// The channel

export type { Logger } from "../types/index.js";
export { type Channel, createChannel } from "./channel.js";
export type { ChannelOptions } from "./options.js";
// A turn, as its handler sees it
export type { TurnHandler } from "./run-turn.js";
export type { ReplyHandle, Turn } from "./turn.js";
