import mitt from "mitt";
import { onAbort } from "./abort.js";

/** Calls somebody else's function. What it throws or rejects with goes to `onError` and ends nothing. */
export function tell<Value>(
  listener: (value: Value) => unknown,
  value: Value,
  onError: (error: unknown) => void,
): void {
  try {
    const answer = listener(value);
    if (answer instanceof Promise) answer.catch(onError);
  } catch (error) {
    onError(error);
  }
}

/** Tells handlers of events. A handler that throws or rejects is reported as `error` and keeps nobody from being told. */
export class Emitter<Events extends Record<string, unknown> & { error: unknown }> {
  readonly #handlers = mitt<Events>();

  /** @returns ends it, as does the signal */
  on<Name extends keyof Events>(name: Name, handler: (event: Events[Name]) => void, signal?: AbortSignal): () => void {
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

  has(name: keyof Events): boolean {
    return (this.#handlers.all.get(name)?.length ?? 0) > 0;
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    const handlers = this.#handlers.all.get(name) as ((event: Events[Name]) => void)[] | undefined;
    if (!handlers || handlers.length === 0) return;
    for (const handler of [...handlers]) {
      tell(handler, event, (error) => {
        if (name !== "error") this.emit("error", error as Events["error"]);
      });
    }
  }
}
