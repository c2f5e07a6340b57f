/** The longest that a timer of the platform can wait, in ms: about 25 days. */
export const longestTimerMs = 2 ** 31 - 1;
