import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { GetMediaBody, GetMediaUrlBody, StoredMedia, StoredMediaUrl } from "../types/storage.js";

/** Files that the gateway has put into its S3 storage. All integrations. */
export class StorageResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Lists stored files. Safe to repeat. Not limited to the instance: every instance's files are listed, so do not hand
   * the answer to one tenant of several.
   *
   * @throws {ValidationError} "Media not found": nothing matches (the gateway does not answer an empty list)
   */
  getMedia(body: GetMediaBody = {}, options?: RequestOptions): Promise<readonly StoredMedia[]> {
    return this.#call(endpoints.getMedia, body, options);
  }

  /**
   * A file with a URL that is signed for 7 days. Safe to repeat. Another lifetime cannot be had: the gateway refuses
   * every `expiry`.
   *
   * @throws {ValidationError} the id has no digit
   */
  getMediaUrl(body: GetMediaUrlBody, options?: RequestOptions): Promise<StoredMediaUrl> {
    return this.#call(endpoints.getMediaUrl, body, options);
  }
}
