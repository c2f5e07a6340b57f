import { AbortError, InvalidArgumentError, isNotFoundError, TimeoutError } from "../errors/index.js";
import type { Clock } from "../internal/clock.js";
import { describe } from "../internal/record.js";
import type { RequestOptions } from "./call.js";
import { longestMs } from "./request-parts.js";
import type { InstancesResource } from "./resources/instances.js";
import type { ConnectResult, InstanceState, QrCode } from "./types/instance.js";

export interface WaitOptions {
  /** Gives up when it fires. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Gives up after so many ms, counted from the first poll and looked at between polls: a request under way may take its
   * own timeout and retries on top. @default 60_000 for waitUntilOpen, 180_000 for pair
   */
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
  const show = async ({ code, pairingCode, ...qrCode }: QrCode) => {
    const shown = `${code} ${pairingCode}`;
    if (shown === seen) return;
    seen = shown;
    if (code !== undefined) await onQrCode?.({ ...qrCode, code });
    if (typeof pairingCode === "string") await onPairingCode?.(pairingCode);
  };
  checkWait(options);
  const created = await createIfMissing(instances, instanceName, number, { signal });
  if (created?.qrcode) await show(created.qrcode);

  await poll(
    clock,
    { timeoutMs: 180_000, ...withoutUndefined(options) },
    `Nobody has scanned the code of "${instanceName}"`,
    async () => {
      const result = await instances.connect(instanceName, number === undefined ? {} : { number }, { signal });
      if (isState(result)) return result.instance.state === "open";
      await show(result);
      return false;
    },
  );
  return created ? { instanceName, hash: created.hash } : { instanceName };
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
  const { signal } = options;
  return poll(
    clock,
    { timeoutMs: 60_000, ...withoutUndefined(options) },
    `"${instanceName}" did not open`,
    async () => {
      const { instance } = await instances.connectionState(instanceName, { signal });
      return instance.state === "open";
    },
  );
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
    const body = { instanceName, integration: "WHATSAPP-BAILEYS", qrcode: true } as const;
    return instances.create(number === undefined ? body : { ...body, number }, options);
  }
}

async function poll(
  clock: Clock,
  { timeoutMs, pollMs = 2_000, signal }: WaitOptions & { readonly timeoutMs: number },
  what: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const until = clock.now() + timeoutMs;
  while (!(await isDone())) {
    if (clock.now() + pollMs > until)
      throw new TimeoutError(`${what} within ${timeoutMs} ms. Raise \`timeoutMs\`, or try again.`, { timeoutMs });
    await clock.sleep(pollMs, signal).catch((cause: unknown) => {
      throw new AbortError(`${what} before the caller's signal fired.`, { cause });
    });
  }
}

/** NaN would poll for ever, and 0 without a pause. */
function checkWait({ timeoutMs, pollMs }: WaitOptions): void {
  for (const [name, ms] of Object.entries({ timeoutMs, pollMs })) {
    if (ms === undefined || (Number.isInteger(ms) && ms >= 1 && ms <= longestMs)) continue;
    throw new InvalidArgumentError(
      `Expected \`${name}\` to be a whole number of milliseconds above 0, got ${describe(ms)}. Pass e.g. 2_000.`,
    );
  }
}

const isState = (result: ConnectResult): result is InstanceState => "instance" in result;

/** An option that is `undefined` must not replace its default. */
function withoutUndefined(options: WaitOptions): { timeoutMs?: number; pollMs?: number; signal?: AbortSignal } {
  const { timeoutMs, pollMs, signal } = options;
  return {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(pollMs !== undefined && { pollMs }),
    ...(signal && { signal }),
  };
}
