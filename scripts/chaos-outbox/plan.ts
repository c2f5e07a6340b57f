import type { NewSend } from "../../src/queue/index.js";

/** A chat of the run: one phone, one instance, and what it is sent. */
export interface PlannedChat {
  readonly number: string;
  readonly instanceName: string;
  /** In order. */
  readonly texts: readonly string[];
}

export interface PlanOptions {
  readonly sends: number;
  readonly phones: number;
  /** As many instances; each process has the webhook of one, and adds the sends of its chats. */
  readonly processes: number;
}

export const instanceOf = (place: number) => `shop-${place}`;

/** What is to be sent. The same for the same options, so that every process knows it. */
export function planOf({ sends, phones, processes }: PlanOptions): readonly PlannedChat[] {
  return Array.from({ length: phones }, (_, index) => {
    const number = `551197000${1_000 + index}`;
    const count = Math.floor((sends + phones - 1 - index) / phones);
    const texts = Array.from({ length: count }, (_, seq) => textOf(number, seq));
    return { number, instanceName: instanceOf(index % processes), texts };
  });
}

/** Of ten, two in a row are one text that every chat gets, one comes again in the next ten, and the others are their own. */
function textOf(number: string, seq: number): string {
  const place = seq % 10;
  if (place === 3 || place === 4) return `news ${Math.floor(seq / 10)}`;
  return place === 7 ? "thank you" : `${number} ${seq}`;
}

/** Most are texts. A location is found by its place, a poll by its name and options. */
export function sendOf({ number, instanceName, texts }: PlannedChat, seq: number): NewSend {
  const text = texts[seq] ?? "";
  const to = { instanceName, number };
  const idempotencyKey = `${number}/${seq}`;
  if (seq % 10 === 1) {
    const place = { latitude: -23 - seq / 100, longitude: -46, address: "Rua A, 1" };
    return { method: "sendLocation", body: { ...to, ...place, name: text }, idempotencyKey };
  }
  if (seq % 10 === 6) {
    const poll = { name: text, values: ["yes", "no"], selectableCount: 1 };
    return { method: "sendPoll", body: { ...to, ...poll }, idempotencyKey };
  }
  return { method: "sendText", body: { ...to, text }, idempotencyKey };
}
