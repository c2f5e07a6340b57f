import { about, type Diagnosis } from "../../checks/diagnosis.js";
import type { EvolutionClient } from "../../client/client.js";
import { isEvolutionError } from "../../errors/index.js";
import type { Clock } from "../../internal/clock.js";

const stored = about("messages stored");
const fix =
  "DATABASE_SAVE_DATA_NEW_MESSAGE=true in the gateway's environment: quotes, edits, media and statuses by id need it.";

export interface StoredOptions {
  readonly client: EvolutionClient;
  readonly instance: string;
  /** What the gateway's environment says; `undefined`: it was not given. */
  readonly isOn: boolean | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Whether the gateway keeps messages, by what is there. */
export async function checkStored({ client, instance, isOn, clock, signal }: StoredOptions): Promise<Diagnosis> {
  if (isOn === false) return stored.fail("DATABASE_SAVE_DATA_NEW_MESSAGE is off: none are", fix);
  const { chats } = client.instance(instance);
  const { messages } = await chats.findMessages({ where: {}, page: 1, offset: 1 }, { signal });
  const newest = messages.records[0]?.messageTimestamp;
  if (messages.total > 0) {
    const age = newest === undefined ? "" : `, the newest ${ageOf(clock.now() - Number(newest) * 1_000)} old`;
    return stored.ok(`${messages.total}${age}`);
  }
  const some = await chats.findChats({ take: 1 }, { signal });
  if (some.length > 0) return stored.fail("there are chats and not one message", fix);
  const ask = "Pass --send-to NUMBER to send one and look for it.";
  if (isOn) return stored.ok("none so far, and DATABASE_SAVE_DATA_NEW_MESSAGE is on");
  return stored.skipped("there is none, and no chat either: nobody has written yet, or none are kept", ask);
}

/** Sends a real message and looks for its row, which may be written a little later. */
export async function checkBySending(options: StoredOptions & { readonly number: string }): Promise<Diagnosis> {
  const { client, instance, number, clock, signal } = options;
  const shop = client.instance(instance);
  const text = "A test message of evolution-kit doctor: nothing to do.";
  const sent = await shop.messages.sendText({ number, text }, { signal }).catch((error: unknown) => {
    if (isEvolutionError(error) && !signal.aborted) return error;
    throw error;
  });
  if (isEvolutionError(sent))
    return stored.skipped(
      `the test message to ${number} failed: ${sent.message} (delivery: ${sent.delivery ?? "unknown"})`,
      "Connect the instance, and check the number.",
    );
  for (let tries = 0; tries < 5; tries++) {
    const where = { key: { id: sent.key.id } };
    const { messages } = await shop.chats.findMessages({ where, page: 1, offset: 1 }, { signal });
    if (messages.total > 0) return stored.ok(`the test message ${sent.key.id} to ${number} is there`);
    await clock.sleep(2_000, signal);
  }
  return stored.fail(`the test message ${sent.key.id} to ${number} is not there after 10 s`, fix);
}

function ageOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}
