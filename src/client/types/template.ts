export type TemplateCategory = "AUTHENTICATION" | "MARKETING" | "UTILITY";

/** A part of a template (header, body, footer, buttons), in Meta's format. */
export type TemplateComponent = Readonly<Record<string, unknown>>;

export interface CreateTemplateBody {
  /** Must be new to the whole server's database, not only to this instance. */
  readonly name: string;
  readonly category: TemplateCategory;
  /** As Meta writes it: `en_US`, `pt_BR`. */
  readonly language: string;
  readonly components: readonly TemplateComponent[];
  /** Lets Meta choose another category. */
  readonly allowCategoryChange?: boolean | undefined;
  /** Stored with the template. */
  readonly webhookUrl?: string | undefined;
}

export interface EditTemplateBody {
  /** Meta's id. */
  readonly templateId: string;
  readonly category?: TemplateCategory | undefined;
  readonly components?: readonly TemplateComponent[] | undefined;
  readonly allowCategoryChange?: boolean | undefined;
  /** How long Meta tries to deliver, in **seconds**. */
  readonly ttl?: number | undefined;
}

export interface DeleteTemplateBody {
  /** All languages of that name, unless `hsmId` is given. */
  readonly name: string;
  /** Meta's id of one language. */
  readonly hsmId?: string | undefined;
}

/** A template as the gateway stored it. */
export interface TemplateRow {
  readonly id: string;
  /** Meta's id. */
  readonly templateId: string;
  readonly name: string;
  /** What Meta answered. It is usable once its `status` is `APPROVED`. */
  readonly template: {
    readonly id: string;
    readonly status: string;
    readonly category: string;
    readonly [field: string]: unknown;
  };
  readonly webhookUrl: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}

/** A template as Meta lists it. */
export interface MetaTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  /** `APPROVED` when it may be sent. */
  readonly status: string;
  readonly category: string;
  readonly components: readonly TemplateComponent[];
  readonly parameter_format?: string;
  readonly [field: string]: unknown;
}
