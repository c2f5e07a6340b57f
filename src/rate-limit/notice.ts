import { InvalidArgumentError } from "../errors/index.js";
import { describe, entry, messageOf } from "../internal/record.js";
import type { LimitPolicy } from "./decision.js";
import { digest, type LimitSubject, personOf } from "./subject.js";

/** What a notice may tell. */
export interface NoticeFacts {
  /** The rule that refuses. */
  readonly rule: string;
  readonly retryAfterMs: number;
  /** The wait in words of the language: "30 seconds", "2 minutos". */
  readonly wait: string;
  readonly policy: LimitPolicy;
}

export type NoticeText = (facts: NoticeFacts) => string;

export interface NoticeOptions<Subject = LimitSubject> {
  /** By language, beside or instead of English, Portuguese and Spanish: `{ fr: ({ wait }) => … }`. */
  readonly texts?: Readonly<Record<string, NoticeText>> | undefined;
  /** The language of whoever is to be told: `"pt-BR"` finds `pt-BR`, then `pt`, then `en`. @default "en" for all */
  readonly language?: ((subject: Subject) => string | undefined) | undefined;
}

/** What is dropped must be written again; what waits must not. */
const texts: Readonly<Record<string, NoticeText>> = {
  en: ({ wait, policy }) =>
    policy === "drop"
      ? `That was more than I can answer at once. Please write again in ${wait}.`
      : `That was more than I can answer at once. I will go on in ${wait}.`,
  pt: ({ wait, policy }) =>
    policy === "drop"
      ? `São mais mensagens do que consigo responder de uma vez. Por favor, escreva de novo em ${wait}.`
      : `São mais mensagens do que consigo responder de uma vez. Continuo em ${wait}.`,
  es: ({ wait, policy }) =>
    policy === "drop"
      ? `Son más mensajes de los que puedo responder a la vez. Por favor, vuelve a escribir en ${wait}.`
      : `Son más mensajes de los que puedo responder a la vez. Sigo en ${wait}.`,
};

/** The chat's place in the store; `undefined`: nobody to tell, or nobody who could be answered. */
export function noticeKey({ instanceName = "", chat }: LimitSubject): string | undefined {
  if (!chat?.jid || (chat.kind !== undefined && chat.kind !== "user" && chat.kind !== "group")) return undefined;
  return `notice:${digest(JSON.stringify([instanceName, personOf(chat)]))}`;
}

/** @throws {InvalidArgumentError} a function of the caller threw, or answered no text */
export function noticeOf<Subject>(
  { texts: own = {}, language }: NoticeOptions<Subject>,
  subject: Subject,
  facts: Omit<NoticeFacts, "wait">,
): string {
  try {
    const wanted = language?.(subject) ?? "en";
    const found = [wanted, wanted.split(/[-_]/)[0] ?? "", "en"]
      .map((tag) => ({ tag, write: entry(own, tag) ?? entry(texts, tag) }))
      .find(({ write }) => write !== undefined);
    const text: unknown = found?.write?.({ ...facts, wait: waitIn(found.tag, facts.retryAfterMs) });
    if (typeof text === "string" && text !== "") return text;
    throw new InvalidArgumentError(`Expected the notice's text to be a text that is not empty, got ${describe(text)}.`);
  } catch (cause) {
    if (cause instanceof InvalidArgumentError) throw cause;
    throw new InvalidArgumentError(`Expected the notice to be written, and it threw: ${messageOf(cause)}`, { cause });
  }
}

const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const;

/** Rounded up, in the largest unit of which there are two or more; never "0 seconds". */
function waitIn(language: string, ms: number): string {
  const { unit, ms: size } = units.find((each) => ms >= 2 * each.ms) ?? { unit: "second", ms: 1_000 };
  const count = Math.max(1, Math.ceil(ms / size));
  return new Intl.NumberFormat(localeOf(language), { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** A language of the caller's own naming may be none that the platform knows. */
function localeOf(language: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language.replaceAll("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}
