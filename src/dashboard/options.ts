import * as z from "zod";
import { type Clock, systemClock } from "../internal/clock.js";

export interface QueueBoardOptions {
  /** Shows, and changes nothing. @default false */
  readonly readOnlyMode?: boolean | undefined;
  /** Whether dead letters can be brought back from the board. @default true */
  readonly allowRetries?: boolean | undefined;
  /** The queue's title. @default its name */
  readonly displayName?: string | undefined;
  /** A line below the title. */
  readonly description?: string | undefined;
  /** Put before the queue's name, to tell apart queues of one name on different drivers. */
  readonly prefix?: string | undefined;
  /** Names are shown as a tree, split here. @default no tree */
  readonly delimiter?: string | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

const flag = z.boolean({ error: "to be true or false" });
const text = z.string({ error: "to be a text" });

/** @internal */
export const boardOptions = z.object({
  readOnlyMode: flag.default(false),
  allowRetries: flag.default(true),
  displayName: text.default(""),
  description: text.default(""),
  prefix: text.default(""),
  delimiter: text.default(""),
  clock: z
    .custom<Clock>((value) => typeof (value as Clock | undefined)?.now === "function", {
      error: "to be a clock with now and sleep",
    })
    .default(systemClock),
});

/** @internal */
export type ResolvedBoardOptions = z.output<typeof boardOptions>;
