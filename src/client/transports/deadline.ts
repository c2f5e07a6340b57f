import { onAbort } from "../../internal/abort.js";
import type { TransportRequest } from "../transport.js";

/**
 * Runs `send` and rejects at once when the time is up or the caller's signal fires, whatever `send` is waiting for. The
 * signal it is given then fires too, so that a request that has not left does not leave later. `progress` starts the time
 * again. Leaves nothing behind.
 */
export function withDeadline<T>(
  { timeoutMs, signal }: Pick<TransportRequest, "timeoutMs" | "signal">,
  send: (signal: AbortSignal, progress: () => void) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const stop = (reason: unknown) => {
      controller.abort(reason);
      reject(reason);
    };
    const start = () =>
      setTimeout(() => stop(new DOMException("no complete answer in time", "TimeoutError")), timeoutMs);
    let timer = start();
    const progress = () => {
      clearTimeout(timer);
      timer = start();
    };
    const forget = signal && onAbort(signal, () => stop(signal.reason));
    send(controller.signal, progress)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
        forget?.();
      });
  });
}
