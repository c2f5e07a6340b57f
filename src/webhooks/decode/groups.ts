import { isRecord, type JsonObject } from "../../internal/record.js";
import type { GroupParticipant, GroupParticipantsUpdate, GroupRecord, GroupUpdate } from "../payloads/groups.js";
import { listOf, object, unreadable, withTexts } from "./expect.js";

export function group(value: unknown, path: string): GroupRecord {
  const given = groupChange(value, path);
  return { ...given, subject: given.subject ?? "", participants: given.participants ?? [] } as GroupRecord;
}

export function groupChange(value: unknown, path: string): GroupUpdate {
  const given = withTexts(object(value, path), path, ["id"]);
  if (given.participants === undefined || given.participants === null) {
    const { participants: _, ...rest } = given;
    return rest as unknown as GroupUpdate;
  }
  const participants = listOf(given.participants, `${path}.participants`, participant);
  return { ...given, participants } as unknown as GroupUpdate;
}

/** Up to 2.3.5 participants are JIDs, with what is known of them beside in `participantsData`. */
export function participantsUpdate(data: unknown): GroupParticipantsUpdate {
  const given = withTexts(object(data, "data"), "data", ["id", "action"]);
  const known = new Map<unknown, JsonObject>();
  if (Array.isArray(given.participantsData)) {
    for (const each of given.participantsData) if (isRecord(each)) known.set(each.jid, each);
  }
  const participants = listOf(given.participants, "data.participants", participant).map((person) => {
    const { phoneNumber, name } = known.get(person.id) ?? {};
    if (typeof phoneNumber === "string") person.phoneNumber ??= phoneNumber;
    if (typeof name === "string") person.name ??= name;
    return person;
  });
  return { ...given, participants } as unknown as GroupParticipantsUpdate;
}

function participant(value: unknown, path: string): GroupParticipant {
  if (typeof value === "string" && value !== "") return { id: value };
  if (!isRecord(value)) throw unreadable(path, "string or object", value);
  // 2.3.5 calls it `jid`; where only the phone is known, that is the address.
  const person: JsonObject = { ...value, id: value.id ?? value.jid ?? value.phoneNumber };
  return withTexts(person, path, ["id"]) as unknown as GroupParticipant;
}
