/** Differences that cannot be otherwise, by recording and by the place in its answer, each with its reason. */
export const explained: readonly (readonly [name: RegExp, path: RegExp, reason: string])[] = [
  [
    /^baileys-send-(audio-base64|media-multipart-file|media-video-url|ptv-base64)$/,
    /\.(jpegThumbnail|waveform|height|width)$/,
    "measured and drawn by tools the fake does not have, and the recorded server had for some of its files",
  ],
  [/^malformed-json-body$/, /message$/, "the words of the Node version that reads the body"],
  [
    /^instance-create-baileys-qrcode-while-connecting$/,
    /^qrcode\./,
    "WhatsApp was slow; the fake's has its code at once",
  ],
];

/** Recordings of lists that hold what was done on the server before: only the shape of their items is compared. */
export const lists = /^(instance-fetch-all|(baileys|business|evolution-channel)-(chat-)?find-)/;

export const reasonFor = (name: string, path: string): string | undefined =>
  explained.find(([names, paths]) => names.test(name) && paths.test(path))?.[2];
