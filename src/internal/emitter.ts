import mitt from "mitt";
import { onAbort } from "./abort.js";
import { tell } from "./tell.js";

/** Tells handlers of events. A handler that throws or rejects is reported as `error` and keeps nobody from being told. */
export class Emitter<Events extends { error: unknown }> {
  readonly #handlers = mitt<Events & Record<string, unknown>>();

  /** @returns ends the subscription, as does `signal` */
  on<Name extends keyof Events & string>(
    name: Name,
    handler: (event: Events[Name]) => void,
    signal?: AbortSignal,
  ): () => void {
    if (signal?.aborted) return () => {};
    // A function of its own, so that the same handler may be there twice and end one at a time.
    const own = (event: Events[Name]) => handler(event);
    this.#handlers.on(name, own);
    const end = () => {
      this.#handlers.off(name, own);
      forget?.();
    };
    const forget = signal && onAbort(signal, end);
    return end;
  }

  has(name: keyof Events & string): boolean {
    return (this.#handlers.all.get(name)?.length ?? 0) > 0;
  }

  emit<Name extends keyof Events & string>(name: Name, event: Events[Name]): void {
    const handlers = this.#handlers.all.get(name) as ((event: Events[Name]) => void)[] | undefined;
    if (!handlers || handlers.length === 0) return;
    for (const handler of [...handlers]) {
      tell(handler, event, (error) => {
        if (name !== "error") this.emit("error", error);
      });
    }
  }
}
