/** Which stored files to list. `messageId` is missing on purpose: the gateway refuses every value of it. */
export interface GetMediaBody {
  readonly id?: string | undefined;
  /** E.g. `image`. */
  readonly type?: string | undefined;
}

/** `expiry` is missing on purpose: the gateway accepts neither a text nor a number. */
export interface GetMediaUrlBody {
  /** The file's id, from `getMedia`. Must contain a digit. */
  readonly id: string;
}

export interface StoredMedia {
  readonly id: string;
  readonly fileName: string;
  readonly type: string;
  readonly mimetype: string;
  readonly createdAt: string;
  /** The message that carried the file. */
  readonly Message: unknown;
}

export interface StoredMediaUrl extends StoredMedia {
  /** Signed: whoever has it can download the file for 7 days. */
  readonly mediaUrl: string;
}
