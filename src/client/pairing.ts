import {
  AbortError,
  InvalidArgumentError,
  isApiError,
  isConnectionError,
  isInstanceNameInUseError,
  isLicenseRequiredError,
  isNotFoundError,
  isTimeoutError,
  TimeoutError,
} from "../errors/index.js";
import type { Clock } from "../internal/clock.js";
import { describe, isRecord, own } from "../internal/record.js";
import type { RequestOptions } from "./call.js";
import { longestMs } from "./request-parts.js";
import type { InstancesResource } from "./resources/instances.js";
import type { QrCode } from "./types/instance.js";

export interface WaitOptions {
  /** Gives up when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Gives up after so many ms; no request waits longer. @default 60_000 for waitUntilOpen, 180_000 for pair */
  readonly timeoutMs?: number | undefined;
  /** How often the gateway is asked, in ms. @default 2_000 */
  readonly pollMs?: number | undefined;
}

export interface PairOptions extends WaitOptions {
  /** Called, and waited for, with every new QR code; what it throws ends `pair`: about every 45 s there is another. `code` is its text, `base64` a PNG data URL. */
  readonly onQrCode?: ((qrCode: QrCode & { readonly code: string }) => unknown) | undefined;
  /** The phone to pair by code instead of by camera: digits in international form. */
  readonly number?: string | undefined;
  /** Called, and waited for, with every new pairing code, to be typed on the phone. Needs `number`. */
  readonly onPairingCode?: ((pairingCode: string) => unknown) | undefined;
}

interface Paired {
  readonly instanceName: string;
  /** The token of an instance that was created; a secret. When `pair` fails after creating, `instances.fetchInstances` has it. */
  readonly hash?: string;
}

/** One request of a wait, at most. */
const longestRequestMs = 30_000;

type Instances = Pick<InstancesResource, "connect" | "connectionState" | "create">;

/**
 * Creates the instance if there is none, connects it, and hands out its codes until a phone has taken one.
 *
 * @throws {InvalidArgumentError} nobody to show the codes to, or a time that is none
 * @throws {TimeoutError} nobody scanned in time
 * @throws {AbortError} the signal fired
 * @throws {ApiError} the gateway could not create or connect it
 */
export async function pair(
  instances: Instances,
  clock: Clock,
  instanceName: string,
  options: PairOptions = {},
): Promise<Paired> {
  const { number, onQrCode, onPairingCode, signal } = options;
  if (!onQrCode && !onPairingCode) {
    throw new InvalidArgumentError(
      "Expected `onQrCode` or `onPairingCode`: without them nobody sees the code to scan.",
    );
  }
  if (onPairingCode && number === undefined) {
    throw new InvalidArgumentError("Expected `number` with `onPairingCode`: the gateway makes the code for one phone.");
  }
  let seen = "";
  /** What of it is still to be waited for. */
  const show = ({ code, pairingCode, ...qrCode }: QrCode): Promise<unknown>[] => {
    const shown = `${code} ${pairingCode}`;
    if (shown === seen) return [];
    seen = shown;
    const steps = [
      code === undefined ? undefined : onQrCode?.({ ...qrCode, code }),
      typeof pairingCode === "string" ? onPairingCode?.(pairingCode) : undefined,
    ];
    return steps.filter((step) => step instanceof Promise);
  };
  checkWait(options);
  const wait = { ...options, timeoutMs: options.timeoutMs ?? 180_000 };
  const what = `Nobody has scanned the code of "${instanceName}"`;
  let exists = false;
  let hash: string | undefined;
  await poll(clock, wait, what, async (request, leftMs) => {
    const showInTime = async (qrCode: QrCode) => {
      const steps = show(qrCode);
      if (steps.length > 0) await within(Promise.all(steps), clock, leftMs(), signal, what);
    };
    if (!exists) {
      const created = await createIfMissing(instances, instanceName, number, request);
      exists = true;
      hash = created?.hash;
      if (isRecord(created?.qrcode)) await showInTime(created.qrcode);
    }
    const result = await instances.connect(instanceName, number === undefined ? {} : { number }, request);
    if (own(own(result, "instance"), "state") === "open") return true;
    if (isRecord(result) && !("instance" in result)) await showInTime(result);
    return false;
  });
  return hash === undefined ? { instanceName } : { instanceName, hash };
}

