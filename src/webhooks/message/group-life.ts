import { isRecord, type JsonObject } from "../../internal/record.js";
import type { Content } from "./draft.js";
import type { Appointment, GroupInvite, Location, MessageReference } from "./parts.js";
import { amountOf, epochMs, numberOf, textOf, type Writable } from "./values.js";

export function poll(draft: Content, body: JsonObject): void {
  const question = textOf(body.name) ?? "";
  const options = texts(
    Array.isArray(body.options) ? body.options.map((each) => isRecord(each) && each.optionName) : [],
  );
  draft.kind = "poll";
  draft.text = question;
  draft.poll = { question, options, maxChoices: amountOf(body.selectableOptionsCount) ?? 0 };
}

/** A vote that the gateway has read: names of options. One that is still encrypted is none of ours. */
export function pollVote(draft: Content, body: JsonObject): void {
  const key = referenceOf(body.pollCreationMessageKey);
  const chosen = isRecord(body.vote) ? body.vote.selectedOptions : undefined;
  if (key === undefined || !Array.isArray(chosen)) return;
  const options = texts(chosen);
  // What is still encrypted must not pass for a vote that was taken back.
  if (options.length < chosen.length) return;
  draft.kind = "poll-vote";
  draft.vote = { key, options };
  if (options.length > 0) draft.text = options.join(", ");
}

export function groupInvite(draft: Content, body: JsonObject): void {
  const groupJid = textOf(body.groupJid);
  if (groupJid === undefined) return;
  const invite: Writable<GroupInvite> = { groupJid, code: textOf(body.inviteCode) ?? "" };
  const groupName = textOf(body.groupName);
  const expiresAt = epochMs(body.inviteExpiration);
  const caption = textOf(body.caption);
  if (groupName !== undefined) invite.groupName = groupName;
  if (expiresAt !== undefined) invite.expiresAt = expiresAt;
  if (caption !== undefined) draft.text = caption;
  draft.kind = "group-invite";
  draft.groupInvite = invite;
}

export function appointment(draft: Content, body: JsonObject): void {
  const event: Writable<Appointment> = { name: textOf(body.name) ?? "", canceled: body.isCanceled === true };
  const description = textOf(body.description);
  const startsAt = epochMs(body.startTime);
  const endsAt = epochMs(body.endTime);
  const joinLink = textOf(body.joinLink);
  const location = isRecord(body.location) ? placeOf(body.location, false) : undefined;
  if (description !== undefined) event.description = description;
  if (startsAt !== undefined) event.startsAt = startsAt;
  if (endsAt !== undefined) event.endsAt = endsAt;
  if (joinLink !== undefined) event.joinLink = joinLink;
  if (location !== undefined) event.location = location;
  draft.kind = "event";
  draft.text = event.name;
  draft.event = event;
}

export function placeOf(body: JsonObject, live: boolean): Location | undefined {
  const latitude = numberOf(body.degreesLatitude);
  const longitude = numberOf(body.degreesLongitude);
  if (latitude === undefined || longitude === undefined) return undefined;
  const place: Writable<Location> = { latitude, longitude, live };
  const name = textOf(body.name);
  const address = textOf(body.address);
  if (name !== undefined) place.name = name;
  if (address !== undefined) place.address = address;
  return place;
}

export function album(draft: Content, body: JsonObject): void {
  draft.kind = "album";
  draft.album = { images: amountOf(body.expectedImageCount) ?? 0, videos: amountOf(body.expectedVideoCount) ?? 0 };
}

/** The type is 1 for pinned and 2 for taken off, or says so by name. */
export function pin(draft: Content, body: JsonObject): void {
  const key = referenceOf(body.key);
  if (key === undefined) return;
  draft.kind = "pin";
  draft.pin = { key, pinned: numberOf(body.type) !== 2 && body.type !== "UNPIN_FOR_ALL" };
}

/** Field by field: the key comes from the other side's phone. */
export function referenceOf(key: unknown): MessageReference | undefined {
  if (!isRecord(key) || typeof key.id !== "string") return undefined;
  const { id, remoteJid, fromMe, participant } = key;
  return {
    id,
    ...(typeof remoteJid === "string" && { remoteJid }),
    ...(typeof fromMe === "boolean" && { fromMe }),
    ...(typeof participant === "string" && participant !== "" && { participant }),
  };
}

const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === "string");
