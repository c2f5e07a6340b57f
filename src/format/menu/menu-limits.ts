import { InvalidArgumentError } from "../../errors/index.js";
import { describe } from "../../internal/record.js";
import type { ChosenOption, MenuDefinition } from "./menu-types.js";

/** A menu as it was defined, with its options read. */
export interface MenuContent extends Pick<MenuDefinition, "url" | "call" | "copy"> {
  readonly title: string;
  /** Empty for none, and so is the footer. */
  readonly text: string;
  readonly footer: string;
  readonly button: string;
  readonly hasSections: boolean;
  readonly sections: readonly { readonly title: string; readonly options: readonly ChosenOption[] }[];
  /** Of all sections, in order. */
  readonly options: readonly ChosenOption[];
  /** An option's id as it is sent and comes back. */
  wireId(option: ChosenOption): string;
}

/** WhatsApp's own limits, in UTF-16 units; `body` is the older documents' value for lists too. */
export const limits = {
  header: 60,
  footer: 60,
  body: 1024,
  buttons: 3,
  buttonTitle: 20,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  id: 200,
  sectionTitle: 24,
} as const;

/**
 * Checks what holds for a menu in every rendering, so that one that can be defined can be sent wherever it goes.
 *
 * @throws {InvalidArgumentError} naming what is wrong, by how much, and the fix
 */
export function checkMenu(content: MenuContent): void {
  const { title, text, footer, button, sections, options, url, call, copy } = content;
  checkLine("title", title, limits.header);
  if (text.length > limits.body) tooLong("text", text, limits.body);
  if (footer !== "") checkLine("footer", footer, limits.footer);
  checkLine("button", button, limits.buttonTitle);
  for (const [name, link] of Object.entries({ url, call, copy })) {
    for (const [field, value] of Object.entries(link ?? {})) {
      checkLine(`${name}.${field}`, value, field === "title" ? limits.buttonTitle : limits.body);
    }
  }
  if (url && !/^https?:\/\/\S+$/i.test(url.url)) {
    fail(
      `Expected url.url to begin with http:// or https:// and to have no spaces, got ${describe(url.url)}. Encode it`,
    );
  }
  if (content.hasSections) checkSections(sections);
  if (options.length === 0 && !(url || call || copy)) fail("Expected something to choose, got nothing. Add `options`");
  if (options.length > limits.rows) {
    fail(`Expected at most ${limits.rows} options, got ${options.length}. Split the menu in two`);
  }
  for (const option of options) {
    const name = `option ${option.number}'s`;
    checkLine(`${name} title`, option.title, limits.rowTitle);
    checkLine(`${name} id`, option.id, limits.id);
    if (content.wireId(option).length > limits.id) tooLong(`${name} id`, content.wireId(option), limits.id);
    if (option.description !== undefined) checkLine(`${name} description`, option.description, limits.rowDescription);
  }
  checkDifferent(
    "title",
    options.map((option) => option.title.trim()),
  );
  checkDifferent(
    "id",
    options.map(({ id }) => id),
  );
}

function checkSections(sections: MenuContent["sections"]): void {
  for (const [i, { title, options }] of sections.entries()) {
    checkLine(`section ${i + 1}'s title`, title, limits.sectionTitle);
    if (options.length === 0) fail(`Expected options in section "${title}", got none. Leave the section out`);
  }
  checkDifferent(
    "section title",
    sections.map(({ title }) => title.trim()),
  );
}

function checkLine(name: string, value: unknown, limit: number): void {
  if (typeof value !== "string" || value.trim() === "") fail(`Expected ${name} to be a text, got ${describe(value)}`);
  if (/[\r\n\u2028\u2029]/.test(value)) fail(`Expected ${name} to be one line, got ${describe(value)}`);
  if (value.length > limit) tooLong(name, value, limit);
}

function tooLong(name: string, value: string, limit: number): never {
  fail(`Expected ${name} to have at most ${limit} characters, got ${value.length}: ${describe(value)}. Shorten it`);
}

function checkDifferent(name: string, values: readonly string[]): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice !== undefined) fail(`Expected every ${name} to be different, got ${describe(twice)} twice. Change one`);
}

function fail(message: string): never {
  throw new InvalidArgumentError(`${message}.`);
}
