import type { FormattedText } from "../builders/formatted.js";

/** An amount with the ISO 4217 code of its currency. */
export interface Money {
  readonly amount: number;
  /** e.g. `BRL`. */
  readonly currency: string;
}

/** What a parameter may be, by what its placeholder says of it. */
interface Values {
  readonly number: number | bigint;
  readonly plural: number;
  readonly date: Date | number;
  readonly time: Date | number;
  readonly datetime: Date | number;
  readonly select: string;
}

/** What `{{name}}` alone takes. */
export type TemplateText = string | number | FormattedText;

/** Anything a parameter can be. Instants are `Date`s or epoch ms. */
export type TemplateValue = TemplateText | Values[keyof Values] | Money;

/** The parameters of a template, read from its text. */
export type TemplateParams<Text extends string> = string extends Text
  ? Readonly<Record<string, TemplateValue>>
  : Flat<Found<Text>>;

/** Those of several texts at once. */
export type ParamsOfAll<Text extends string> = Flat<
  (Text extends string ? (params: Found<Text>) => void : never) extends (params: infer All) => void ? All : never
>;

/** What a template is called with: nothing is needed where it has no parameters. */
export type TemplateArguments<Params, Options> = keyof Params extends never
  ? [params?: Readonly<Record<string, never>>, options?: Options]
  : [params: Params, options?: Options];

type Flat<T> = { readonly [K in keyof T]: Possible<T[K]> };

/** Without what nothing can be: a name that is text in one place and a number in another is a number. */
type Possible<V> = V extends FormattedText & (string | number | bigint | Date | Money) ? never : V;

/** Every `{{`, also inside of branches. */
type Found<Text extends string, Params = unknown> = Text extends `${string}{{${infer Rest}`
  ? Found<Rest, Params & Placeholder<UntilBrace<Rest>>>
  : Params;

type UntilBrace<Text extends string> = Text extends `${infer Head}}${string}` ? Head : Text;

type Placeholder<Head extends string> = Head extends `${infer Name},${infer Format}`
  ? { readonly [N in Trim<Name>]: ValueOf<Format> }
  : { readonly [N in Trim<Head>]: TemplateText };

type ValueOf<Format extends string> = Format extends `${infer Type},${infer Argument}`
  ? Trim<Type> extends keyof Values
    ? Values[Trim<Type>]
    : Trim<Type> extends "currency"
      ? Trim<Argument> extends ""
        ? Money
        : number
      : never
  : Trim<Format> extends keyof Values
    ? Values[Trim<Format>]
    : Trim<Format> extends "currency"
      ? Money
      : never;

/** Without what may stand around a name: white space, and the brace of the branch that begins with it. */
type Trim<Text extends string> = Text extends `${" " | "\n" | "{"}${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest}${" " | "\n"}`
    ? Trim<Rest>
    : Text;
