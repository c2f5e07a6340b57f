import type { Queue } from "../queue/queue.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { printOfMessage } from "./content.js";
import { mayBeOut, type OutboxJob } from "./job.js";
import type { ResolvedOutboxOptions } from "./options.js";
import { lanePrefixOf } from "./protection/index.js";

interface Outgoing {
  readonly instanceName: string;
  readonly key: MessageKey;
  readonly message?: MessageContent | undefined;
}

/** Whether a send under way, or in doubt, to this chat says the same: its echo may overtake the gateway's answer. */
export async function underWay(
  { instanceName, key, message }: Outgoing,
  queue: Queue<OutboxJob>,
  addressesOf: ResolvedOutboxOptions["addressesOf"],
): Promise<boolean> {
  const print = printOfMessage(message);
  const known = (await addressesOf?.({ instanceName, jid: key.remoteJid })) ?? [];
  const chats = new Set([key.remoteJid, key.remoteJidAlt, ...known]);
  for (const chat of chats) {
    if (!chat) continue;
    for (const state of ["active", "retrying", "dead"] as const) {
      const { jobs } = await queue.list(state, { lane: `${lanePrefixOf(instanceName)}${chat}`, limit: 50 });
      for (const { data, progress } of jobs) {
        if (!data || !mayBeOut(progress)) continue;
        if (data.messageId === key.id || (print !== undefined && data.prints.includes(print))) return true;
      }
    }
  }
  return false;
}
