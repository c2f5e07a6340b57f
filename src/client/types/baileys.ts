/** WhatsApp's own binary XML, as Baileys writes it. */
export interface BaileysNode {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string>>;
  readonly content?: unknown;
}

export interface BaileysPresence {
  readonly jid: string;
  readonly exists: boolean;
}

export interface ProfilePictureUrlBody {
  readonly jid: string;
  readonly type: "image" | "preview";
  /** How long the gateway waits for WhatsApp, in ms. */
  readonly timeoutMs: number;
}

export interface CreateParticipantNodesBody {
  readonly jids: readonly string[];
  /** The message, as Baileys writes it. */
  readonly message: Readonly<Record<string, unknown>>;
  /** More attributes for each node; `{}` for none. */
  readonly extraAttrs: Readonly<Record<string, string>>;
}

export interface ParticipantNodes {
  /** Their binary contents are base64. */
  readonly nodes: readonly BaileysNode[];
  readonly shouldIncludeDeviceIdentity: boolean;
}

export interface GetUSyncDevicesBody {
  readonly jids: readonly string[];
  readonly useCache: boolean;
  readonly ignoreZeroDevices: boolean;
}

/** A device of an account, as the server's Baileys version describes it. */
export interface BaileysDevice {
  readonly [field: string]: unknown;
}

export interface DecryptMessageBody {
  readonly jid: string;
  readonly type: "pkmsg" | "msg";
  /** In base64. */
  readonly ciphertext: string;
}

/** Contains the account's secrets. */
export interface BaileysAuthState {
  readonly me: unknown;
  readonly account: unknown;
}
