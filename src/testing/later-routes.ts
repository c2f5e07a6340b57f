import { isRecord, own } from "../internal/record.js";
import { positive } from "./find-routes.js";
import { onPhone } from "./phone-routes.js";
import { created, ok, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";

const closed = refusal(500, "Connection Closed");

export const markMessageAsPlayed = onPhone({
  required: ["playedMessages"],
  closed,
  open: () => created({ message: "Played messages", played: "success" }),
});

/** Who voted for what, by the last vote of each. */
export const getPollVote = onPhone({
  required: ["remoteJid", "message"],
  closed,
  open: ({ instance, body }: RouteContext): Reply => {
    const id = own(own(body.message, "key"), "id");
    const stored = instance.messages.find(({ key }) => key.id === id);
    const poll = Object.entries(stored?.message ?? {}).find(([kind]) => kind.startsWith("pollCreationMessage"))?.[1];
    if (!isRecord(poll)) return refusal(404, ["Poll not found"]);
    const votes = new Map<string, readonly string[]>();
    for (const { key, message } of instance.messages) {
      const update = message.pollUpdateMessage;
      if (own(own(update, "pollCreationMessageKey"), "id") !== id) continue;
      const chosen = own(own(update, "vote"), "selectedOptions");
      votes.set(key.participant || key.remoteJid, Array.isArray(chosen) ? chosen.map(String) : []);
    }
    const names = (Array.isArray(poll.options) ? poll.options : []).map((option) => String(own(option, "optionName")));
    const results = names.map((name) => {
      const voters = [...votes].filter(([, chosen]) => chosen.includes(name)).map(([voter]) => voter);
      return [name, { votes: voters.length, voters }] as const;
    });
    const totalVotes = results.reduce((sum, [, each]) => sum + each.votes, 0);
    return created({ poll: { name: poll.name, totalVotes, results: Object.fromEntries(results) } });
  },
});

/** The channels of which a message is stored, latest first. */
export const findChannels = onPhone({
  closed,
  open: ({ instance, body }: RouteContext): Reply => {
    const latest = new Map(
      instance.messages
        .filter(({ key }) => key.remoteJid.endsWith("@newsletter"))
        .map(({ key, messageTimestamp }) => [key.remoteJid, messageTimestamp]),
    );
    const found = [...latest]
      .map(([remoteJid, lastMessageTimestamp]) => ({ remoteJid, lastMessageTimestamp }))
      .reverse();
    const [limit, page] = [positive(body.limit) ?? 50, positive(body.page) ?? 1];
    const records = found.slice((page - 1) * limit, page * limit);
    return ok({ total: found.length, pages: Math.ceil(found.length / limit), currentPage: page, limit, records });
  },
});
