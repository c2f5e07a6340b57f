// Events from the gateway's WebSocket

export type { Logger } from "../../types/index.js";
export type { Handle, HandleResult, Source } from "../source.js";
export type { WebsocketSourceOptions } from "./options.js";
export { websocketSource } from "./websocket.js";
