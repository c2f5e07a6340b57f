import type { FindMessagesBody, FoundMessages, MessageRow } from "../client/types/chat.js";
import { isRecord, own } from "../internal/record.js";
import type { MessageKey } from "../types/index.js";
import { printOfMessage, unwrapped } from "./content.js";
import type { OutboxJob } from "./job.js";
import type { Ledger } from "./ledger.js";

/** The part of `client.instance(name)` that reads rows. */
export interface Rows {
  findMessages(body: FindMessagesBody): Promise<FoundMessages>;
}

/** What a look has shown. */
export type Seen =
  | { readonly kind: "found"; readonly key: MessageKey }
  /** It is not there. `isStoring`: the gateway has stored other messages since, so it would be there, where it is looked for. */
  | { readonly kind: "absent"; readonly isStoring: boolean };

/** How far the gateway's clock may be from ours, and how much older a row may therefore seem than the attempt. */
const skewMs = 10_000;
const pageSize = 100;
/** Of one chat: a chat with more of our messages in one window is not read further. */
const mostPages = 10;

interface Sought {
  readonly id: string;
  readonly job: OutboxJob;
  /** When the last request left. */
  readonly at: number;
  /** When the first one left that may have gone out. */
  readonly from: number;
}

export interface LookOptions {
  readonly ledger: Ledger;
  readonly rows: Rows;
  readonly now: () => number;
  /** Other addresses of the person, that are known elsewhere. */
  readonly addressesOf: (chat: { instanceName: string; jid: string }) => Promise<readonly string[]>;
}

/**
 * Looks for a send in doubt: by its own id where one was chosen, then by chat, time and content among the rows that nobody
 * has claimed, and among the events of sends. What is found is claimed. Safe to repeat.
 *
 * @throws {EvolutionError} the gateway or the store could not be asked: nothing is known then
 */
export async function look(sought: Sought, options: LookOptions): Promise<Seen> {
  const { job } = sought;
  const { ledger, rows } = options;
  const outcome = await ledger.outcomeOf(sought.id);
  if (outcome?.state === "sent" && outcome.key) return { kind: "found", key: outcome.key };
  if (job.messageId !== undefined) {
    const found = await byId(rows, job.messageId);
    if (found && (await claim(sought, found.key, options))) return { kind: "found", key: found.key };
  }
  const addresses = await addressesOf(job, options);
  const candidates = [
    ...(await rowsOf(sought, addresses, options)),
    ...(await eventsOf(sought, addresses, options)),
    ...(await sightedRows(sought, addresses, options)),
  ];
  for (const key of candidates) if (await claim(sought, key, options)) return { kind: "found", key };
  const isStored = await isStoring(sought.at, rows);
  return { kind: "absent", isStoring: isStored && !(await mayBeElsewhere(sought, addresses, options)) };
}

const claim = ({ id, job, at }: Sought, key: MessageKey, { ledger }: LookOptions): Promise<boolean> =>
  ledger.claim(job.instanceName, key.id, { job: id, chat: job.chat, at });

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Every address of the chat: what is known elsewhere, and what the gateway's own rows say. */
async function addressesOf(job: OutboxJob, { rows, ...options }: LookOptions): Promise<Set<string>> {
  const { instanceName, chat } = job;
  const addresses = new Set([...variantsOf(chat), ...(await options.addressesOf({ instanceName, jid: chat }))]);
  // The EVOLUTION integration stores the number as it was given.
  const number = own(job.body, "number");
  if (isText(number) && /^\d+$/.test(number)) addresses.add(number);
  if (!/@(s\.whatsapp\.net|lid)$/.test(chat)) return addresses;
  const [byChat, byOther] = await Promise.all([
    rows.findMessages({ where: { key: { remoteJid: chat } }, offset: 20 }),
    rows.findMessages({ where: { key: { remoteJidAlt: chat } }, offset: 20 }),
  ]);
  for (const { key } of [...recordsOf(byChat), ...recordsOf(byOther)]) {
    for (const address of [key.remoteJid, key.remoteJidAlt]) if (isText(address)) addresses.add(address);
  }
  return addresses;
}

/** Brazilian, Mexican and Argentinian numbers may be stored with or without one digit, as WhatsApp confirms them. */
function variantsOf(chat: string): readonly string[] {
  const [, country = "", area = "", rest = ""] = /^(55)(\d\d)(\d{8,9})@s\.whatsapp\.net$/.exec(chat) ?? [];
  if (country) return [chat, `55${area}${rest.length === 9 ? rest.slice(1) : `9${rest}`}@s.whatsapp.net`];
  const [, land = "", extra, local = ""] = /^(52|54)([19]?)(\d{10})@s\.whatsapp\.net$/.exec(chat) ?? [];
  if (land) return [chat, `${land}${extra ? "" : land === "52" ? "1" : "9"}${local}@s.whatsapp.net`];
  return [chat];
}

