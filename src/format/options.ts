/** How `toWhatsApp` lays things out. */
export interface ToWhatsAppOptions {
  /**
   * Marks of unordered lists by depth; the last one serves every deeper level.
   * Only `"-"` and `"*"` at the first level become real lists on the phone.
   * @default ["-", "◦", "▪"]
   */
  readonly bullets?: readonly string[];
  /**
   * How headings are emphasised; the words in them keep their own emphasis besides.
   * @default "bold"
   */
  readonly headings?: "bold" | "italic" | "plain";
  /**
   * What is left of a link: `label (url)`, the label alone, or the address alone. A label that shows its address
   * already is written once.
   * @default "both"
   */
  readonly links?: "both" | "label" | "url";
  /**
   * People by the name they are mentioned with: `{ Ana: "5511999990001" }` makes `@5511999990001` of `@Ana`, which
   * a phone shows as the contact's name when the message is sent with that number in its `mentioned` list. Numbers
   * may be JIDs. Names are found in any case, the longest first, and not inside code, links or e-mail addresses.
   * @default {}
   */
  readonly mentions?: Readonly<Record<string, string>>;
  /**
   * `"auto"`: a table that fits `width` is aligned in a monospace block, a wider one becomes `*label:* value` lines.
   * `"aligned"` and `"list"` do one or the other with every table. Emphasis inside cells shows only in lines.
   * @default "auto"
   */
  readonly tables?: "auto" | "aligned" | "list";
  /**
   * Columns of monospace text a phone shows without wrapping; emoji and Chinese characters take two. 0 turns aligned
   * tables off.
   * @default 26
   */
  readonly width?: number;
}
