/** What came of looking at one thing. */
export interface Diagnosis {
  /** What was looked at, e.g. `webhook events`. */
  readonly name: string;
  /** `fail`: messages or answers get lost. `warn`: they may. `skipped`: it could not be looked at. */
  readonly status: "ok" | "warn" | "fail" | "skipped";
  /** What was seen, or why it could not be looked at: one line without keys. */
  readonly seen: string;
  /** What to do about it: a command, a line of the gateway's environment, or a sentence. */
  readonly fix?: string;
}

/** Makes the diagnoses of one thing. */
export const about = (name: string) => ({
  ok: (seen: string): Diagnosis => ({ name, status: "ok", seen }),
  warn: (seen: string, fix: string): Diagnosis => ({ name, status: "warn", seen, fix }),
  fail: (seen: string, fix: string): Diagnosis => ({ name, status: "fail", seen, fix }),
  skipped: (seen: string, fix?: string): Diagnosis => ({ name, status: "skipped", seen, ...(fix && { fix }) }),
});
