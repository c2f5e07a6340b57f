/** A contact. The gateway sends one alone or several; here it is always a list. */
export interface ContactRecord {
  /** Absent on the Business integration. */
  remoteJid?: string;
  /** Empty for messages of our own. */
  pushName?: string | null;
  profilePicUrl?: string | null;
  instanceId?: string;
}

/** A chat. The gateway sends one alone or several; here it is always a list. */
export interface ChatRecord {
  /** Absent where only a name has changed: then `id` and `name` are all there is. */
  remoteJid?: string;
  /** The gateway's database row. */
  id?: string;
  name?: string;
  /** After a status it is always 0, whatever is unread. */
  unreadMessages?: number;
  instanceId?: string;
}

/** What people are doing in a chat. Only for chats that the gateway watches: those it has shown "typing…" in. */
export interface PresenceUpdate {
  /** The chat. */
  id: string;
  /** By person; in groups by participant. */
  presences: Record<string, PersonPresence>;
}

export interface PersonPresence {
  lastKnownPresence: "unavailable" | "available" | "composing" | "recording" | "paused" | (string & {});
  /** Epoch **seconds**. */
  lastSeen?: number;
}

/** Comes twice when a stored label is deleted. */
export interface LabelEdit {
  id: string;
  name: string;
  /** A number here, a text over REST. */
  color?: number;
  deleted?: boolean;
  predefinedId?: string;
  instance?: string;
}

/** In 2.3.6 only where the gateway does not store chats: otherwise it fails before it gets here. */
export interface LabelAssociation {
  type: "add" | "remove" | (string & {});
  chatId: string;
  labelId: string;
  instance?: string;
}

/** A call, or over the websocket also a raw stanza under the same name: ask for `id` first. */
export type Call =
  | {
      id: string;
      chatId: string;
      /** May be a LID. */
      from: string;
      status: "offer" | "ringing" | "accept" | "reject" | "timeout" | "terminate" | (string & {});
      isVideo?: boolean;
      isGroup?: boolean;
      groupJid?: string;
      offline?: boolean;
      date?: string;
      latencyMs?: number;
    }
  | { event: string; packet: unknown; id?: undefined };
