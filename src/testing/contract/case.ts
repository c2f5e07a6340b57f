import type { endpoints } from "../../client/endpoints/index.js";
import { titles } from "../reply.js";
import type { Shape } from "./shape.js";
import { exactly, tuple } from "./shape.js";

export type EndpointName = keyof typeof endpoints;

/** Where a case runs: on one of the suite's own instances, on the paired one that the caller names, or on none. */
export type CaseInstance = "EVOLUTION" | "WHATSAPP-BAILEYS" | "paired" | "none";

/** One answer that a case accepts. */
export interface Answer {
  readonly status: number;
  readonly body: Shape;
}

/** What the walk knows by the time a case is sent. */
export interface Known {
  /** What every name begins with that the suite makes up. */
  readonly prefix: string;
  /** The name of the instance that the case runs on. */
  readonly instanceName: string;
  /** The `number` that the EVOLUTION instance was made with. */
  readonly ownNumber: string;
  /** Digits to write to: the caller's on the paired instance, else of a country that does not exist. */
  readonly number: string;
  /** A field of an answer that an earlier case kept; `undefined` when there was none. */
  kept(path: string): unknown;
}

export interface ContractCase {
  readonly endpoint: EndpointName;
  readonly on: CaseInstance;
  /** What is asked, in a few words. */
  readonly title: string;
  /** Fills the path's other parameters. @default none */
  readonly params?: (known: Known) => Readonly<Record<string, string>>;
  readonly query?: (known: Known) => Readonly<Record<string, string>>;
  /** What becomes a JSON body, a form with a file, or a text as it is. */
  readonly body?: (known: Known) => unknown;
  /** The name put in the path instead of the instance's own. */
  readonly instanceName?: string;
  /** @default "global" */
  readonly key?: "global" | "instance" | "wrong" | "missing";
  /** More than one where a setting of the server decides. */
  readonly answers: readonly Answer[];
  /** Keeps the answer under this name for later cases. */
  readonly keep?: string;
  /** Asked again, at most for a minute, until the answer fits: what it shows happens later. */
  readonly eventually?: true;
  /** Recordings of a real 2.3.6 server that show this answer, some on another channel where the channel does not decide. */
  readonly recorded?: readonly string[];
}

export const answer = (status: number, body: Shape): Answer => ({ status, body });

/** The error envelope around a message. */
export const refusal = (status: number, message: Shape): Answer =>
  answer(status, { status, error: exactly(titles[status] ?? ""), response: { message } });

/** A business error: one text in a list. */
export const refused = (status: number, text: string | RegExp): Answer =>
  refusal(status, tuple(typeof text === "string" ? exactly(text) : text));

/** The body was checked: a list of texts in a list. */
export const invalid = (...texts: readonly (string | RegExp)[]): Answer =>
  refusal(400, tuple(tuple(...texts.map((text) => (typeof text === "string" ? exactly(text) : text)))));

export const missing = (...fields: readonly string[]): Answer =>
  invalid(...fields.map((field) => `instance requires property "${field}"`));

/** A plain exception of the server's code. */
export const failed = (text: string | RegExp): Answer => refusal(500, typeof text === "string" ? exactly(text) : text);

/** What asking an instance that never had a socket for something of WhatsApp's ends in. */
export const noSocket = /^(TypeError: )?Cannot read properties of undefined \(reading '\w+'\)$/;
