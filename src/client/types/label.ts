export interface LabelRow {
  readonly id: string;
  readonly name: string;
  /** A number as text, here; events carry it as a number. */
  readonly color: string;
  readonly predefinedId: string | null;
}

export interface HandleLabelBody {
  readonly number: string;
  readonly labelId: string;
  readonly action: "add" | "remove";
}

/** What was done, under the name of the action. */
export type HandledLabel =
  | { readonly numberJid: string; readonly labelId: string; readonly add: true }
  | { readonly numberJid: string; readonly labelId: string; readonly remove: true };