/**
 * Resolves once the instance is open.
 *
 * @throws {TimeoutError} it did not open in time
 * @throws {NotFoundError} there is no such instance
 * @throws {AbortError} the signal fired
 */
export async function waitUntilOpen(
  instances: Instances,
  clock: Clock,
  instanceName: string,
  options: WaitOptions = {},
): Promise<void> {
  checkWait(options);
  const wait = { ...options, timeoutMs: options.timeoutMs ?? 60_000 };
  return poll(clock, wait, `"${instanceName}" did not open`, async (request) => {
    const answer = await instances.connectionState(instanceName, request);
    return own(own(answer, "instance"), "state") === "open";
  });
}

async function createIfMissing(
  instances: Instances,
  instanceName: string,
  number: string | undefined,
  options: RequestOptions,
) {
  try {
    await instances.connectionState(instanceName, options);
    return undefined;
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
  const body = { instanceName, integration: "WHATSAPP-BAILEYS", qrcode: true } as const;
  try {
    return await instances.create(number === undefined ? body : { ...body, number }, options);
  } catch (error) {
    // Somebody else was quicker, or an earlier try of ours has worked without saying so.
    if (isInstanceNameInUseError(error)) return undefined;
    throw error;
  }
}

/** Waits for a step of the caller's as long as is left; the step itself cannot be stopped. */
async function within<T>(
  step: Promise<T>,
  clock: Clock,
  leftMs: number,
  signal: AbortSignal | undefined,
  what: string,
): Promise<T | undefined> {
  const done = new AbortController();
  const either = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
  const over = clock.sleep(leftMs, either).then(
    () => undefined,
    (reason: unknown) => {
      if (signal?.aborted) throw new AbortError(`${what} before the caller's signal fired.`, { cause: reason });
      return undefined;
    },
  );
  return Promise.race([step, over]).finally(() => done.abort());
}

/** Asks until it is done. A gateway that cannot be reached, or is busy, is asked again: it may be starting. */
async function poll(
  clock: Clock,
  { timeoutMs, pollMs = 2_000, signal }: WaitOptions & { readonly timeoutMs: number },
  what: string,
  isDone: (request: RequestOptions, leftMs: () => number) => Promise<boolean>,
): Promise<void> {
  const until = clock.now() + timeoutMs;
  const leftMs = () => Math.max(1, until - clock.now());
  for (;;) {
    const request = { signal, retry: false, timeoutMs: Math.min(leftMs(), longestRequestMs) };
    let cause: unknown;
    try {
      if (await isDone(request, leftMs)) return;
    } catch (error) {
      if (!mayPass(error)) throw error;
      cause = error;
    }
    if (clock.now() + pollMs > until) {
      const text = `${what} within ${timeoutMs} ms. Raise \`timeoutMs\`, or try again.`;
      throw new TimeoutError(text, { timeoutMs, ...(cause !== undefined && { cause }) });
    }
    await clock.sleep(pollMs, signal).catch((reason: unknown) => {
      throw new AbortError(`${what} before the caller's signal fired.`, { cause: reason });
    });
  }
}

const mayPass = (error: unknown): boolean =>
  isConnectionError(error) ||
  isTimeoutError(error) ||
  (isApiError(error) && !isLicenseRequiredError(error) && [429, 502, 503, 504].includes(error.status));

/** NaN would poll for ever, and 0 without a pause. */
function checkWait({ timeoutMs, pollMs }: WaitOptions): void {
  for (const [name, ms] of Object.entries({ timeoutMs, pollMs })) {
    if (ms === undefined || (Number.isInteger(ms) && ms >= 1 && ms <= longestMs)) continue;
    throw new InvalidArgumentError(
      `Expected \`${name}\` to be a whole number of milliseconds above 0, got ${describe(ms)}. Pass e.g. 2_000.`,
    );
  }
}
