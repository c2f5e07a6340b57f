import { isRecord, own } from "../internal/record.js";
import type { MessageContent } from "../types/index.js";
import { contents } from "./build/contents.js";
import type { PhoneMessage } from "./phone-message.js";

/** Something to press in a message. */
export interface Choice {
  readonly kind: "button" | "row";
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a message offers to press: quick replies, those of cards too, and the rows of lists; not links, calls and codes. */
export function choicesOf(content: MessageContent): Choice[] {
  const { interactiveMessage, listMessage } = unwrapped(content);
  const cards = [interactiveMessage, ...items(own(own(interactiveMessage, "carouselMessage"), "cards"))];
  const offered = cards.flatMap((card) => items(own(own(card, "nativeFlowMessage"), "buttons")));
  const buttons = offered.flatMap((button): Choice[] => {
    if (own(button, "name") !== "quick_reply") return [];
    const params = parsed(text(own(button, "buttonParamsJson")));
    return [{ kind: "button", id: text(own(params, "id")), title: text(own(params, "display_text")) }];
  });
  const rows = items(own(listMessage, "sections")).flatMap((section) =>
    items(own(section, "rows")).map((row): Choice => {
      const description = own(row, "description");
      return {
        kind: "row",
        id: text(own(row, "rowId")),
        title: text(own(row, "title")),
        ...(typeof description === "string" && description !== "" && { description }),
      };
    }),
  );
  return [...buttons, ...rows];
}

/**
 * What pressing a choice sends: the one with that title, or else with that id.
 *
 * @throws {Error} naming what there is to choose, or the ids of several with that title
 */
export function selectionOf({ key, from, message }: PhoneMessage, choice: string): MessageContent {
  const choices = choicesOf(message);
  const titled = choices.filter(({ title }) => title === choice);
  const chosen = titled[0] ?? choices.find(({ id }) => id === choice);
  if (!chosen) {
    const offered = choices.map(({ title }) => JSON.stringify(title)).join(", ") || "nothing";
    throw new Error(`The message of ${from} has no ${JSON.stringify(choice)} to press: it offers ${offered}.`);
  }
  if (titled.length > 1) {
    const ids = titled.map((each) => JSON.stringify(each.id)).join(", ");
    throw new Error(
      `The message of ${from} has ${titled.length} ${JSON.stringify(choice)} to press: choose by id, ${ids}.`,
    );
  }
  const { kind, id, title, description } = chosen;
  const quote = { id: key.id, participant: key.participant || key.remoteJid, message };
  if (kind === "button") return contents.interactiveReply({ id, title, quote });
  return contents.listReply({ id, title, quote, ...(description !== undefined && { description }) });
}

/** The options of a poll, and how many may be chosen (0: any number); `undefined` for what is no poll. */
export function pollOf(content: MessageContent): { options: string[]; selectable: number } | undefined {
  const kind = Object.keys(content).find((name) => name.startsWith("pollCreationMessage"));
  if (kind === undefined) return undefined;
  const poll = content[kind];
  const options = items(own(poll, "options")).map((option) => text(own(option, "optionName")));
  return { options, selectable: Number(own(poll, "selectableOptionsCount") ?? 0) };
}

/** The content inside of its wrappers. */
export function unwrapped(content: MessageContent): MessageContent {
  const inner = Object.values(content).find((value) => isRecord(value) && isRecord(value.message));
  return isRecord(inner) ? unwrapped(inner.message as MessageContent) : content;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
