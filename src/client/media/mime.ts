/** Extension and MIME type of what is sent over WhatsApp. The first row of a type gives its extension. */
const types: readonly (readonly [extension: string, mimetype: string])[] = [
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
  ["heic", "image/heic"],
  ["svg", "image/svg+xml"],
  ["bmp", "image/bmp"],
  ["tiff", "image/tiff"],
  ["mp4", "video/mp4"],
  ["3gp", "video/3gpp"],
  ["mov", "video/quicktime"],
  ["webm", "video/webm"],
  ["mkv", "video/x-matroska"],
  ["avi", "video/x-msvideo"],
  ["mp3", "audio/mpeg"],
  ["ogg", "audio/ogg"],
  ["ogg", "audio/ogg; codecs=opus"],
  ["opus", "audio/ogg; codecs=opus"],
  ["m4a", "audio/mp4"],
  ["m4a", "audio/x-m4a"],
  ["aac", "audio/aac"],
  ["amr", "audio/amr"],
  ["wav", "audio/wav"],
  ["flac", "audio/flac"],
  ["pdf", "application/pdf"],
  ["txt", "text/plain"],
  ["csv", "text/csv"],
  ["md", "text/markdown"],
  ["html", "text/html"],
  ["ics", "text/calendar"],
  ["vcf", "text/vcard"],
  ["json", "application/json"],
  ["xml", "application/xml"],
  ["zip", "application/zip"],
  ["rar", "application/vnd.rar"],
  ["7z", "application/x-7z-compressed"],
  ["gz", "application/gzip"],
  ["rtf", "application/rtf"],
  ["epub", "application/epub+zip"],
  ["apk", "application/vnd.android.package-archive"],
  ["doc", "application/msword"],
  ["xls", "application/vnd.ms-excel"],
  ["ppt", "application/vnd.ms-powerpoint"],
  ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  ["odt", "application/vnd.oasis.opendocument.text"],
  ["ods", "application/vnd.oasis.opendocument.spreadsheet"],
  ["odp", "application/vnd.oasis.opendocument.presentation"],
  ["bin", "application/octet-stream"],
];

/** The last part of a path, of either system. */
export const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? "";

/** `pdf` of `a.b.PDF`; `undefined` for a name without one. The end of `v1.2` or of `12.2024` is none. */
export const extensionOf = (name: string): string | undefined =>
  /[^.]\.(?=\d*[a-z])([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();

/** A MIME type with its parameters, in one line. */
export const isMimetype = (text: string): boolean =>
  /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}(?:;[\x20-\x7e]{0,200})?$/.test(text);

/** The MIME type that a name's extension stands for. */
export function mimetypeOf(name: string): string | undefined {
  const extension = extensionOf(name);
  return types.find(([each]) => each === extension)?.[1];
}

/** The usual extension of a MIME type, without its dot. */
export function extensionFor(mimetype: string): string | undefined {
  const wanted = mimetype.toLowerCase();
  const plain = wanted.split(";")[0]?.trim();
  return (types.find(([, each]) => each === wanted) ?? types.find(([, each]) => each === plain))?.[0];
}
