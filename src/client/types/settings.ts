/** How an instance behaves. Optional fields keep their stored value when left out. */
export interface SetSettingsBody {
  /** Rejects incoming calls. */
  readonly rejectCall: boolean;
  /** The text to answer a rejected call with, at most 100 characters. */
  readonly msgCall?: string | undefined;
  /** Drops what happens in groups. */
  readonly groupsIgnore: boolean;
  /** Acts at the next connection. */
  readonly alwaysOnline: boolean;
  readonly readMessages: boolean;
  readonly readStatus: boolean;
  /** Acts at the next connection. */
  readonly syncFullHistory: boolean;
  readonly wavoipToken?: string | undefined;
}

/** The gateway's echo: what was sent, not what is stored. */
export interface SettingsAnswer {
  readonly settings: { readonly instanceName: string; readonly settings: SetSettingsBody };
}

export interface SettingsRow {
  readonly rejectCall: boolean;
  readonly msgCall: string;
  readonly groupsIgnore: boolean;
  readonly alwaysOnline: boolean;
  readonly readMessages: boolean;
  readonly readStatus: boolean;
  readonly syncFullHistory: boolean;
  /** A secret. */
  readonly wavoipToken: string;
}

/** The way an instance reaches WhatsApp. Acts at the next connection. */
export interface SetProxyBody {
  /** `false` blanks the stored fields; `host`, `port` and `protocol` must be non-empty all the same. */
  readonly enabled: boolean;
  readonly host: string;
  /** A text of digits: the gateway refuses a number. */
  readonly port: string;
  /** E.g. `http`. */
  readonly protocol: string;
  /** @default "" */
  readonly username?: string | undefined;
  /** @default "" */
  readonly password?: string | undefined;
}

/** What the gateway stores: after `enabled: false` every other field is `""`. */
export interface ProxyAnswer {
  readonly proxy: {
    readonly instanceName: string;
    readonly proxy: Pick<ProxyRow, "enabled" | "host" | "port" | "protocol" | "username" | "password">;
  };
}

export interface ProxyRow {
  readonly id: string;
  readonly enabled: boolean;
  readonly host: string;
  readonly port: string;
  readonly protocol: string;
  readonly username: string;
  /** A secret. */
  readonly password: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}
