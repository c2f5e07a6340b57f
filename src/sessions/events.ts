import type { SessionKey } from "./key.js";
import type { SessionSnapshot } from "./session.js";

/** What this process's sessions tell. Another process tells of its own. */
export type SessionEvents<State> = {
  /** A session was saved for the first time. */
  created: { readonly session: SessionSnapshot<State> };
  /** One that was there was opened. */
  resumed: { readonly session: SessionSnapshot<State> };
  /** One was saved, the first time too. */
  saved: { readonly session: SessionSnapshot<State> };
  /** Its time was over. Told by one process of all, at most once: what must not be missed belongs into `onExpired`. */
  expired: { readonly session: SessionSnapshot<State> };
  /** It was ended by a call. */
  ended: { readonly session: SessionSnapshot<State> };
  /** Two sessions became one, `into`. */
  merged: { readonly from: SessionKey; readonly into: SessionKey };
  /** A write met a session that somebody else had changed: `save` rejects, `update` tries again. */
  conflict: { readonly key: SessionKey };
  /** A record could not be read and was put aside, see `sessions.quarantined`. */
  quarantined: { readonly key: SessionKey; readonly reason: string };
  /** The store failed where nobody waits, or `onExpired`, `summarize` or a handler threw. */
  error: unknown;
};

export type SessionEventName = keyof SessionEvents<unknown>;
