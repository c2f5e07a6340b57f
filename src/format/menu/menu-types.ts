import type { FormattedText } from "../builders/formatted.js";

/** How a menu can be sent. */
export type MenuKind = "buttons" | "list" | "poll" | "text";

/** Something to choose. A text alone is title and id in one. */
export interface MenuOption<Id extends string = string> {
  /** Comes back when it is chosen; at most 200 characters with the menu's own `id`. @default the title */
  readonly id?: Id;
  /** At most 24 characters; at most 20 to fit on a button. */
  readonly title: string;
  /** At most 72 characters; shown in lists and in text. */
  readonly description?: string | undefined;
}

/** The ids of options, as literals where they are written as such. */
export type IdOf<Option> = Option extends string
  ? Option
  : Option extends { readonly id: infer Id extends string }
    ? Id
    : Option extends { readonly title: infer Title extends string }
      ? Title
      : string;

/** Options under a heading of at most 24 characters. */
export interface MenuSection {
  readonly title: string;
  readonly options: MenuOptions;
}

export type MenuOptions = readonly (string | MenuOption)[];

/** What a menu says, and what there is to choose. Titles, descriptions and the footer are shown as written. */
export interface MenuDefinition<
  Options extends MenuOptions = MenuOptions,
  Sections extends readonly MenuSection[] = readonly MenuSection[],
> {
  /** Tells this menu's answers from those of others with the same options. Stands before each option's id. */
  readonly id?: string | undefined;
  /** The heading, or the question; at most 60 characters. */
  readonly title: string;
  /** In WhatsApp's own syntax; at most 1,024 characters, with all the rest where it is sent in one. */
  readonly text?: string | FormattedText | undefined;
  /** At most 60 characters. */
  readonly footer?: string | undefined;
  /** At most 10, all with different titles. Either these or `sections`. */
  readonly options?: Options | undefined;
  /** At most 10 options in all. */
  readonly sections?: Sections | undefined;
  /** What opens a list; at most 20 characters. @default "Menu" */
  readonly button?: string | undefined;
  /** An address to open. Buttons where there is nothing to choose, otherwise lines of the text; so are the next two. */
  readonly url?: { readonly title: string; readonly url: string } | undefined;
  readonly call?: { readonly title: string; readonly phoneNumber: string } | undefined;
  readonly copy?: { readonly title: string; readonly copyCode: string } | undefined;
}

/** An option as `match` finds it. */
export interface ChosenOption<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly description?: string;
  /** From 1 on, over all sections. */
  readonly number: number;
}

/** What an answer says: one option; several, of which only asking again can tell; or nothing about this menu. */
export type MenuMatch<Id extends string = string> =
  | { readonly kind: "chosen"; readonly option: ChosenOption<Id> }
  | { readonly kind: "ambiguous"; readonly options: readonly ChosenOption<Id>[] }
  | { readonly kind: "none" };

export type MenuButton =
  | { readonly type: "reply"; readonly displayText: string; readonly id: string }
  | { readonly type: "url"; readonly displayText: string; readonly url: string }
  | { readonly type: "call"; readonly displayText: string; readonly phoneNumber: string }
  | { readonly type: "copy"; readonly displayText: string; readonly copyCode: string };

/** A menu to be sent: `body` is what the client's `sendButtons`, `sendList`, `sendPoll` or `sendText` takes, without `number`. */
export type RenderedMenu =
  | {
      readonly kind: "buttons";
      readonly body: {
        readonly title: string;
        readonly description?: string;
        readonly footer?: string;
        readonly buttons: readonly [MenuButton, ...MenuButton[]];
      };
    }
  | {
      readonly kind: "list";
      readonly body: {
        readonly title: string;
        readonly description: string;
        readonly footerText: string;
        readonly buttonText: string;
        readonly sections: readonly {
          readonly title: string;
          readonly rows: readonly { readonly title: string; readonly description?: string; readonly rowId: string }[];
        }[];
      };
    }
  | {
      readonly kind: "poll";
      readonly body: { readonly name: string; readonly selectableCount: number; readonly values: readonly string[] };
    }
  | { readonly kind: "text"; readonly body: { readonly text: string } };

/** The part of the client's `capabilities()` that is needed here. */
export interface MenuCapabilities {
  readonly integration: string;
  readonly receivesPollVotes: boolean;
  can(name: "sendButtons" | "sendList" | "sendPoll"): boolean;
}

/** The part of an inbound message that is needed here. */
export interface MenuAnswer {
  readonly kind: string;
  readonly text?: string;
  readonly selection?: { readonly id?: string; readonly title: string };
  readonly vote?: { readonly key: { readonly id: string }; readonly options: readonly string[] };
  readonly quoted?: { readonly id: string };
}

/** A choice that finds its way back. */
export interface Menu<Id extends string = string> {
  /** In the order in which they are numbered. */
  readonly options: readonly ChosenOption<Id>[];
  /**
   * The body for an instance, or for a kind.
   *
   * With capabilities: on Baileys numbered text, because buttons and lists are accepted there and often never shown;
   * elsewhere buttons if everything fits, then a list, then text. `prefer` is taken where it can be sent, fits, and its
   * answers arrive. A kind alone gives the body that Baileys takes; on WhatsApp Business pass the capabilities, because
   * buttons have no description and footer of their own there.
   *
   * @throws {InvalidArgumentError} the menu does not fit the kind that was asked for: what is too long or too many
   */
  render<Kind extends MenuKind>(kind: Kind): Extract<RenderedMenu, { readonly kind: Kind }>;
  render(capabilities: MenuCapabilities, options?: { readonly prefer?: MenuKind | undefined }): RenderedMenu;
  /**
   * What was chosen, in whatever rendering it was sent: a button, a row, a vote, the number (`2`, `2.`, `2️⃣`), or the label
   * with or without case, accents and punctuation. An answer that fits several options is reported as such.
   *
   * With `sentId`, the id of the message that showed the menu, answers that quote another message are none of this menu.
   */
  match(message: MenuAnswer, options?: { readonly sentId?: string | undefined }): MenuMatch<Id>;
}
