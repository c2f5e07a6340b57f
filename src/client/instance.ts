import type { Caller, CallInput, RequestOptions } from "./call.js";
import type { Endpoint } from "./endpoints/index.js";
import { ChatsResource } from "./resources/chats.js";
import { EventsResource } from "./resources/events.js";
import { MessagesResource } from "./resources/messages.js";

/** A call whose instance is already chosen. */
export type InstanceCall = <T>(
  endpoint: Endpoint,
  body?: object,
  options?: RequestOptions,
  /** The query, or other parameters of the path. */
  more?: Pick<CallInput, "query" | "params">,
) => Promise<T>;

/** The client bound to one instance: everything that an instance can do. Cheap to create, nothing to close. */
export class InstanceClient {
  readonly instanceName: string;
  readonly messages: MessagesResource;
  readonly chats: ChatsResource;
  readonly events: EventsResource;

  constructor(caller: Caller, instanceName: string) {
    const call: InstanceCall = (endpoint, body, options, more) =>
      caller.call(endpoint, { instanceName, body, ...more }, options);
    this.instanceName = instanceName;
    this.messages = new MessagesResource(call);
    this.chats = new ChatsResource(call);
    this.events = new EventsResource(call);
  }
}
