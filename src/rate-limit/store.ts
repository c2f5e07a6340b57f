/** What is counted for a key. */
export interface Count {
  readonly points: number;
  /** How long until it is forgotten, in ms. */
  readonly leftMs: number;
}

/**
 * Where a limiter counts. `rateLimitStoreSuite` (evolution-kit/testing) is this page as tests.
 *
 * A key has a number of points until its window ends, which begins with the first `add`. Windows are whole seconds, and
 * keys texts of 1 to 200 characters of ASCII. A store that cannot be reached, or finds what it cannot have written, rejects.
 */
export interface LimitStore {
  /** For messages, e.g. `"memory"`. */
  readonly name: string;
  /** Counts hold over processes. */
  readonly isShared: boolean;
  /** `undefined`: nothing is counted, or its window is over. */
  read(key: string): Promise<Count | undefined>;
  /**
   * Adds in one atomic step and answers what it came to. `windowMs` is looked at where it begins a window. Of any number of
   * calls in one window, no two answers are the same.
   */
  add(key: string, points: number, windowMs: number): Promise<Count>;
  /**
   * Takes back what `add` counted when it answered `from`. Never touches a later window, however late it comes to be done,
   * unless that is a whole window late; where it cannot tell, it does nothing.
   */
  takeBack(key: string, points: number, from: Count): Promise<void>;
  /** Sets what is counted, and begins a window. */
  set(key: string, points: number, windowMs: number): Promise<void>;
  /** Forgets the key. Safe to repeat. */
  delete(key: string): Promise<void>;
}
