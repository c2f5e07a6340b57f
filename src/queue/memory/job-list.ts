import type { StoredJob } from "./lane.js";

/**
 * The jobs in one state, in the order in which they came into it. A job is in one list at a time and carries its place, so
 * that leaving costs the same wherever it stands: a `Set` pays with hashing, and with the holes that it keeps.
 */
export class JobList {
  first: StoredJob | undefined;
  last: StoredJob | undefined;
  size = 0;

  /** Joins the end, and leaves the list that it was in. */
  add(job: StoredJob): void {
    job.list?.delete(job);
    job.list = this;
    job.before = this.last;
    if (this.last) this.last.after = job;
    else this.first = job;
    this.last = job;
    this.size++;
  }

  delete(job: StoredJob): void {
    const { before, after } = job;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.last = before;
    job.list = undefined;
    job.before = undefined;
    job.after = undefined;
    this.size--;
  }

  *[Symbol.iterator](): Generator<StoredJob> {
    for (let job = this.first; job; job = job.after) yield job;
  }

  *newestFirst(): Generator<StoredJob> {
    for (let job = this.last; job; job = job.before) yield job;
  }
}
