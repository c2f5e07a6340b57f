import type { IncomingMessage, ServerResponse } from "node:http";
import type { Snapshot, Update } from "./snapshot.js";

const kept = 500;
const heartbeatMs = 15_000;
const mostListeners = 100;
/** What may wait for one browser that does not read, in bytes. */
const mostWaiting = 8 * 1024 ** 2;

/** What goes to a browser as one event of the stream. */
interface Told {
  readonly number: number;
  readonly update: Update;
}

/**
 * The stream of server-sent events: each browser gets a snapshot, then every update. One that comes back within the last
 * few hundred updates gets those that it missed instead.
 */
export class UpdateStream {
  readonly #snapshot: () => Snapshot;
  readonly #run: string;
  readonly #listeners = new Set<ServerResponse>();
  readonly #recent: Told[] = [];
  readonly #heartbeat: NodeJS.Timeout;
  #number = 0;

  constructor(run: string, snapshot: () => Snapshot) {
    this.#run = run;
    this.#snapshot = snapshot;
    this.#heartbeat = setInterval(() => this.#write(": still here\n\n"), heartbeatMs).unref();
  }

  /** With too many browsers the one that has listened longest has to come again. */
  open(request: IncomingMessage, response: ServerResponse): void {
    const [oldest] = this.#listeners;
    if (oldest && this.#listeners.size >= mostListeners) this.#end(oldest);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    const missed = this.#missedBy(request.headers["last-event-id"]);
    response.write("retry: 1000\n\n");
    if (missed) for (const told of missed) response.write(this.#line(told));
    else
      response.write(
        `event: snapshot\nid: ${this.#run}/${this.#number}\ndata: ${JSON.stringify(this.#snapshot())}\n\n`,
      );
    this.#listeners.add(response);
    response.on("close", () => this.#listeners.delete(response));
  }

  send(update: Update): void {
    const told = { number: ++this.#number, update };
    this.#recent.push(told);
    if (this.#recent.length > kept) this.#recent.shift();
    this.#write(this.#line(told));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#listeners) response.end();
  }

  /** `undefined`: it is new here, or was away for too long. */
  #missedBy(lastId: string | string[] | undefined): readonly Told[] | undefined {
    const [run, number] = String(lastId ?? "").split("/");
    if (run !== this.#run || !/^\d{1,15}$/.test(number ?? "")) return undefined;
    const last = Number(number);
    const oldest = this.#recent[0]?.number ?? this.#number + 1;
    return last >= oldest - 1 && last <= this.#number ? this.#recent.filter((told) => told.number > last) : undefined;
  }

  #line({ number, update }: Told): string {
    return `id: ${this.#run}/${number}\ndata: ${JSON.stringify(update)}\n\n`;
  }

  #write(text: string): void {
    for (const response of this.#listeners) {
      if (response.writableLength > mostWaiting) this.#end(response);
      else response.write(text);
    }
  }

  /** A browser comes back by itself, and gets what it missed. */
  #end(response: ServerResponse): void {
    this.#listeners.delete(response);
    response.destroy();
  }
}
