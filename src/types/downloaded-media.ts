/** A message's file. */
export interface DownloadedMedia {
  readonly bytes: Uint8Array;
  /** Its size in bytes. */
  readonly size: number;
  readonly mimetype: string;
  readonly fileName: string;
  readonly caption?: string | undefined;
  /** The kind's field name, e.g. `imageMessage`. */
  readonly mediaType: string;
  /** The file in pieces, for what wants a stream. It is in memory already. */
  stream(): ReadableStream<Uint8Array>;
}
