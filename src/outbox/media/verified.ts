import { createHash } from "node:crypto";

/** Gives the pieces on, and fails instead of ending if they are not the bytes that were packed: so the send never completes. */
export async function* verified(
  pieces: AsyncIterable<Uint8Array>,
  sha256: string,
  fail: () => Error,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest("base64") !== sha256) throw fail();
}
