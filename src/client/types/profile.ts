/** Without `number`: the instance's own. */
export interface ProfileQuery {
  readonly number?: string | undefined;
}

export interface Profile {
  readonly wuid: string;
  readonly numberExists: boolean;
  /** As the gateway stored it. Absent for the instance's own number, like `picture` and `status`. */
  readonly name?: string | null;
  readonly picture?: string | null;
  /** The "about" text. */
  readonly status?: { readonly status?: string | null; readonly [field: string]: unknown } | null;
  readonly isBusiness: boolean;
  readonly email?: string;
  readonly description?: string;
  readonly website?: string;
}

/** What the gateway answers with a 200 when looking a number up failed. Known by the missing `numberExists`. */
export interface FailedLookup {
  readonly wuid: string;
  readonly numberExists?: never;
  readonly name: null;
  readonly isBusiness: false;
}

export interface FailedProfile extends FailedLookup {
  readonly picture: null;
  readonly status: null;
  readonly os: null;
}

export interface BusinessProfile {
  readonly isBusiness: true;
  readonly wid?: string;
  readonly description?: string;
  readonly website?: readonly string[];
  readonly email?: string;
  readonly category?: string;
  readonly address?: string;
  readonly business_hours?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export interface NoBusinessProfile {
  readonly isBusiness: false;
  readonly message: string;
  readonly jid: string;
  readonly exists: boolean;
  readonly number: string;
  readonly name?: string;
}

/** Who may see or do something. `contact_blacklist`: contacts, except those chosen on the phone. */
export type Audience = "all" | "contacts" | "contact_blacklist" | "none";

/** All six are needed to change one. */
export interface PrivacySettings {
  readonly readreceipts: "all" | "none";
  readonly profile: Audience;
  readonly status: Audience;
  readonly online: "all" | "match_last_seen";
  readonly last: Audience;
  readonly groupadd: Audience;
}

/** What a write answers when WhatsApp has taken it. */
export interface Updated {
  readonly update: "success";
}

export interface UpdatedPrivacySettings extends Updated {
  readonly data: PrivacySettings;
}
