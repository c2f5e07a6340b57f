import type { Caller, RequestOptions } from "./call.js";
import type { Endpoint } from "./endpoints.js";
import { ChatsResource } from "./resources/chats.js";
import { EventsResource } from "./resources/events.js";
import { MessagesResource } from "./resources/messages.js";

/** A call whose instance is already chosen. */
export type InstanceCall = <T>(endpoint: Endpoint, body?: object, options?: RequestOptions) => Promise<T>;

/** The client bound to one instance: everything that an instance can do. Cheap to create, nothing to close. */
export class InstanceClient {
  readonly instanceName: string;
  readonly messages: MessagesResource;
  readonly chats: ChatsResource;
  readonly events: EventsResource;

  constructor(caller: Caller, instanceName: string) {
    const call: InstanceCall = (endpoint, body, options) =>
      caller.call(endpoint, body === undefined ? { instanceName } : { instanceName, body }, options);
    this.instanceName = instanceName;
    this.messages = new MessagesResource(call);
    this.chats = new ChatsResource(call);
    this.events = new EventsResource(call);
  }
}
