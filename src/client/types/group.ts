import type { MediaSource } from "../media/source.js";

/** Names a group. */
export interface GroupRef {
  /** Such as `120363020000000001@g.us`; the gateway adds a missing `@g.us`. */
  readonly groupJid: string;
}

export interface InviteCodeRef {
  /** The 22 letters and digits at the end of the invite link. */
  readonly inviteCode: string;
}

export interface GroupParticipant {
  /** The phone's JID, or the LID in a group that hides phones. */
  readonly id: string;
  /** The phone's JID, where `id` is a LID. */
  readonly phoneNumber?: string;
  readonly lid?: string;
  readonly admin: "admin" | "superadmin" | null;
}

/** A participant with what the gateway has stored of the contact. */
export interface GroupMember extends GroupParticipant {
  readonly name?: string;
  readonly imgUrl?: string;
}

/** What every answer about a group has. */
interface GroupFields {
  readonly id: string;
  readonly subject: string;
  readonly subjectOwner?: string;
  /** Epoch **seconds**. */
  readonly subjectTime?: number;
  /** How many participants. */
  readonly size: number;
  /** Epoch **seconds**. */
  readonly creation: number;
  readonly owner?: string;
  readonly desc?: string;
  readonly descId?: string;
  /** Only admins change subject, picture and description. */
  readonly restrict: boolean;
  /** Only admins send. */
  readonly announce: boolean;
  readonly isCommunity: boolean;
  readonly isCommunityAnnounce: boolean;
  /** The community it belongs to. */
  readonly linkedParent?: string;
}

/** A group as the gateway shows it. */
export interface GroupInfo extends GroupFields {
  readonly pictureUrl: string | null;
  readonly participants: readonly GroupParticipant[];
}

/** A group in the list of all: its participants only when they were asked for. */
export interface GroupListItem extends GroupFields {
  readonly pictureUrl: string | null;
  readonly participants?: readonly GroupParticipant[];
}

/** A group as Baileys shows it. */
export interface GroupMetadata extends GroupFields {
  /** `lid` when participants are named by LIDs, `pn` when by phones. */
  readonly addressingMode?: "pn" | "lid" | (string & {});
  readonly descOwner?: string;
  readonly joinApprovalMode?: boolean;
  readonly memberAddMode?: boolean;
  readonly participants: readonly GroupParticipant[];
  readonly [field: string]: unknown;
}

export interface CreateGroupBody {
  readonly subject: string;
  /** At least one, all different, at least 10 characters each. Numbers that are not on WhatsApp are left out in silence. */
  readonly participants: readonly string[];
  readonly description?: string | undefined;
  /** Makes the participants admins. */
  readonly promoteParticipants?: boolean | undefined;
}

export interface UpdateGroupSubjectBody extends GroupRef {
  readonly subject: string;
}

export interface UpdateGroupPictureBody extends GroupRef {
  readonly image: MediaSource;
}

export interface UpdateGroupDescriptionBody extends GroupRef {
  readonly description: string;
}

export interface FetchAllGroupsQuery {
  /** Whether each group comes with its participants. The gateway fails without this field. */
  readonly getParticipants: boolean;
}

export interface InviteCode {
  readonly inviteUrl: string;
  readonly inviteCode: string;
}

export interface AcceptedInvite {
  readonly accepted: true;
  readonly groupJid: string;
}

export interface SendInviteBody extends GroupRef {
  readonly numbers: readonly string[];
  /** Sent along with the link. */
  readonly description: string;
}

export interface SentInvite {
  readonly send: true;
  readonly inviteUrl: string;
}

export interface RevokedInviteCode {
  readonly revoked: true;
  /** The new code. */
  readonly inviteCode: string;
}

export interface UpdateParticipantBody extends GroupRef {
  readonly action: "add" | "remove" | "promote" | "demote";
  readonly participants: readonly string[];
}

export interface UpdatedParticipants {
  readonly updateParticipants: readonly {
    /** `"200"` when it worked; otherwise why not, e.g. `"403"`. */
    readonly status: string;
    readonly jid: string;
    readonly content: unknown;
  }[];
}

export interface UpdateSettingBody extends GroupRef {
  /** `announcement`: only admins send. `locked`: only admins change subject, picture and description. */
  readonly action: "announcement" | "not_announcement" | "locked" | "unlocked";
}

export interface ToggleEphemeralBody extends GroupRef {
  /** When messages vanish, in **seconds**: never, a day, a week, 90 days. */
  readonly expiration: 0 | 86_400 | 604_800 | 7_776_000;
}

export interface LeftGroup {
  readonly groupJid: string;
  readonly leave: true;
}

export interface UpdateMemberAddModeBody extends GroupRef {
  readonly mode: "admin_add" | "all_member_add";
}
