import { type Case, cases, jobOf, type Truth, texts } from "./cases.js";
import type { Hold } from "./child.js";
import type { Rows, Scene } from "./scene.js";
import { stores } from "./stores.js";

/** What became of a chat. */
export interface Outcome extends Truth {
  /** What is at the phone, in order. */
  readonly inbox: readonly string[];
  /** The second message waits for a person's decision. */
  readonly isListed: boolean;
  /** The one at the phone is known to be ours. */
  readonly isOwn: boolean;
  /** What is said to be sent, and is not at the phone. */
  readonly lost: readonly string[];
}

/** Each store with rows stored and never stored, and the chats that are there then. */
export const sets = stores.flatMap((store) =>
  (["stored", "never"] as const).map((rows) => ({
    ...{ store, rows, title: `${store.name}, rows ${rows}` },
    chats: cases.filter((one) => one[rows] !== undefined),
  })),
);

export function holdsOf({ numberOf }: Scene<Case>, chats: readonly Case[]): Hold[] {
  return chats.map((one) => ({ job: jobOf(numberOf(one), "two"), story: one.story, point: one.point }));
}

export async function outcomesOf<Chat>(
  scene: Scene<Chat>,
  chats: readonly Chat[],
): Promise<ReadonlyMap<Chat, Outcome>> {
  const { outbox } = scene;
  const { sends } = await outbox.uncertain.list({ limit: 1_000 });
  const entries = chats.map(async (chat): Promise<[Chat, Outcome]> => {
    const number = scene.numberOf(chat);
    const messages = scene.inboxOf(chat);
    const inbox = messages.map(({ text }) => text);
    const states = await Promise.all(texts.map((text) => outbox.handle(jobOf(number, text)).state()));
    const two = messages.find(({ text }) => text === "two");
    const key = two && { id: two.key.id, remoteJid: `${number}@s.whatsapp.net`, fromMe: true };
    const outcome = {
      ...{ inbox, state: states[1] as Truth["state"], isAtPhone: two !== undefined },
      isListed: sends.some(({ id }) => id === jobOf(number, "two")),
      isOwn: key !== undefined && (await outbox.owns({ instanceName: "shop", key })),
      lost: texts.filter((text, i) => states[i] === "sent" && !inbox.includes(text)),
    };
    return [chat, outcome];
  });
  return new Map(await Promise.all(entries));
}

/** Once at the most and in order; and what the outbox says of the second message is not wrong. */
export function isSound({ state, isAtPhone, inbox, isListed, lost }: Outcome): boolean {
  const isInOrder = inbox.join() === texts.filter((text) => inbox.includes(text)).join();
  return isInOrder && lost.length === 0 && isListed === (state === "uncertain") && !(state === "failed" && isAtPhone);
}

/** What must be true of a chat, or is once who was stopped there has woken up. */
export function outcomeOf(one: Case, rows: Rows, when: "asleep" | "awake" = "asleep"): Outcome {
  const truth = (when === "awake" && one.woken) || one[rows] || one.stored;
  const { state, isAtPhone } = truth;
  const inbox = isAtPhone ? texts : ["one", "three"];
  return { state, isAtPhone, inbox, isListed: state === "uncertain", isOwn: isAtPhone && state === "sent", lost: [] };
}
