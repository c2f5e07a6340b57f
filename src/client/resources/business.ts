import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type { Catalog, Collections, GetCatalogBody, GetCollectionsBody } from "../types/business.js";
import type { FailedLookup } from "../types/profile.js";

/**
 * What a WhatsApp Business account sells. Baileys only, safe to repeat.
 * When looking it up failed the gateway answers nulls with a 200: check `numberExists`.
 */
export class BusinessResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * The products of a catalog, five pages at most; there is no way to read on.
   *
   * @example
   * const found = await shop.business.getCatalog({ number: "5511999990001" });
   * if (found.numberExists) console.log(found.catalog);
   */
  getCatalog(body: GetCatalogBody = {}, options?: RequestOptions): Promise<Catalog | FailedLookup> {
    return this.#call(endpoints.getCatalog, body, options);
  }

  /** The collections that a catalog is sorted into. */
  getCollections(body: GetCollectionsBody = {}, options?: RequestOptions): Promise<Collections | FailedLookup> {
    return this.#call(endpoints.getCollections, body, options);
  }
}
