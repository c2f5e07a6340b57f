import { onePixelPng } from "../one-pixel.js";

export const shortPdf = btoa("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF\n");

/** A tenth of a second of silence: 8 kHz, 8 bits, one channel. */
export function silentWav(): Uint8Array<ArrayBuffer> {
  const samples = 800;
  const bytes = new Uint8Array(44 + samples).fill(128);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  text(0, "RIFF");
  view.setUint32(4, 36 + samples, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 8_000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, "data");
  view.setUint32(40, samples, true);
  return bytes;
}

/** A form with one file, in the field that the server reads. */
export function form(fields: Readonly<Record<string, string>>, file: Blob, fileName: string, field = "file"): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  data.set(field, file, fileName);
  return data;
}

export const png = (): Blob =>
  new Blob([Uint8Array.from(atob(onePixelPng), (char) => char.charCodeAt(0))], { type: "image/png" });
export const wav = (): Blob => new Blob([silentWav()], { type: "audio/wav" });
