import type { MenuContent } from "./menu-limits.js";
import type { ChosenOption, MenuAnswer, MenuMatch } from "./menu-types.js";

/** Longer texts are no answer to a menu, whose titles have 24 characters. */
const LONGEST = 200;

/** What an answer chooses. Never guesses: what fits several options is ambiguous, unless one of them fits exactly. */
export function matchAnswer<Id extends string>(
  content: MenuContent,
  message: MenuAnswer,
  sentId: string | undefined,
): MenuMatch<Id> {
  const options = content.options as readonly ChosenOption<Id>[];
  const about = message.kind === "poll-vote" ? message.vote?.key.id : message.quoted?.id;
  if (sentId !== undefined && about !== undefined && about !== sentId) return { kind: "none" };
  return outcome(found());

  function found(): readonly ChosenOption<Id>[] {
    if (message.kind === "selection") {
      const { id, title = "" } = message.selection ?? {};
      return id === undefined ? byLabel(options, title) : options.filter((option) => content.wireId(option) === id);
    }
    if (message.kind === "poll-vote")
      return (message.vote?.options ?? []).slice(0, 10).flatMap((name) => byLabel(options, name));
    return message.kind === "text" ? byText(options, message.text ?? "") : [];
  }
}

function outcome<Id extends string>(found: readonly ChosenOption<Id>[]): MenuMatch<Id> {
  const options = [...new Set(found)];
  const [option] = options;
  if (option === undefined) return { kind: "none" };
  return options.length === 1 ? { kind: "chosen", option } : { kind: "ambiguous", options };
}

/** A number, a label, or both as in the line they stand in. */
function byText<O extends ChosenOption>(options: readonly O[], text: string): readonly O[] {
  if (text.length > LONGEST) return [];
  const said = folded(text);
  const [, digits, label] = /^(\d{1,2})(?:[\s\p{P}]+(.+))?$/u.exec(said) ?? [];
  const numbers = said === "🔟" ? 10 : digits === undefined ? 0 : Number(digits);
  const byNumber = options.filter(({ number }) => number === numbers);
  const labels = byLabel(options, text);
  if (label === undefined) return [...labels, ...byNumber];
  if (labels.length > 0) return labels;
  const named = byLabel(options, label);
  return named.length > 0 ? [...named, ...byNumber] : [];
}

/** The options of this title: as it is written, or else with case, accents and punctuation left out. */
function byLabel<O extends ChosenOption>(options: readonly O[], label: string): readonly O[] {
  if (label.length > LONGEST) return [];
  const exact = options.filter(({ title }) => title.trim() === label.trim());
  const said = folded(label);
  return exact.length > 0 || said === "" ? exact : options.filter(({ title }) => folded(title) === said);
}

/** Accents of Latin, Greek and Cyrillic, and what makes an emoji of a digit. Other scripts' marks are letters. */
const ACCENTS = /[\u0300-\u036F\uFE0F\u20E3]/g;
const EDGES = /^[\p{P}\p{So}\p{Sk}\p{Z}\p{C}]+|[\p{P}\p{So}\p{Sk}\p{Z}\p{C}]+$/gu;

/** What is left of a text when only its words count. Of one that is all emoji or punctuation, everything. */
function folded(text: string): string {
  const plain = text.normalize("NFKD").replace(ACCENTS, "").toUpperCase().toLowerCase().replace(/\s+/g, " ").trim();
  const words = plain.replace(EDGES, "");
  return words === "" ? plain : words;
}
