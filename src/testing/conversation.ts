import { type Expected, isExpected, wordsFor } from "./expected.js";
import { isReaction, lineOf, type ShownMessage, type ShownPhone, said, transcriptOf } from "./transcript.js";

/** A phone that a script can use: whatever its own type says of messages and of what it sends. */
export interface ScriptedPhone extends ShownPhone {
  send(content: never, options: { to?: string }): unknown;
  press(message: never, choice: string): unknown;
  vote(message: never, options: readonly string[]): unknown;
  react(message: never, emoji: string): unknown;
  waitFor(matcher: (message: ShownMessage) => boolean, options: { signal: AbortSignal }): Promise<ShownMessage>;
}

/** The same, with its types. */
interface Phone<Message, Content> extends ShownPhone {
  readonly inbox: readonly (Message & ShownMessage)[];
  send(content: Content, options: { to?: string }): unknown;
  press(message: Message, choice: string): unknown;
  vote(message: Message, options: readonly string[]): unknown;
  react(message: Message, emoji: string): unknown;
  waitFor(matcher: (message: Message) => boolean, options: { signal: AbortSignal }): Promise<Message>;
}

export interface ConversationOptions {
  /** The instance or the group to talk to. @default the only instance there is */
  readonly to?: string;
  /** How long `expects` waits, in ms of real time. @default 5_000 */
  readonly timeoutMs?: number;
  /** Whose phones they are: needed by `expectsNothing`, and its clock by `passes`. */
  readonly gateway?: {
    settled(): Promise<void>;
    readonly clock?: { advance(ms: number): Promise<unknown> };
  };
}

/** A step of a script failed. The message has the transcript up to there, and what was to follow. */
export class ConversationError extends Error {
  override readonly name = "ConversationError";
}

interface Step {
  /** As the script says it: `expects(/Olá/)`. */
  readonly call: string;
  /** Holds where in the test it is written. */
  readonly at: Error;
  /** Answers what was said, for the transcript. */
  run(): Promise<string>;
}

/**
 * A script of what a person says and what the bot should answer. Steps begin by themselves, in order, and `await` waits until
 * all that were written are done; more can follow after it.
 */
export class Conversation<Message extends ShownMessage, Content> implements PromiseLike<undefined> {
  readonly #phone: Phone<Message, Content>;
  readonly #options: ConversationOptions;
  readonly #steps: Step[] = [];
  readonly #lines: string[] = [];
  #latest: Message | undefined;
  #done: Promise<undefined> | undefined;

  constructor(phone: Phone<Message, Content>, options: ConversationOptions) {
    this.#phone = phone;
    this.#options = options;
  }

