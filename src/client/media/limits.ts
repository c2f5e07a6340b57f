/** Kinds of files that WhatsApp limits. A voice note is `audio`, a video note `video`. */
export type MediaKind = "image" | "video" | "audio" | "document" | "sticker";

/** The largest file of each kind, in bytes. */
export type MediaLimits = Readonly<Record<MediaKind, number>>;

const MB = 1024 * 1024;

/**
 * What Meta documents for the Cloud API, the smallest of all integrations: a file within them can be sent anywhere. A phone
 * that is connected through Baileys takes more.
 */
export const defaultMediaLimits: MediaLimits = {
  image: 5 * MB,
  video: 16 * MB,
  audio: 16 * MB,
  document: 100 * MB,
  sticker: 500_000,
};

/** The JSON body that the gateway still reads (136 MB); a larger one is a 413. Uploads are not limited by it. */
export const maxJsonBytes = 136 * MB;

/** `5 MB`, `500 kB`: bytes for people. */
export function inWords(bytes: number): string {
  return bytes % MB === 0
    ? `${bytes / MB} MB`
    : bytes >= MB
      ? `${(bytes / MB).toFixed(1)} MB`
      : `${Math.ceil(bytes / 1000)} kB`;
}
