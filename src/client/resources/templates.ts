import type { RequestOptions } from "../call.js";
import { endpoints, laterEndpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type {
  CreateTemplateBody,
  DeleteTemplateBody,
  EditTemplateBody,
  MetaTemplate,
  TemplateRow,
} from "../types/template.js";

/** Meta's message templates, sent with `messages.sendTemplate`. Business only; the instance needs a `businessId`. */
export class TemplatesResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Submits a template to Meta, which approves it later. Not repeated by itself: a name that another instance of the
   * server has used fails after Meta has created the template, so look with {@link find} first.
   *
   * @throws {ValidationError} `name`, `category`, `language` or `components` is missing or wrong
   */
  create(body: CreateTemplateBody, options?: RequestOptions): Promise<TemplateRow> {
    return this.#call(endpoints.createTemplate, body, options);
  }

  /**
   * Meta's list of templates, its first page only. Safe to repeat.
   *
   * @throws {ApiError} Meta refused: the gateway then answers a 200 with nothing in it
   */
  find(options?: RequestOptions): Promise<MetaTemplate[]> {
    return this.#call(endpoints.findTemplates, undefined, options);
  }

  /**
   * Changes a template; Meta approves it anew. From gateway 2.3.7 on. Safe to repeat. The answer is Meta's.
   *
   * @throws {NotFoundError} the gateway is older
   */
  edit(body: EditTemplateBody, options?: RequestOptions): Promise<unknown> {
    return this.#call(laterEndpoints.editTemplate, body, options);
  }

  /**
   * Deletes a template at Meta. From gateway 2.3.7 on. Safe to repeat. The answer is Meta's.
   *
   * @throws {NotFoundError} the gateway is older
   */
  delete(body: DeleteTemplateBody, options?: RequestOptions): Promise<unknown> {
    return this.#call(laterEndpoints.deleteTemplate, body, options);
  }
}