/** Only rows of the form that is expected, whatever the server answers. */
function recordsOf(found: FoundMessages): readonly MessageRow[] {
  const records: unknown = own(own(found, "messages"), "records");
  if (!Array.isArray(records)) return [];
  return records.filter((row): row is MessageRow => isRecord(row) && isText(own(row.key, "id")));
}

async function byId(rows: Rows, id: string): Promise<MessageRow | undefined> {
  const found = recordsOf(await rows.findMessages({ where: { key: { id } }, offset: 5 }));
  return found.find(({ key }) => key.id === id && key.fromMe === true);
}

/** Our rows of the chat since the attempt that say the same, oldest first. */
async function rowsOf(
  { job, from }: Sought,
  addresses: Iterable<string>,
  options: LookOptions,
): Promise<readonly MessageKey[]> {
  const found: MessageRow[] = [];
  for (const remoteJid of addresses) {
    for await (const records of pagesOf({ remoteJid, fromMe: true }, from, options)) {
      found.push(...records.filter((row) => row.key.fromMe === true && says(job, row.message)));
    }
  }
  return found.sort((a, b) => a.messageTimestamp - b.messageTimestamp).map(({ key }) => key);
}

/** The rows since the attempt, newest first, as far as they are read. */
async function* pagesOf(key: Partial<MessageKey>, from: number, { rows, now }: LookOptions) {
  const messageTimestamp = {
    gte: new Date(from - skewMs).toISOString(),
    lte: new Date(now() + skewMs).toISOString(),
  };
  for (let page = 1; page <= mostPages; page++) {
    const records = recordsOf(await rows.findMessages({ where: { key, messageTimestamp }, page, offset: pageSize }));
    yield records;
    if (records.length < pageSize) return;
  }
}

/**
 * Whether a message of ours that says the same and that nobody has claimed stands under a LID (or a number) of which nobody
 * knows whose it is: it may be this one. Too many rows to read may hold one.
 */
async function mayBeElsewhere(
  { job, from }: Sought,
  addresses: ReadonlySet<string>,
  options: LookOptions,
): Promise<boolean> {
  const other = { "@s.whatsapp.net": "@lid", "@lid": "@s.whatsapp.net" }[/@.*/.exec(job.chat)?.[0] ?? ""];
  if (other === undefined || [...addresses].some((address) => address.endsWith(other))) return false;
  let count = 0;
  for await (const records of pagesOf({ fromMe: true }, from, options)) {
    count += records.length;
    for (const { key, message } of records) {
      const mayBe = key.fromMe === true && isText(key.remoteJid) && key.remoteJid.endsWith(other) && says(job, message);
      if (mayBe && !(await options.ledger.ownerOf(job.instanceName, key.id))) return true;
    }
  }
  return count >= mostPages * pageSize;
}

function says({ prints, media }: OutboxJob, message: unknown): boolean {
  const print = printOfMessage(message);
  if (print === undefined || !prints.includes(print)) return false;
  // The gateway converts other files; a document that is not the same is another one.
  const hash = own(own(unwrapped(message), "documentMessage"), "fileSha256");
  return media === undefined || typeof hash !== "string" || hash === media.sha256;
}

/** What `send.message` events told. */
async function eventsOf(
  { job, from }: Sought,
  addresses: ReadonlySet<string>,
  { ledger }: LookOptions,
): Promise<readonly MessageKey[]> {
  const places = job.prints.flatMap((print) => [...addresses].map((chat) => ({ print, chat })));
  const all = await Promise.all(places.map(({ print, chat }) => ledger.sendsOf(job.instanceName, print, chat)));
  const seen = all.flat().filter(({ at }) => at >= from - skewMs);
  return seen.sort((a, b) => a.at - b.at).map(({ keyId, chat }) => ({ id: keyId, remoteJid: chat, fromMe: true }));
}

/** Rows of messages whose statuses came and that nobody has claimed: they may be stored under another address. */
async function sightedRows(
  { job, from }: Sought,
  addresses: ReadonlySet<string>,
  { ledger, rows }: LookOptions,
): Promise<readonly MessageKey[]> {
  const keys: MessageKey[] = [];
  for (const { keyId, chat, at: seenAt } of await ledger.sightings(job.instanceName)) {
    if (seenAt < from - skewMs) continue;
    if (keyId === job.messageId) keys.push({ id: keyId, remoteJid: chat, fromMe: true });
    else if (addresses.has(chat) && !(await ledger.ownerOf(job.instanceName, keyId))) {
      const row = await byId(rows, keyId);
      if (row && says(job, row.message)) keys.push(row.key);
    }
  }
  return keys;
}

/** Whether the gateway has stored any message that is younger than the attempt. Rows carry whole seconds. */
async function isStoring(at: number, rows: Rows): Promise<boolean> {
  const after = (Math.floor(at / 1_000) + 1) * 1_000;
  const messageTimestamp = { gte: new Date(after).toISOString(), lte: new Date(at + 86_400_000).toISOString() };
  const found = recordsOf(await rows.findMessages({ where: { messageTimestamp }, offset: 1 }));
  return found.some((row) => row.messageTimestamp * 1_000 >= after);
}
