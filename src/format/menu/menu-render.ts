import { InvalidArgumentError } from "../../errors/index.js";
import { bold, code, compose, italic, link, numbered } from "../builders/builders.js";
import { SEPARATOR } from "../grammar.js";
import { limits, type MenuContent } from "./menu-limits.js";
import type { MenuButton, MenuCapabilities, MenuKind, RenderedMenu } from "./menu-types.js";

const BUSINESS = "WHATSAPP-BUSINESS";

/** The kind for an instance: what was preferred, or what is sure to be shown. */
export function fitting(content: MenuContent, capabilities: MenuCapabilities, prefer: MenuKind | undefined): MenuKind {
  const { integration, receivesPollVotes } = capabilities;
  const works = (kind: MenuKind): boolean => {
    if (kind === "text") return true;
    if (kind === "poll" && !receivesPollVotes) return false;
    const route = ({ buttons: "sendButtons", list: "sendList", poll: "sendPoll" } as const)[kind];
    return capabilities.can(route) && misfit(kind, content, integration) === undefined;
  };
  if (prefer !== undefined && works(prefer)) return prefer;
  if (integration === "WHATSAPP-BAILEYS") return "text";
  return (["buttons", "list"] as const).find(works) ?? "text";
}

/** @throws {InvalidArgumentError} the menu does not fit */
export function renderAs(kind: MenuKind, content: MenuContent, integration = "WHATSAPP-BAILEYS"): RenderedMenu {
  const problem = misfit(kind, content, integration);
  if (problem !== undefined) throw new InvalidArgumentError(`The menu does not fit ${kind}: ${problem}.`);
  const { title, footer } = content;
  switch (kind) {
    case "buttons": {
      const [first, ...more] = buttonsOf(content);
      if (first === undefined) break;
      const buttons = [first, ...more] as const;
      // WhatsApp Business shows nothing but the title.
      if (integration === BUSINESS) return { kind, body: { title: wholeText(content), buttons } };
      const description = mainText(content);
      return { kind, body: { title, ...(description && { description }), ...(footer && { footer }), buttons } };
    }
    case "list":
      return { kind, body: listBody(content, integration === BUSINESS) };
    case "poll":
      return {
        kind,
        body: { name: wholeText(content), selectableCount: 1, values: content.options.map((each) => each.title) },
      };
    case "text":
      break;
  }
  return { kind: "text", body: { text: numberedText(content) } };
}

/** Why a menu cannot be of this kind, and what to do. */
function misfit(kind: MenuKind, content: MenuContent, integration: string): string | undefined {
  const { options } = content;
  const count = options.length;
  if (kind === "text") return undefined;
  if (kind === "poll") {
    if (count < 2) return `a poll has 2 to ${limits.rows} options, this menu ${count}. Add one, or send it as text`;
    return undefined;
  }
  const body = kind === "buttons" && integration === BUSINESS ? wholeText(content) : mainText(content);
  if (body.length > limits.body) {
    return `its text may have ${limits.body} characters, with what is added to it it has ${body.length}. Shorten it`;
  }
  if (kind === "list") return count === 0 ? "there is nothing to choose. Send it as buttons or text" : undefined;
  if (count > limits.buttons) return `there are ${count} options, and room for ${limits.buttons}. Send it as a list`;
  if (count === 0) {
    return integration === BUSINESS ? "only replies are sent as buttons there. Send it as text" : undefined;
  }
  const long = options.find(({ title }) => title.length > limits.buttonTitle);
  if (long === undefined) return undefined;
  return `"${long.title}" has ${long.title.length} characters, and a button room for ${limits.buttonTitle}. Shorten it, or send a list`;
}

/** Replies, or else the links: the gateway does not take both in one message. */
function buttonsOf(content: MenuContent): readonly MenuButton[] {
  const { options, url, call, copy } = content;
  if (options.length > 0) {
    return options.map((option) => ({ type: "reply", displayText: option.title, id: content.wireId(option) }));
  }
  return [
    ...(url ? [{ type: "url", displayText: url.title, url: url.url } as const] : []),
    ...(call ? [{ type: "call", displayText: call.title, phoneNumber: call.phoneNumber } as const] : []),
    ...(copy ? [{ type: "copy", displayText: copy.title, copyCode: copy.copyCode } as const] : []),
  ];
}

function listBody(content: MenuContent, isBusiness: boolean): Extract<RenderedMenu, { kind: "list" }>["body"] {
  const { title, footer, button, hasSections, sections } = content;
  // WhatsApp Business wants every text, and none of them empty. That it takes an invisible character for one is a guess: no
  // recording of a real gateway shows it.
  const filler = isBusiness ? SEPARATOR : "";
  const rowsOf = (options: MenuContent["options"]) =>
    options.map((option) => ({
      title: option.title,
      ...((option.description ?? filler) !== "" && { description: option.description ?? filler }),
      rowId: content.wireId(option),
    }));
  return {
    title,
    description: mainText(content) || title,
    footerText: footer || filler,
    buttonText: button,
    sections: sections.map((section) => ({
      title: hasSections ? section.title : button,
      rows: rowsOf(section.options),
    })),
  };
}

/** The text, and the links where they are no buttons. */
function mainText(content: MenuContent): string {
  return paragraphs([content.text, content.options.length > 0 ? linkLines(content) : ""]);
}

/** Everything but the options, for where there is one text only. */
function wholeText(content: MenuContent): string {
  return paragraphs([content.title, mainText(content), content.footer]);
}

function numberedText(content: MenuContent): string {
  const { title, text, footer, sections, hasSections } = content;
  const lists = sections.map((section) => {
    const items = section.options.map((each) => [
      each.title,
      each.description === undefined ? "" : `\n${each.description}`,
    ]);
    const list = numbered(items, section.options[0]?.number);
    return hasSections ? compose(bold(section.title), "\n", list) : compose(list);
  });
  return paragraphs([compose(bold(title)), text, ...lists, linkLines(content), compose(italic(footer))]);
}

function linkLines({ url, call, copy }: MenuContent): string {
  return [
    ...(url ? [compose(url.title, ": ", link("", url.url))] : []),
    ...(call ? [compose(call.title, ": ", call.phoneNumber)] : []),
    ...(copy ? [compose(copy.title, ": ", code(copy.copyCode))] : []),
  ].join("\n");
}

function paragraphs(texts: readonly string[]): string {
  return texts.filter((each) => each !== "").join("\n\n");
}
