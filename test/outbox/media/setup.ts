import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { MediaStore, type MediaStoreOptions } from "../../../src/outbox/media/media-store.js";
import type { PackedSend } from "../../../src/outbox/media/packed.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import type { StateSpace } from "../../../src/state/store.js";
import { manualClock } from "../../support/manual-clock.js";

export const number = "5511999990001";
export const day = 24 * 3_600_000;

export const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");

/** Bytes of which no two pieces are alike. */
export function someBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export async function aFile(name: string, bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evolution-kit-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

/** A media store over a space in memory, and what the space was asked. */
export function setup(options: Partial<MediaStoreOptions> = {}) {
  const clock = manualClock();
  const space = memoryStore({ clock }).open("media");
  const asked: string[] = [];
  let fault: ((call: string) => Promise<Error | undefined> | Error | undefined) | undefined;
  const watched = new Proxy(space, {
    get:
      (target, name: keyof StateSpace) =>
      async (key: string, ...rest: never[]) => {
        asked.push(`${name} ${key}`);
        const error = await fault?.(`${name} ${key}`);
        if (error) throw error;
        return (target[name] as (...args: unknown[]) => unknown).call(target, key, ...rest);
      },
  });
  const media = new MediaStore({ state: watched, clock, ...options });
  return {
    media,
    clock,
    space,
    asked,
    /** Makes calls of the space reject, or comes before them. */
    failOn: (next: typeof fault) => {
      fault = next;
    },
    keys: async () => (await space.list({ limit: 1_000 })).records.map(({ key }) => key),
  };
}

/** What a process that reads the job later finds. */
export const asJson = (packed: PackedSend): PackedSend => JSON.parse(JSON.stringify(packed));

export const caught = (promise: Promise<unknown>) =>
  promise.then(
    (value) => Promise.reject(new Error(`Nothing was thrown, but answered: ${JSON.stringify(value)}`)),
    (error: unknown) => error as Error & { code?: string; delivery?: string; cause?: unknown },
  );

/** The bytes that the client would send. */
export async function bytesIn(media: unknown): Promise<Buffer> {
  const { stream } = await (media as { open(): Promise<{ stream: AsyncIterable<Uint8Array> }> }).open();
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
