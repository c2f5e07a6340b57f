import { checkLimit } from "./checks.js";
import type { QueueBackend } from "./driver.js";
import { infoOf, type JobInfo } from "./job.js";

/** Which dead letters are meant; all that is given must hold. */
export interface DeadLetterFilter<Data> {
  readonly lane?: string | undefined;
  /** Buried before this instant, epoch ms. */
  readonly before?: number | undefined;
  readonly where?: ((job: JobInfo<Data>) => boolean) | undefined;
}

export interface PageOptions {
  readonly lane?: string | undefined;
  /** 1 to 10_000. @default 100 */
  readonly limit?: number | undefined;
  /** `cursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface JobPage<Data> {
  readonly jobs: readonly JobInfo<Data>[];
  /** Set when there are more. */
  readonly cursor?: string;
}

const pageSize = 100;

/** Jobs that are out of attempts or cannot be done, with payload and error history. They are kept until somebody decides. */
export class DeadLetters<Data> {
  readonly #backend: QueueBackend;

  /** @internal */
  constructor(backend: QueueBackend) {
    this.#backend = backend;
  }

  /** A page of them, the oldest first. */
  async list({ lane, limit = pageSize, cursor }: PageOptions = {}): Promise<JobPage<Data>> {
    checkLimit(limit);
    const page = await this.#backend.list({
      state: "dead",
      limit,
      ...(lane !== undefined && { lane }),
      ...(cursor !== undefined && { cursor }),
    });
    return { ...page, jobs: page.jobs.map((job) => infoOf<Data>(job)) };
  }

  async get(id: string): Promise<JobInfo<Data> | undefined> {
    const job = await this.#backend.get(id);
    return job?.state === "dead" ? infoOf(job) : undefined;
  }

  /**
   * Puts it at the end of its lane, with all its attempts anew: it runs after what was added meanwhile. Its errors stay,
   * and `revivals` says that it was brought back.
   *
   * @returns false: there is no such dead letter (any more), so it is safe to repeat
   */
  retry(id: string): Promise<boolean> {
    return this.#backend.revive(id);
  }

  /** {@link retry} for each that fits, the oldest first. @returns how many */
  retryAll(filter: DeadLetterFilter<Data> = {}): Promise<number> {
    return this.#each(filter, (id) => this.#backend.revive(id));
  }

  /** Deletes it. Its id stays known for as long as that of any job. @returns false: there is no such dead letter */
  async remove(id: string): Promise<boolean> {
    return (await this.get(id)) !== undefined && this.#backend.remove(id);
  }

  /** Deletes each that fits. @returns how many */
  purge(filter: DeadLetterFilter<Data> = {}): Promise<number> {
    return this.#each(filter, (id) => this.remove(id));
  }

  /** Those that are buried while this runs are left alone. */
  async #each(
    { lane, before = Number.POSITIVE_INFINITY, where }: DeadLetterFilter<Data>,
    act: (id: string) => Promise<boolean>,
  ): Promise<number> {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.list({ lane, cursor });
      for (const job of page.jobs) {
        if ((job.finishedAt ?? 0) < before && (where?.(job) ?? true)) ids.push(job.id);
      }
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    let done = 0;
    for (const id of ids) if (await act(id)) done++;
    return done;
  }
}
