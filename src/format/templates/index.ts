import { en } from "./en.js";
import { es } from "./es.js";
import { pt } from "./pt.js";

// A message with gaps

export { defineTemplate, type Template } from "./template.js";
export type { Money, TemplateParams, TemplateText, TemplateValue } from "./template-types.js";
export type { TemplateOptions } from "./template-values.js";

// The same message in several languages

export {
  createTemplates,
  type LocalisedTemplates,
  type Templates,
  type TemplatesOptions,
  type TemplateTexts,
} from "./create-templates.js";

// The common templates, a language at a time

export { en, es, pt };

/**
 * The common templates for `createTemplates`: `welcome`, `orderUpdate`, `appointmentReminder`, `oneTimeCode`,
 * `paymentRequest`, `outOfHours`, `rateLimited` and `error`, in English, Portuguese and Spanish. Plain texts: replace or
 * add what you like with `{ ...commonTemplates, pt: { ...pt, welcome: "…" } }`.
 */
export const commonTemplates = { en, pt, es } as const;