  /** The person sends something. */
  says(content: Content): this {
    return this.#step(this.says, [content], async () => {
      const { to } = this.#options;
      this.#phone.send(content, to === undefined ? {} : { to });
      return said(this.#phone.name, typeof content === "string" ? content : labelOf(content));
    });
  }

  /**
   * The next message to come has these words, matches this pattern, or passes this test; without one, any will do. A message
   * that does not fails at once. Reactions are no messages: see `expectsReaction`. Of a message that is edited until it is
   * complete this may see the first part: see `expectsEdited`.
   */
  expects(expected?: Expected<Message>): this {
    return this.#step(this.expects, expected === undefined ? [] : [expected], async () => {
      const message = await this.#next(
        () => true,
        () => `expected ${wordsFor(expected)}, but nothing came`,
      );
      const line = said(message.from, lineOf(message));
      if (expected === undefined || isExpected(expected, message)) return line;
      throw new Error(`expected ${wordsFor(expected)}, but got ${line}`);
    });
  }

  /** The next message to come has these words, or will have them in time: it may be edited until it does. */
  expectsEdited(expected: Expected<Message>): this {
    return this.#step(this.expectsEdited, [expected], async () => {
      let next: Message | undefined;
      const isIt = (message: Message) => {
        next ??= message;
        return message === next && isExpected(expected, message);
      };
      const message = await this.#next(isIt, () => {
        const got = next ? `${said(next.from, lineOf(next))} did not become that` : "nothing came";
        return `expected ${wordsFor(expected)}, but ${got}`;
      });
      return said(message.from, lineOf(message));
    });
  }

  /** The next reaction to come is that one; without one, any will do. The empty one takes another back. */
  expectsReaction(emoji?: string): this {
    return this.#step(this.expectsReaction, emoji === undefined ? [] : [emoji], async () => {
      const wanted = emoji === undefined ? "a reaction" : `the reaction ${JSON.stringify(emoji)}`;
      const { from, text } = await this.#received(isReaction, () => `expected ${wanted}, but none came`);
      if (emoji === undefined || text === emoji) return `${from} reacts ${text}`;
      throw new Error(`expected ${wanted}, but ${from} reacted ${JSON.stringify(text)}`);
    });
  }

  /**
   * No message is left that was not expected; reactions do not count. Needs the option `gateway`: it waits until that has
   * settled, then 50 ms of real time for a bot that goes on after it has answered its webhook, and until it has settled again.
   * It cannot see what a bot sends that thinks for longer without asking the gateway anything, or that waits for a time which
   * only `passes` would let come.
   */
  expectsNothing(): this {
    return this.#step(this.expectsNothing, [], async () => {
      const gateway = this.#gateway("expectsNothing");
      await gateway.settled();
      // What the last event has set off may still be under way.
      await gateway.clock?.advance(0);
      await gateway.settled();
      await elapsed(graceMs);
      await gateway.settled();
      const now = new AbortController();
      const next = this.#phone.waitFor((message) => this.#isNext(message), { signal: now.signal });
      now.abort();
      const left = await next.catch(() => undefined);
      if (left) throw new Error(`expected nothing, but got ${said(left.from, lineOf(left))}`);
      return "(nothing)";
    });
  }

  /** The person presses a button or chooses a row of the latest message, by its title or its id. */
  presses(choice: string): this {
    return this.#step(this.presses, [choice], async () => {
      this.#phone.press(this.#shown(), choice);
      return `${this.#phone.name} presses (${choice})`;
    });
  }

  /** The person chooses in the poll that is the latest message. */
  votes(...options: readonly string[]): this {
    return this.#step(this.votes, options, async () => {
      this.#phone.vote(this.#shown(), options);
      return `${this.#phone.name} votes ${options.map((each) => `(${each})`).join(" ")}`;
    });
  }

  /** The person reacts to the latest message. */
  reacts(emoji: string): this {
    return this.#step(this.reacts, [emoji], async () => {
      this.#phone.react(this.#shown(), emoji);
      return `${this.#phone.name} reacts ${emoji}`;
    });
  }

  /** So much of the gateway's time goes by, in ms. Needs the option `gateway`. */
  passes(ms: number): this {
    return this.#step(this.passes, [ms], async () => {
      const { clock } = this.#gateway("passes");
      if (!clock) throw new Error("passes needs a gateway with a clock that can be advanced");
      await clock.advance(ms);
      return `(${ms} ms pass)`;
    });
  }

  /** Anything else that belongs between two steps. */
  does(action: () => unknown): this {
    return this.#step(this.does, [action], async () => {
      await action();
      return `(${action.name || "something is done"})`;
    });
  }

  // biome-ignore lint/suspicious/noThenProperty: a script is awaited
  then<Result = undefined, Failure = never>(
    onDone?: ((value: undefined) => Result | PromiseLike<Result>) | null,
    onFailed?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return (this.#done ?? Promise.resolve(undefined)).then(onDone, onFailed);
  }

  #step(method: (...args: never[]) => unknown, args: readonly unknown[], run: Step["run"]): this {
    const at = new Error();
    Error.captureStackTrace?.(at, method);
    const step = { call: `${method.name}(${args.map(written).join(", ")})`, at, run };
    this.#steps.push(step);
    // The others of the script are written by the time that the first begins, so a failure can tell what was to follow.
    this.#done = (this.#done ?? Promise.resolve()).then(() => this.#run(step));
    return this;
  }

  async #run(step: Step): Promise<undefined> {
    try {
      this.#lines.push(await step.run());
    } catch (cause) {
      throw this.#failure(step, cause);
    }
  }

  async #next(matches: (message: Message) => boolean, missing: () => string): Promise<Message> {
    this.#latest = await this.#received((message) => this.#isNext(message) && matches(message), missing);
    return this.#latest;
  }

  async #received(matches: (message: Message) => boolean, missing: () => string): Promise<Message> {
    const { timeoutMs = 5_000 } = this.#options;
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await this.#phone.waitFor((message) => this.#isHere(message) && matches(message), { signal });
    } catch (cause) {
      if (!signal.aborted) throw cause;
      throw new Error(`${missing()} within ${timeoutMs} ms`, { cause });
    }
  }

  #isNext(message: Message): boolean {
    return this.#isHere(message) && !isReaction(message);
  }

  #isHere(message: Message & { readonly chat?: string }): boolean {
    const { to } = this.#options;
    return to === undefined || (message.chat ?? message.from) === to;
  }

  #shown(): Message {
    const latest = this.#latest ?? this.#phone.inbox.findLast((message) => this.#isNext(message));
    if (latest) return latest;
    throw new Error("there is no message yet: say first what is expected");
  }

  #gateway(step: string): NonNullable<ConversationOptions["gateway"]> {
    const { gateway } = this.#options;
    if (gateway) return gateway;
    throw new Error(`${step} needs the gateway: conversation(phone, { gateway })`);
  }

  #failure(step: Step, cause: unknown): ConversationError {
    const index = this.#steps.indexOf(step);
    const reason = inOneLine(cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
    const number = (i: number) => String(i + 1).padStart(String(this.#steps.length).length);
    const lines = this.#steps.map(({ call }, i) => {
      if (i < index) return `  ✓ ${number(i)}  ${inOneLine(this.#lines[i] ?? call)}`;
      return `  ${i === index ? "✗" : " "} ${number(i)}  ${call}`;
    });
    const title = `${this.#phone.name}'s conversation failed at step ${index + 1} of ${this.#steps.length}: ${reason}.`;
    const screen = `On ${this.#phone.name}'s phone:\n${transcriptOf(this.#phone)}`;
    const error = new ConversationError([title, lines.join("\n"), screen].join("\n\n"), { cause });
    const place = step.at.stack?.split("\n").filter((line) => /^\s+at /.test(line));
    error.stack = [`${error.name}: ${error.message}`, ...(place ?? [])].join("\n");
    return error;
  }
}

