import { seconds } from "./build/wire.js";
import type { FakeGroup, FakeGroupParticipant } from "./groups.js";

/** A member as the gateway shows it. */
export function participantRow({ jid, phone, admin }: FakeGroupParticipant) {
  const isLid = jid.endsWith("@lid");
  return { id: jid, ...(isLid && phone !== undefined && { phoneNumber: `${phone}@s.whatsapp.net` }), admin };
}

/** A group as Baileys shows it, e.g. in `groups.upsert` and in the answer to its creation. */
export function groupMetadata(group: FakeGroup) {
  const { description, owner } = group;
  return {
    id: group.jid,
    addressingMode: group.addressing,
    ...subjectOf(group),
    size: group.participants.length,
    creation: seconds(group.createdAt),
    owner,
    ...descriptionOf(group),
    ...(description !== undefined && { descOwner: owner }),
    restrict: group.restrict,
    announce: group.announce,
    isCommunity: false,
    isCommunityAnnounce: false,
    joinApprovalMode: false,
    memberAddMode: group.everyoneAdds,
    ...(group.ephemeralSeconds > 0 && { ephemeralDuration: group.ephemeralSeconds }),
    participants: group.participants.map(participantRow),
  };
}

/** A group as the gateway shows it where it lists or describes groups. */
export function groupInfo(group: FakeGroup) {
  return {
    id: group.jid,
    ...subjectOf(group),
    pictureUrl: group.pictureUrl,
    size: group.participants.length,
    creation: seconds(group.createdAt),
    owner: group.owner,
    ...descriptionOf(group),
    restrict: group.restrict,
    announce: group.announce,
    isCommunity: false,
    isCommunityAnnounce: false,
    participants: group.participants.map(participantRow),
  };
}

const subjectOf = ({ subject, subjectOwner, subjectAt }: FakeGroup) => ({
  subject,
  subjectOwner,
  subjectTime: seconds(subjectAt),
});

const descriptionOf = ({ description }: FakeGroup) =>
  description === undefined ? {} : { desc: description, descId: "3EB0DESC" };
