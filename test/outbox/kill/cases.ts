/** The steps of a send at which a process can be held, each before and after it was done. */
export type Step =
  | ("attempting" | "request" | "answer" | "record" | "claim" | "settle" | "uncertain" | "retrying")
  // Of adding and of deciding; "call" is the whole of it.
  | ("add" | "revive" | "remove" | "call");
export type Point = `${"before" | "after"} ${Step}`;

/**
 * What the first process meets, in the second message of a chat: the gateway accepts it; it does, and the answer is lost; the
 * request itself is lost; it refuses it, proven not sent, for good or for now.
 */
export type Story = "accepted" | "cut" | "vanished" | "refused" | "failed";

/** What is true at the end, of the second message. The phone's inbox is the truth, the state is what the outbox says. */
export interface Truth {
  readonly state: "sent" | "uncertain" | "failed" | "dropped";
  readonly isAtPhone: boolean;
}

const sent: Truth = { state: "sent", isAtPhone: true };
const inDoubt: Truth = { state: "uncertain", isAtPhone: true };
const missing: Truth = { state: "uncertain", isAtPhone: false };
const refused: Truth = { state: "failed", isAtPhone: false };

/** One chat: three messages, of which the second is under way when it happens. */
export interface Case {
  readonly title: string;
  readonly story: Story;
  readonly point: Point;
  /** The truth where rows are stored, which also holds where Redis or the gateway was away. */
  readonly stored: Truth;
  /** Where no row of ours is ever stored; left out: it cannot come to this point. */
  readonly never?: Truth;
  /** The same once a process that was stopped there has woken up and told what it knows; left out: it knows no more. */
  readonly woken?: Truth;
}

/** The outbound rows of the kill table in every gap, and the steps of what happens to a send in doubt. */
export const cases: readonly Case[] = [
  { title: "before the intent is written", story: "accepted", point: "before attempting", stored: sent, never: sent },
  { title: "after the intent", story: "accepted", point: "after attempting", stored: sent, never: missing },
  { title: "right before the request", story: "accepted", point: "before request", stored: sent, never: missing },
  {
    ...{ title: "after the gateway accepted it, before we knew", story: "accepted", point: "after answer" },
    ...{ stored: sent, never: inDoubt, woken: sent },
  },
  {
    ...{ title: "after the answer, before it is recorded", story: "accepted", point: "before record" },
    ...{ stored: sent, never: inDoubt, woken: sent },
  },
  { title: "recorded, not claimed", story: "accepted", point: "after record", stored: sent, never: sent },
  { title: "claimed, and the job not settled", story: "accepted", point: "before settle", stored: sent, never: sent },
  { title: "the job settled, before we knew", story: "accepted", point: "after settle", stored: sent, never: sent },
  { title: "in doubt, before that is noted", story: "cut", point: "before uncertain", stored: sent, never: inDoubt },
  { title: "in doubt, and noted", story: "cut", point: "after uncertain", stored: sent, never: inDoubt },
  { title: "put off, to be looked for", story: "cut", point: "after settle", stored: sent, never: inDoubt },
  { title: "found, not claimed", story: "cut", point: "before claim", stored: sent },
  { title: "found and claimed, not recorded", story: "cut", point: "before record", stored: sent },
  { title: "refused, before that is noted", story: "refused", point: "before retrying", stored: sent, never: missing },
  { title: "refused, before it is recorded", story: "refused", point: "before record", stored: sent, never: sent },
  { title: "refused and recorded, not buried", story: "refused", point: "before settle", stored: sent, never: sent },
  { title: "refused and buried", story: "refused", point: "after settle", stored: refused, never: refused },
  {
    ...{ title: "failed for now, before that is noted", story: "failed", point: "before retrying" },
    ...{ stored: sent, never: missing },
  },
  { title: "failed for now, and noted", story: "failed", point: "after retrying", stored: sent, never: sent },
  { title: "put off, to be tried again", story: "failed", point: "after settle", stored: sent, never: sent },
];

/** What is sent to each chat, in this order. */
export const texts: readonly string[] = ["one", "two", "three"];

/** The job of a message, by what it is told and to whom. */
export const keyOf = (number: string, text: string): string => `${number}/${text}`;
export const jobOf = (number: string, text: string): string => `key:${keyOf(number, text)}`;

/** Messages to one number, under keys that begin with `key`. */
export const sendsOf = (number: string, texts: readonly string[], key = number) =>
  texts.map((text) => ({
    method: "sendText" as const,
    body: { instanceName: "shop", number, text },
    idempotencyKey: keyOf(key, text),
  }));