/** How long a bot may take, after it has answered its webhook, to ask the gateway for something, in real ms. */
const graceMs = 50;

/** Real time, also where timers are fake. */
const elapsed = (ms: number): Promise<unknown> =>
  new Promise((resolve) => AbortSignal.timeout(ms).addEventListener("abort", resolve, { once: true }));

const inOneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ↵ ");

/**
 * Plays a script against a bot: what the person at the phone does, and what should come back. Fails with a transcript that
 * points at the step.
 *
 * @throws {ConversationError} when it is awaited
 * @example await conversation(maria).says("oi").expects(/Olá/).says("menu").expects("Pizza").presses("Pizza");
 */
export function conversation<Given extends ScriptedPhone>(
  phone: Given,
  options: ConversationOptions = {},
): Conversation<Given["inbox"][number], Parameters<Given["send"]>[0]> {
  return new Conversation(phone as unknown as Phone<Given["inbox"][number], Parameters<Given["send"]>[0]>, options);
}

/** What is sent besides texts, by its field: `[image] look`. */
function labelOf(content: unknown): string {
  const [kind = "content"] = Object.keys(content as object);
  const { caption } = content as { readonly caption?: string };
  return caption === undefined ? `[${kind}]` : `[${kind}] ${caption}`;
}

function written(argument: unknown): string {
  if (typeof argument === "function") return argument.name || "…";
  if (argument instanceof RegExp) return String(argument);
  return typeof argument === "object" && argument !== null ? labelOf(argument) : JSON.stringify(argument);
}
