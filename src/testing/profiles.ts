import type { JsonObject } from "../internal/record.js";

/** What WhatsApp knows of a number, a group or an instance's own phone, beside its messages. */
export interface FakeProfile {
  /** @default null */
  readonly pictureUrl?: string | null;
  /** The "about" text. @default null */
  readonly about?: string | null;
  /** Makes it a business: `description`, `website`, `email`, `category`, `address`, `business_hours`. @default none */
  readonly business?: JsonObject;
  /** The products that a business shows. @default none */
  readonly catalog?: readonly JsonObject[];
  readonly collections?: readonly JsonObject[];
}

/** By JID. */
export type Profiles = Map<string, FakeProfile>;

/** Where pictures are known from. */
export interface Pictures {
  readonly profiles: Profiles;
  readonly groups: ReadonlyMap<string, { readonly pictureUrl: string | null }>;
}

/** The picture of a person or a group; `null`: none. */
export const pictureOf = ({ profiles, groups }: Pictures, jid: string): string | null =>
  (groups.get(jid) ?? profiles.get(jid))?.pictureUrl ?? null;
