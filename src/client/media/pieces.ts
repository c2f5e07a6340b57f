/** What {@link Pieces.next} answers when there is no more. */
export const end: unique symbol = Symbol("end");

/** Pieces of a source, and a way to stop it while it is waiting for its next piece. */
export interface Pieces {
  next(): Promise<unknown | typeof end>;
  /** Never throws. Safe to repeat, and after the end. */
  cancel(): void;
}

/** Does what is not ours to rely on: its failure, now or later, is nobody's. */
export function quietly(act: () => unknown): void {
  try {
    Promise.resolve(act()).catch(() => {});
  } catch {}
}
