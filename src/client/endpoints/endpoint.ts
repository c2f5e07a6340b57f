import type { Integration } from "../../types/index.js";
import type { MediaRule } from "../media/prepare.js";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

/** One route of the gateway, as data: what a call needs to know before and after it. */
export interface Endpoint {
  readonly method: HttpMethod;
  /** With `:instanceName` where the name goes, and other parameters likewise; each is percent-encoded there. */
  readonly path: string;
  /** Which key opens it: the global one, that instance's token as well, or none. */
  readonly key: "global" | "instance" | "none";
  /** Safe to repeat: a second identical call changes nothing more. Decides what is retried. */
  readonly idempotent: boolean;
  readonly integrations: readonly Integration[];
  /** A send: it has succeeded only if its answer carries a string `key.id`, and its failures carry `delivery`. */
  readonly send?: true;
  /**
   * The form in which this route reports media that it could not fetch or convert: a 500 with one text, or with a list
   * of one. It is raised before anything is sent, so it proves that nothing left.
   */
  readonly mediaFailure?: "text" | "list";
  /** A route that the caller wrote out: nothing is known of its body. */
  readonly isRaw?: true;
  /** Where it takes a file, and how. */
  readonly media?: MediaRule;
  /** Least time for an answer in ms, where 30 s is known to be short (the gateway fetches and converts media meanwhile). */
  readonly timeoutMs?: number;
  /** The gateway's version that brought it. @default it is in 2.3.6 */
  readonly since?: string;
  /** What a success looks like: a JSON value, plain text, or nothing at all as well. @default "json" */
  readonly answer?: "text" | "optional";
}

export const all = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] as const;
export const baileys = ["WHATSAPP-BAILEYS"] as const;
export const business = ["WHATSAPP-BUSINESS"] as const;
export const whatsApp = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS"] as const;

type Integrations = readonly Integration[];

/** A GET that changes nothing. */
export const read = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ method: "GET", path, key: "instance", idempotent: true, integrations }) as const;

/** A POST that may be repeated: it asks, or it sets what is sent. */
export const ask = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ method: "POST", path, key: "instance", idempotent: true, integrations }) as const;

/** A POST that must not be repeated blindly. */
export const act = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ method: "POST", path, key: "instance", idempotent: false, integrations }) as const;

/** A PUT or DELETE that may be repeated. */
export const put = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ method: "PUT", path, key: "instance", idempotent: true, integrations }) as const;
export const remove = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ method: "DELETE", path, key: "instance", idempotent: true, integrations }) as const;

/** A send of any kind of message, and one whose media the gateway fetches first. */
export const send = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ ...act(path, integrations), send: true }) as const;
export const sendFile = <const P extends string, const I extends Integrations>(path: P, integrations: I) =>
  ({ ...send(path, integrations), timeoutMs: 60_000 }) as const;

/** A table whose names begin with `prefix`: `create` of `typebot` is `typebotCreate`. */
export type Prefixed<Prefix extends string, Table> = {
  readonly [Name in keyof Table & string as `${Prefix}${Capitalize<Name>}`]: Table[Name];
};

export function prefixed<const Prefix extends string, const Table extends Record<string, Endpoint>>(
  prefix: Prefix,
  table: Table,
): Prefixed<Prefix, Table> {
  const entries = Object.entries(table).map(([name, endpoint]) => [
    `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    endpoint,
  ]);
  return Object.fromEntries(entries) as Prefixed<Prefix, Table>;
}
