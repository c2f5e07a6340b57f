import { isRecord, type JsonObject, own } from "../internal/record.js";
import type { MessageContent } from "../types/index.js";
import type { ButtonView, ListView, MessageParts } from "./snapshot.js";

/** The title, footer, buttons and rows of a message that offers something to press. */
export function menuOf(content: MessageContent): MessageParts & { readonly body?: string } {
  const { interactiveMessage, listMessage } = content;
  if (isRecord(listMessage)) return listOf(listMessage);
  if (isRecord(interactiveMessage)) return interactiveOf(interactiveMessage);
  return {};
}

function listOf(list: JsonObject): MessageParts & { readonly body?: string } {
  const sections = items(list.sections).map((section) => ({
    title: text(section.title),
    rows: items(section.rows).map((row) => ({
      id: text(row.rowId),
      title: text(row.title),
      description: text(row.description),
    })),
  }));
  const view: ListView = { button: text(list.buttonText) || "Menu", sections };
  return { ...named(list.title, list.footerText), body: text(list.description), list: view };
}

function interactiveOf(message: JsonObject): MessageParts & { readonly body?: string } {
  const buttons = items(own(message.nativeFlowMessage, "buttons")).map(buttonOf);
  const shown = {
    ...named(own(message.header, "title"), own(message.footer, "text")),
    body: text(own(message.body, "text")).trimEnd(),
  };
  return buttons.length > 0 ? { ...shown, buttons } : shown;
}

const kinds: Readonly<Record<string, ButtonView["kind"]>> = {
  quick_reply: "reply",
  cta_url: "url",
  cta_call: "call",
  cta_copy: "copy",
};

function buttonOf(button: JsonObject): ButtonView {
  const params = parsed(text(button.buttonParamsJson));
  return {
    kind: kinds[text(button.name)] ?? "other",
    id: text(own(params, "id")),
    title: text(own(params, "display_text")) || text(button.name),
  };
}

function named(title: unknown, footer: unknown): MessageParts {
  return { ...(text(title) !== "" && { title: text(title) }), ...(text(footer) !== "" && { footer: text(footer) }) };
}

const items = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
