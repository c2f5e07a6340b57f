import type { JsonObject } from "../internal/record.js";
import { isRecord, own } from "../internal/record.js";
import type { Print } from "./content.js";
import type { MediaReference } from "./media/packed.js";
import type { OutboxBody, SendMethod } from "./sends.js";

/** A send as it is stored. */
export interface OutboxJob<Method extends SendMethod = SendMethod> {
  readonly instanceName: string;
  readonly method: Method;
  /** The JID it goes to. */
  readonly chat: string;
  /** Without `instanceName`, and without its file unless that is a URL. */
  readonly body: Omit<OutboxBody<Method>, "instanceName">;
  /** Where its file is. */
  readonly media?: MediaReference;
  /** By which its row is known. */
  readonly prints: readonly Print[];
  /** The message's id, where the gateway lets it be chosen. */
  readonly messageId?: string;
}

/** Common to what is noted while a send is under way. */
interface Noted {
  /** The attempts of this life so far, from 1. */
  readonly attempt: number;
  /** How often the job had been brought back from the dead when this was noted: a larger number later is a person's wish to send. */
  readonly revivals: number;
}

/** Written before the request leaves: whoever finds it knows that the message may be out. */
export interface Attempting extends Noted {
  readonly phase: "attempting";
  /** When, epoch ms. */
  readonly at: number;
  /** When the first attempt of this send left that may have gone out: from then on its row is looked for. */
  readonly from: number;
}

/** Nobody knows whether the message went out. */
export interface Uncertain extends Noted {
  readonly phase: "uncertain";
  /** When the last request left, epoch ms. */
  readonly at: number;
  /** See {@link Attempting.from}. */
  readonly from: number;
  /** When it was first looked for. */
  readonly since: number;
  /** How often the gateway's rows were read so far. */
  readonly looks: number;
  /** How many of the last looks agree that it is not there, and that it would be. */
  readonly absences: number;
  /** The failure may have come after the message was out and before its row was written: then a missing row proves nothing. */
  readonly isRowless: boolean;
  /** What happened, for people. */
  readonly reason: string;
}

/** Proven not to have left, and worth another try. */
export interface Retrying extends Noted {
  readonly phase: "retrying";
  readonly reason: string;
}

export type Progress = Attempting | Uncertain | Retrying;

/** Whether a send may have left and is not known to have: it was under way, or is in doubt. */
export function mayBeOut(progress: unknown): boolean {
  const noted = progressOf(progress);
  return noted !== undefined && noted.phase !== "retrying";
}

/** What an earlier run noted; `undefined` for a job that was never tried, or a note that cannot be read. */
export function progressOf(value: unknown): Progress | undefined {
  const numbers = (fields: readonly string[]) => fields.every((field) => Number.isFinite(own(value, field)));
  if (!isRecord(value) || !numbers(["attempt", "revivals"])) return undefined;
  switch (value.phase) {
    case "attempting":
      return numbers(["at", "from"]) ? (value as JsonObject & Attempting) : undefined;
    case "uncertain":
      return numbers(["at", "from", "since", "looks", "absences"]) ? (value as JsonObject & Uncertain) : undefined;
    case "retrying":
      return value as JsonObject & Retrying;
    default:
      return undefined;
  }
}
