import { closedElements } from "./html.js";
import { mentionWriter } from "./mentions.js";
import type { ToWhatsAppOptions } from "./options.js";

/** What is known wherever in a message something is read: the options, and what follows from them and the text. */
export interface Context extends ToWhatsAppOptions {
  /** Names of the HTML elements that end somewhere. */
  readonly closed: ReadonlySet<string>;
  /** Writes the mentions in a text. */
  readonly mention: (text: string) => string;
}

export function contextOf(markdown: string, options: ToWhatsAppOptions): Context {
  return { ...options, closed: closedElements(markdown), mention: mentionWriter(options.mentions) };
}
