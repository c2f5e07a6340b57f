import { createHash, randomUUID } from "node:crypto";
import type { MediaReader } from "../../client/media/opened.js";
import { isStateStoreError, StateStoreError } from "../../errors/index.js";
import { fromBase64, toBase64 } from "../../internal/base64.js";
import type { StateRecord, StateSpace } from "../../state/store.js";
import { lostMedia, type StoredReference } from "./packed.js";
import { verified } from "./verified.js";

/** How many bytes a record holds: 256 kB as base64. */
export const pieceBytes = 192 * 1024;

type Place = Pick<StoredReference, "id" | "pieces">;

const keyOf = (id: string, piece: number): string => `${id}/${piece}`;

/**
 * Bytes in a state space, in pieces. Their manifest, the hash under the id alone, is written last, renewed last and removed
 * first: where it is, all pieces are.
 */
export class StoredBytes {
  readonly #state: StateSpace;

  constructor(state: StateSpace) {
    this.#state = state;
  }

  /** Writes what is read. If that breaks nothing is left, or what expires. */
  async write(reader: MediaReader, expiresAt: number, signal: AbortSignal) {
    const id = randomUUID();
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(pieceBytes);
    let [pieces, bytes, filled] = [0, 0, 0];
    const flush = async () => {
      // Hashed as it is stored: its owner may write into the bytes meanwhile.
      const piece = buffer.subarray(0, filled);
      hash.update(piece);
      await this.#state.set(keyOf(id, pieces), toBase64(piece), { expiresAt });
      pieces++;
      bytes += filled;
      filled = 0;
    };
    try {
      for (let given = await reader.next(); given; given = await reader.next()) {
        for (let at = 0; at < given.length; ) {
          const part = given.subarray(at, at + pieceBytes - filled);
          buffer.set(part, filled);
          at += part.length;
          filled += part.length;
          if (filled === pieceBytes) await flush();
        }
        // A web stream that was cancelled seems to end.
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      if (filled > 0) await flush();
      const sha256 = hash.digest("base64");
      await this.#state.set(id, sha256, { expiresAt });
      signal.throwIfAborted();
      return { id, pieces, bytes, sha256 };
    } catch (error) {
      // The write that failed may have been done.
      await this.drop({ id, pieces: pieces + 1 }).catch(() => {});
      throw error;
    }
  }

  /** The manifest. @throws {MediaError} it is gone, or it is another one */
  async check({ id, sha256, fileName }: StoredReference): Promise<StateRecord> {
    const record = await this.#state.get(id);
    if (!record) throw lost(fileName, "are no longer stored");
    if (record.value !== sha256) throw lost(fileName, "are damaged");
    return record;
  }

  /** The bytes, a piece at a time. Every failure of its own proves that the send did not complete. */
  read(reference: StoredReference): AsyncGenerator<Uint8Array> {
    const { sha256, fileName } = reference;
    return verified(this.#pieces(reference), sha256, () => lost(fileName, "are damaged"));
  }

  /** @returns false: some of it is gone */
  async renew({ id, pieces }: Place, expiresAt: number): Promise<boolean> {
    for (let piece = 0; piece < pieces; piece++) {
      if (!(await this.#renewRecord(keyOf(id, piece), expiresAt))) return false;
    }
    return this.#renewRecord(id, expiresAt);
  }

  /** Safe to repeat, also after it has failed half way. */
  async drop({ id, pieces }: Place): Promise<void> {
    await this.#state.delete(id);
    for (let piece = 0; piece < pieces; piece++) await this.#state.delete(keyOf(id, piece));
  }

  async *#pieces({ id, pieces, fileName }: StoredReference): AsyncGenerator<Uint8Array> {
    for (let piece = 0; piece < pieces; piece++) {
      const record = await this.#state.get(keyOf(id, piece)).catch(notSent);
      if (!record) throw lost(fileName, "are no longer stored");
      yield fromBase64(record.value);
    }
  }

  /** Replaces only what it has read, so that nothing that is dropped meanwhile comes back. */
  async #renewRecord(key: string, expiresAt: number): Promise<boolean> {
    const record = await this.#state.get(key);
    if (!record) return false;
    const written = await this.#state.set(key, record.value, { version: record.version, expiresAt });
    // Somebody else has renewed it, or has dropped it.
    return written !== undefined || (await this.#state.get(key)) !== undefined;
  }
}

const lost = (fileName: string | undefined, how: string) =>
  lostMedia(`The bytes of ${fileName ? `"${fileName}"` : "the file"} that were stored beside the job ${how}.`);

/** The client gives our errors on as they are, so they say themselves that the message cannot have left. */
function notSent(error: unknown): never {
  if (!isStateStoreError(error)) throw error;
  throw new StateStoreError(error.message, { cause: error.cause, delivery: "not-sent" });
}
