import type { TextBlock } from "../format/index.js";
import type { Fault } from "../testing/index.js";

/** Everything the page shows, as it is when a browser connects. What changes later comes as {@link Update}s. */
export interface Snapshot {
  /** Names this run of the simulator: a page of another run starts anew. */
  readonly run: string;
  /** The gateway's time, epoch ms. */
  readonly now: number;
  /** What a bot needs to reach the gateway. The key is the fake gateway's own. */
  readonly gateway: { readonly url: string; readonly apiKey: string; readonly version: string };
  readonly instances: readonly InstanceView[];
  readonly phones: readonly PhoneView[];
  readonly groups: readonly GroupView[];
  /** By the phone's number, oldest first. */
  readonly messages: Readonly<Record<string, readonly MessageView[]>>;
  readonly typing: readonly TypingView[];
  readonly faults: FaultsView;
  /** Oldest first; only the latest are kept. */
  readonly traffic: readonly TrafficEntry[];
}

export type Update =
  | { readonly type: "instances"; readonly instances: readonly InstanceView[] }
  | { readonly type: "phone"; readonly phone: PhoneView }
  | { readonly type: "groups"; readonly groups: readonly GroupView[] }
  | { readonly type: "message"; readonly phone: string; readonly message: MessageView }
  | { readonly type: "typing"; readonly typing: TypingView }
  | { readonly type: "faults"; readonly faults: FaultsView }
  | { readonly type: "traffic"; readonly entry: TrafficEntry }
  | { readonly type: "clock"; readonly now: number };

export interface InstanceView {
  readonly name: string;
  readonly integration: string;
  readonly state: string;
  readonly webhookUrl: string | undefined;
  /** What there is to scan; `image` is its address on this server. */
  readonly qr: { readonly image: string; readonly pairingCode: string | undefined } | undefined;
}

export interface PhoneView {
  readonly number: string;
  readonly name: string;
}

export interface GroupView {
  /** Its JID. */
  readonly id: string;
  readonly subject: string;
  /** What its members are called. */
  readonly members: readonly string[];
  /** Numbers of the phones in it. */
  readonly phones: readonly string[];
  /** Names of the instances in it. */
  readonly instances: readonly string[];
}

export interface TypingView {
  readonly phone: string;
  readonly chat: string;
  readonly state: "composing" | "recording" | "paused";
}

/** One message on one phone's screen. */
export interface MessageView {
  readonly id: string;
  /** The instance's name, or the group's JID. */
  readonly chat: string;
  readonly mine: boolean;
  /** What its author is called. */
  readonly author: string;
  /** Epoch ms. */
  readonly at: number;
  /** One line for the list of chats. */
  readonly preview: string;
  readonly blocks: readonly TextBlock[];
  /** The text as it was typed, for editing. */
  readonly text: string;
  readonly parts: MessageParts;
  readonly quoted?: { readonly id: string; readonly author: string; readonly preview: string };
  readonly reactions: readonly { readonly emoji: string; readonly author: string; readonly mine: boolean }[];
  readonly status: "sent" | "delivered" | "read" | undefined;
  readonly unread: boolean;
  readonly forwarded: boolean;
  readonly edited: boolean;
  readonly deleted: boolean;
}

/** What a message has besides its text. */
export interface MessageParts {
  readonly title?: string;
  readonly footer?: string;
  readonly media?: MediaView;
  readonly location?: PlaceView;
  readonly contacts?: readonly { readonly name: string; readonly phones: readonly string[] }[];
  readonly poll?: PollView;
  readonly buttons?: readonly ButtonView[];
  readonly list?: ListView;
  /** What this page cannot draw, in words. */
  readonly note?: string;
}

export interface MediaView {
  readonly kind: "image" | "video" | "audio" | "document" | "sticker";
  /** Its address on this server; `undefined` when the bytes are not there. */
  readonly url: string | undefined;
  readonly mimeType: string;
  readonly fileName: string | undefined;
  /** In bytes. */
  readonly size: number | undefined;
  readonly durationMs: number | undefined;
  /** A recording of the microphone, or a round video. */
  readonly note: boolean;
}

export interface PlaceView {
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string | undefined;
  readonly address: string | undefined;
}

export interface PollView {
  /** How many a person may choose; 0 for any number. */
  readonly selectable: number;
  readonly options: readonly { readonly name: string; readonly voters: readonly string[]; readonly mine: boolean }[];
}

export interface ButtonView {
  /** Only a reply does something here; the others open apps on a real phone. */
  readonly kind: "reply" | "url" | "call" | "copy" | "other";
  readonly id: string;
  readonly title: string;
}

export interface ListView {
  /** What stands on the button that opens it. */
  readonly button: string;
  readonly sections: readonly {
    readonly title: string;
    readonly rows: readonly { readonly id: string; readonly title: string; readonly description: string }[];
  }[];
}

export interface FaultsView {
  /** Those that may still strike. `id` is there for those that can be taken back one by one. */
  readonly active: readonly { readonly id: string | undefined; readonly fault: Fault }[];
  readonly isEverythingTwice: boolean;
}

/** One webhook post or REST call, without keys. */
export interface TrafficEntry {
  readonly id: string;
  readonly kind: "webhook" | "rest";
  /** Epoch ms. */
  readonly at: number;
  /** The event, or method and path. */
  readonly title: string;
  readonly detail: string;
  /** `undefined`: no answer came, or the connection was cut. */
  readonly status: number | undefined;
  readonly isFailure: boolean;
  readonly attempt: number | undefined;
  readonly request: unknown;
  readonly response: unknown;
  /** Ids of the messages it is about. */
  readonly messages: readonly string[];
}
