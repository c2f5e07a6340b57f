/** A member. Some versions send bare JIDs; here it is always an object. */
export interface GroupParticipant {
  /** The address as it came: a LID in groups that are addressed by LID. */
  id: string;
  /** The phone's JID, where `id` is a LID. */
  phoneNumber?: string;
  /** The LID, where `id` is a phone. */
  lid?: string;
  admin?: "admin" | "superadmin" | null;
  name?: string;
}

/** A group the instance has joined or created. */
export interface GroupRecord {
  id: string;
  subject: string;
  participants: GroupParticipant[];
  addressingMode?: string;
  owner?: string;
  ownerPn?: string;
  desc?: string;
  size?: number;
  /** Epoch **seconds**. */
  creation?: number;
  subjectTime?: number;
  announce?: boolean;
  restrict?: boolean;
  isCommunity?: boolean;
  joinApprovalMode?: boolean;
  memberAddMode?: boolean;
  author?: string;
  authorPn?: string;
}

/** What has changed of a group: `id`, who did it, and the changed fields. */
export type GroupUpdate = Pick<GroupRecord, "id"> & Partial<GroupRecord>;

/** People joined, left, or changed their role. */
export interface GroupParticipantsUpdate {
  /** The group. */
  id: string;
  action: "add" | "remove" | "promote" | "demote" | "modify" | (string & {});
  participants: GroupParticipant[];
  /** Who did it. Somebody who removed himself has left. */
  author?: string;
  authorPn?: string;
}
