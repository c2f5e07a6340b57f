import { type Expected, isExpected, wordsFor } from "./expected.js";
import { type ShownMessage, type ShownPhone, transcriptOf } from "./transcript.js";

/** A phone that the matchers can look at. */
export interface MatchedPhone extends ShownPhone {
  waitFor(matcher: (message: never) => boolean, options: { readonly signal: AbortSignal }): Promise<unknown>;
}

export interface ToReceiveOptions {
  /** How long to wait, in ms of real time. @default 5_000 */
  readonly timeoutMs?: number;
}

/** What vitest and jest want to know from a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for phones, for vitest and jest. Their failures show the phone's screen.
 *
 * @example
 * expect.extend(matchers);
 * expect(maria).toHaveReceived("Olá");
 */
export const matchers = {
  toHaveReceived(received: unknown, expected?: Expected): MatcherResult {
    const phone = phoneIn(received, "toHaveReceived");
    const found = matching(phone, expected);
    return resultOf(phone, found.length > 0, `to have received ${wordsFor(expected)}`);
  },

  toHaveReceivedTimes(received: unknown, times: number, expected?: Expected): MatcherResult {
    const phone = phoneIn(received, "toHaveReceivedTimes");
    const count = matching(phone, expected).length;
    return resultOf(phone, count === times, `to have received ${wordsFor(expected)} ${timesOf(times)}`, timesOf(count));
  },

  async toReceive(
    received: unknown,
    expected?: Expected,
    { timeoutMs = 5_000 }: ToReceiveOptions = {},
  ): Promise<MatcherResult> {
    const phone = phoneIn(received, "toReceive");
    const signal = AbortSignal.timeout(timeoutMs);
    const matches = (message: ShownMessage) => expected === undefined || isExpected(expected, message);
    const came = await phone.waitFor(matches, { signal }).then(
      () => true,
      (error: unknown) => {
        if (signal.aborted) return false;
        throw error;
      },
    );
    return resultOf(phone, came, `to receive ${wordsFor(expected)} within ${timeoutMs} ms`);
  },
};

/** What the matchers add to `expect(phone)`. */
export interface PhoneMatchers {
  /** Something arrived that has these words, matches this pattern, or passes this test; or anything at all. */
  toHaveReceived(expected?: Expected): void;
  /** So many such messages arrived, no more and no less. */
  toHaveReceivedTimes(times: number, expected?: Expected): void;
  /**
   * Such a message is there or comes in time. As with `phone.waitFor`, each message is taken once. With `not` it waits all of
   * the time. Waits in real time: fake timers do not hold it up.
   */
  toReceive(expected?: Expected, options?: ToReceiveOptions): Promise<void>;
}

declare global {
  // Both vitest's and jest's `expect` extend this one; the names of its parameters must be theirs.
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as in the declarations that it is merged with
    interface Matchers<R, T = {}> extends PhoneMatchers {}
  }
}

function matching(phone: ShownPhone, expected: Expected | undefined): readonly ShownMessage[] {
  return expected === undefined ? phone.inbox : phone.inbox.filter((message) => isExpected(expected, message));
}

const timesOf = (count: number): string => (count === 1 ? "once" : `${count} times`);

/** `pass` is what was found; a message is only shown when that was not wanted. */
function resultOf(phone: ShownPhone, pass: boolean, expectation: string, found?: string): MatcherResult {
  const got = found === undefined ? "" : `, and it was ${found}`;
  return {
    pass,
    message: () =>
      `Expected ${phone.name} ${pass ? "not " : ""}${expectation}${pass ? "" : got}. On the screen:\n${transcriptOf(phone)}`,
  };
}

function phoneIn(received: unknown, matcher: string): MatchedPhone {
  const phone = received as Partial<MatchedPhone> | null | undefined;
  if (Array.isArray(phone?.inbox) && typeof phone.waitFor === "function") return phone as MatchedPhone;
  throw new TypeError(
    `${matcher} looks at a phone: pass one of gateway.phone(), as in expect(maria).${matcher}("Olá").`,
  );
}
