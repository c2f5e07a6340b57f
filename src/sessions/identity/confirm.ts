import type { Link } from "./links.js";
import type { People } from "./people.js";

/**
 * Takes apart what keeps a phone and a LID from being one person, so that they can be learned.
 *
 * @returns the pairs that hold no more
 */
export async function confirmed(people: People, { phone, other: lid }: Link): Promise<Link[]> {
  const [holder, owner] = [await people.at(lid), await people.at(phone)];
  const wrong: Link[] = [];
  if (holder.key !== owner.key) {
    for (const number of holder.node.phones) {
      wrong.push({ phone: number, other: lid });
      // Moved already, where an earlier call was cut off.
      if ((await people.at(number)).key === holder.key) await people.detach(number);
      else await people.forget(holder.key, number);
    }
    if (owner.node.lid !== undefined) {
      wrong.push({ phone, other: owner.node.lid });
      await people.detach(phone);
    }
  }
  const former = await people.of(phone);
  // An earlier call was cut off between the two steps of a detachment.
  if (former.key !== (await people.at(phone)).key) await people.forget(former.key, phone);
  for (const { key } of [holder, owner]) {
    await people.change(key, (node) => (node.isDisputed ? { ...node, isDisputed: undefined } : undefined));
  }
  return wrong;
}
