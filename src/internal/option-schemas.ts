import * as z from "zod";

/** A whole number from `least` to the longest that a timer can wait; `hint` is how to fix it. */
export function whole(least: number, hint: string) {
  const error = `to be a whole number of at least ${least}. ${hint}`;
  return z
    .int({ error })
    .min(least, { error })
    .max(2 ** 31 - 1, { error });
}

export const fn = z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
  error: "to be a function",
});
