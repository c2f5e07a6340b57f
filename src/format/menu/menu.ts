import { InvalidArgumentError } from "../../errors/index.js";
import { checkMenu, type MenuContent } from "./menu-limits.js";
import { matchAnswer } from "./menu-match.js";
import { fitting, renderAs } from "./menu-render.js";
import type {
  ChosenOption,
  IdOf,
  Menu,
  MenuAnswer,
  MenuCapabilities,
  MenuDefinition,
  MenuKind,
  MenuOption,
  MenuOptions,
  MenuSection,
  RenderedMenu,
} from "./menu-types.js";

/**
 * A choice, written once: rendered as buttons, list, poll or numbered text, and its answers recognised in every rendering.
 *
 * @throws {InvalidArgumentError} a text is too long, there are too many options, or two of them cannot be told apart
 * @example
 * const size = menu({ title: "Which size?", options: [{ id: "s", title: "Small" }, { id: "l", title: "Large" }] });
 * await shop.messages.sendText({ number, ...size.render("text").body });
 * const answer = size.match(message);
 * if (answer.kind === "chosen") console.log(answer.option.id); // "s" or "l"
 */
export function menu<
  const Options extends MenuOptions = readonly [],
  const Sections extends readonly MenuSection[] = readonly [],
>(definition: MenuDefinition<Options, Sections>): Menu<IdOf<Options[number] | Sections[number]["options"][number]>> {
  type Id = IdOf<Options[number] | Sections[number]["options"][number]>;
  const content = contentOf(definition);
  checkMenu(content);
  return {
    options: content.options as readonly ChosenOption<Id>[],
    render: ((to: MenuKind | MenuCapabilities, { prefer }: { prefer?: MenuKind } = {}): RenderedMenu =>
      typeof to === "string"
        ? renderAs(to, content)
        : renderAs(fitting(content, to, prefer), content, to.integration)) as Menu["render"],
    match: (message: MenuAnswer, { sentId } = {}) => matchAnswer<Id>(content, message, sentId),
  };
}

function contentOf(definition: MenuDefinition): MenuContent {
  const { id, title, text, footer, options, sections, button = "Menu", url, call, copy } = definition;
  if (options && sections)
    throw new InvalidArgumentError("Expected `options` or `sections`, got both. Put all into `sections`.");
  let number = 0;
  const read = (option: string | MenuOption): ChosenOption => {
    const { title, description, id = title } = typeof option === "string" ? { title: option } : (option as MenuOption);
    return { id, title, ...(description && { description }), number: ++number };
  };
  const groups = (sections ?? [{ title: "", options: options ?? [] }]).map((section) => ({
    title: section.title,
    options: section.options.map(read),
  }));
  return {
    title,
    text: `${text ?? ""}`,
    footer: footer ?? "",
    button,
    hasSections: sections !== undefined,
    sections: groups.filter((section) => section.options.length > 0 || sections !== undefined),
    options: groups.flatMap((section) => section.options),
    wireId: (option) => (id === undefined ? option.id : `${id}:${option.id}`),
    ...(url && { url }),
    ...(call && { call }),
    ...(copy && { copy }),
  };
}
