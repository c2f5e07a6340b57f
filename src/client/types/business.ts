export interface GetCatalogBody {
  /** @default the instance's own */
  readonly number?: string | undefined;
  /** Products per page; up to five pages are read. @default 10 */
  readonly limit?: number | undefined;
}

export interface GetCollectionsBody {
  /** @default the instance's own */
  readonly number?: string | undefined;
  /** At most 20. */
  readonly limit?: number | undefined;
}

export interface CatalogProduct {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** As WhatsApp has it. */
  readonly price: number;
  readonly currency: string;
  readonly isHidden: boolean;
  readonly availability: string;
  readonly imageUrls: Readonly<Record<string, string>>;
  readonly reviewStatus: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface Catalog {
  readonly wuid: string;
  readonly numberExists: boolean;
  readonly isBusiness: boolean;
  readonly catalogLength: number;
  readonly catalog: readonly CatalogProduct[];
}

export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly products: readonly CatalogProduct[];
  readonly status: { readonly status: string; readonly canAppeal: boolean };
  readonly [field: string]: unknown;
}

export interface Collections {
  readonly wuid: string;
  readonly name?: string;
  readonly numberExists: boolean;
  readonly isBusiness: boolean;
  readonly collectionsLength: number;
  readonly collections: readonly Collection[];
}
