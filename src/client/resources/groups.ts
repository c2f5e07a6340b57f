import type { RequestOptions } from "../call.js";
import { endpoints, laterEndpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type {
  AcceptedInvite,
  CreateGroupBody,
  FetchAllGroupsQuery,
  GroupInfo,
  GroupListItem,
  GroupMember,
  GroupMetadata,
  GroupRef,
  InviteCode,
  InviteCodeRef,
  LeftGroup,
  RevokedInviteCode,
  SendInviteBody,
  SentInvite,
  ToggleEphemeralBody,
  UpdatedParticipants,
  UpdateGroupDescriptionBody,
  UpdateGroupPictureBody,
  UpdateGroupSubjectBody,
  UpdateMemberAddModeBody,
  UpdateParticipantBody,
  UpdateSettingBody,
} from "../types/group.js";
import type { Updated } from "../types/profile.js";

/**
 * Groups. Baileys only: the other integrations answer a {@link ValidationError}, as Baileys does when `groupJid` is missing.
 * People are given as numbers (digits) or JIDs.
 */
export class GroupsResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Creates a group. Numbers that are not on WhatsApp are left out in silence: compare the answer's `participants`.
   * Not repeated by itself: it can fail after the group exists.
   *
   * @throws {ValidationError} `subject` is missing, or `participants` are too few, too short or not all different
   * @throws {ServerError} it failed, possibly after the group was made
   * @example await shop.groups.create({ subject: "Team", participants: ["5511999990001", "5511999990002"] });
   */
  create(body: CreateGroupBody, options?: RequestOptions): Promise<GroupMetadata> {
    return this.#call(endpoints.createGroup, body, options);
  }

  /** Sets a group's name. Safe to repeat. */
  updateGroupSubject(body: UpdateGroupSubjectBody, options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.updateGroupSubject, body, options);
  }

  /** Sets a group's picture, by URL or base64. Safe to repeat. */
  updateGroupPicture(body: UpdateGroupPictureBody, options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.updateGroupPicture, body, options);
  }

  /** Sets a group's description. Safe to repeat. */
  updateGroupDescription(body: UpdateGroupDescriptionBody, options?: RequestOptions): Promise<Updated> {
    return this.#call(endpoints.updateGroupDescription, body, options);
  }

  /**
   * One group with its participants. Safe to repeat.
   *
   * @throws {NotFoundError} WhatsApp gives no such group
   */
  findGroupInfos({ groupJid }: GroupRef, options?: RequestOptions): Promise<GroupInfo> {
    return this.#call(endpoints.findGroupInfos, undefined, options, { query: { groupJid } });
  }

  /**
   * All groups of this number. Safe to repeat, but slow: one picture request per group, easily minutes, so it waits up to
   * 180 s. Keep the answer.
   *
   * @throws {ServerError} it failed, e.g. because the instance is not connected
   * @example const groups = await shop.groups.fetchAllGroups({ getParticipants: false });
   */
  fetchAllGroups({ getParticipants }: FetchAllGroupsQuery, options?: RequestOptions): Promise<GroupListItem[]> {
    const query = { getParticipants: String(getParticipants) };
    return this.#call(endpoints.fetchAllGroups, undefined, options, { query });
  }

  /** A group's participants, with the names and pictures of stored contacts. Safe to repeat. */
  participants({ groupJid }: GroupRef, options?: RequestOptions): Promise<{ participants: readonly GroupMember[] }> {
    return this.#call(endpoints.participants, undefined, options, { query: { groupJid } });
  }

  /**
   * A group's invite link. Safe to repeat.
   *
   * @throws {NotFoundError} WhatsApp gave none
   */
  inviteCode({ groupJid }: GroupRef, options?: RequestOptions): Promise<InviteCode> {
    return this.#call(endpoints.inviteCode, undefined, options, { query: { groupJid } });
  }

  /**
   * The group behind an invite code, without joining it. Safe to repeat.
   *
   * @throws {NotFoundError} the code leads nowhere
   */
  inviteInfo({ inviteCode }: InviteCodeRef, options?: RequestOptions): Promise<GroupMetadata> {
    return this.#call(endpoints.inviteInfo, undefined, options, { query: { inviteCode } });
  }

  /**
   * Joins the group behind an invite code. Not repeated by itself, although it is a GET.
   *
   * @throws {NotFoundError} WhatsApp did not accept the code
   */
  acceptInviteCode({ inviteCode }: InviteCodeRef, options?: RequestOptions): Promise<AcceptedInvite> {
    return this.#call(endpoints.acceptInviteCode, undefined, options, { query: { inviteCode } });
  }

  /**
   * Sends a group's invite link to numbers. Not safe to repeat.
   *
   * @throws {NotFoundError} anything failed; some may have been sent
   */
  sendInvite(body: SendInviteBody, options?: RequestOptions): Promise<SentInvite> {
    return this.#call(endpoints.sendInvite, body, options);
  }

  /** Makes a new invite code; the old one stops working. Not repeated by itself: each call makes another. */
  revokeInviteCode({ groupJid }: GroupRef, options?: RequestOptions): Promise<RevokedInviteCode> {
    return this.#call(endpoints.revokeInviteCode, { groupJid }, options);
  }

  /**
   * Adds, removes, promotes or demotes participants. Safe to repeat.
   * Resolves even when it worked for nobody: each person has a `status` of their own, and only `"200"` is a success.
   *
   * @throws {ValidationError} `action` is none of the four
   */
  updateParticipant(body: UpdateParticipantBody, options?: RequestOptions): Promise<UpdatedParticipants> {
    return this.#call(endpoints.updateParticipant, body, options);
  }

  /** Sets who may send and who may change the group. Safe to repeat. The answer is empty. */
  updateSetting(body: UpdateSettingBody, options?: RequestOptions): Promise<Record<string, never>> {
    return this.#call(endpoints.updateSetting, body, options);
  }

  /**
   * Sets who may add people. From gateway 2.4 on. Safe to repeat.
   *
   * @throws {NotFoundError} the gateway is older
   */
  updateMemberAddMode(
    body: UpdateMemberAddModeBody,
    options?: RequestOptions,
  ): Promise<{ update: "success"; mode: UpdateMemberAddModeBody["mode"] }> {
    return this.#call(laterEndpoints.updateMemberAddMode, body, options);
  }

  /** Sets after how many **seconds** messages vanish. Safe to repeat. */
  toggleEphemeral(body: ToggleEphemeralBody, options?: RequestOptions): Promise<{ success: true }> {
    return this.#call(endpoints.toggleEphemeral, body, options);
  }

  /** Leaves a group. Not repeated by itself. */
  leaveGroup({ groupJid }: GroupRef, options?: RequestOptions): Promise<LeftGroup> {
    return this.#call(endpoints.leaveGroup, undefined, options, { query: { groupJid } });
  }
}
