/** Base64 of bytes, and back, in every runtime: with `Buffer` where there is one. */
export function toBase64(bytes: Uint8Array): string {
  if (globalThis.Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  let text = "";
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** @throws {Error} the text is no base64, where there is no `Buffer`; with one, the bytes up to the fault */
export function fromBase64(base64: string): Uint8Array {
  if (globalThis.Buffer) return Buffer.from(base64, "base64");
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
