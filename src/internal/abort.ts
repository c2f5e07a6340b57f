/** Who listens to a signal through {@link onAbort}: one listener per signal, however many wait for it. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` once when the signal fires; answers a function that takes it back. A signal that is shared by many calls
 * gets one listener of ours, so Node does not warn of a leak. A signal that has fired already calls nobody: ask `aborted`.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = waiting.get(signal) ?? listen(signal);
  // A wrapper of its own, so that the same function can wait twice.
  const entry = () => listener();
  listeners.add(entry);
  return () => {
    listeners.delete(entry);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  waiting.set(signal, listeners);
  const fire = () => {
    for (const each of listeners) each();
    listeners.clear();
  };
  signal.addEventListener("abort", fire, { once: true });
  return listeners;
}
