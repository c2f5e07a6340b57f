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
