import type { Caller, CallInput, RequestOptions } from "./call.js";
import type { Endpoint } from "./endpoints/index.js";
import { BaileysResource } from "./resources/baileys.js";
import { BusinessResource } from "./resources/business.js";
import { CallsResource } from "./resources/calls.js";
import { ChatbotsResource } from "./resources/chatbots.js";
import { ChatsResource } from "./resources/chats.js";
import { ChatwootResource } from "./resources/chatwoot.js";
import { EventsResource } from "./resources/events.js";
import { GroupsResource } from "./resources/groups.js";
import { LabelsResource } from "./resources/labels.js";
import { MessagesResource } from "./resources/messages.js";
import { ProfileResource } from "./resources/profile.js";
import { ProxyResource } from "./resources/proxy.js";
import { SettingsResource } from "./resources/settings.js";
import { StorageResource } from "./resources/storage.js";
import { TemplatesResource } from "./resources/templates.js";

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
  readonly groups: GroupsResource;
  readonly profile: ProfileResource;
  readonly settings: SettingsResource;
  readonly proxy: ProxyResource;
  readonly events: EventsResource;
  readonly labels: LabelsResource;
  readonly calls: CallsResource;
  readonly business: BusinessResource;
  readonly templates: TemplatesResource;
  readonly chatbots: ChatbotsResource;
  readonly chatwoot: ChatwootResource;
  readonly storage: StorageResource;
  readonly baileys: BaileysResource;

  constructor(caller: Caller, instanceName: string) {
    const call: InstanceCall = (endpoint, body, options, more) =>
      caller.call(endpoint, { instanceName, body, ...more }, options);
    this.instanceName = instanceName;
    this.messages = new MessagesResource(call);
    this.chats = new ChatsResource(call);
    this.groups = new GroupsResource(call);
    this.profile = new ProfileResource(call);
    this.settings = new SettingsResource(call);
    this.proxy = new ProxyResource(call);
    this.events = new EventsResource(call);
    this.labels = new LabelsResource(call);
    this.calls = new CallsResource(call);
    this.business = new BusinessResource(call);
    this.templates = new TemplatesResource(call);
    this.chatbots = new ChatbotsResource(call);
    this.chatwoot = new ChatwootResource(call);
    this.storage = new StorageResource(call);
    this.baileys = new BaileysResource(call);
  }
}
