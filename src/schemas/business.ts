import * as z from "zod";
import { httpUrl, number } from "./fields.js";

const perPage = z.int().min(1);

/** The bodies of `/business/…`, `/template/create`, `/label/handleLabel` and `/call/offer`. */
export const business = {
  getCatalog: z
    .strictObject({
      number: number.optional(),
      limit: perPage.optional().describe("How many products a page has, 10 when absent; up to five pages are read."),
    })
    .describe("Reads a business's catalog; without number, the instance's own."),
  getCollections: z
    .strictObject({
      number: number.optional(),
      limit: perPage.optional().describe("How many collections at most; more than 20 never come."),
    })
    .describe("Reads the collections of a business's catalog; without number, the instance's own."),
  createTemplate: z
    .strictObject({
      name: z.string().min(1).describe("The template's name, new to the whole server."),
      category: z
        .enum(["AUTHENTICATION", "MARKETING", "UTILITY"])
        .describe("What the template is for; Meta charges by it."),
      language: z.string().min(1).describe("The language as Meta writes it, such as en_US."),
      components: z
        .array(z.record(z.string(), z.unknown()))
        .describe("Header, body, footer and buttons, in Meta's format."),
      allowCategoryChange: z.boolean().optional().describe("Lets Meta choose another category."),
      webhookUrl: httpUrl.optional().describe("An http(s) URL, stored with the template."),
    })
    .describe("Creates a template and hands it to Meta for approval."),
  handleLabel: z
    .strictObject({
      number,
      labelId: z.string().min(1).describe("The label's id."),
      action: z.enum(["add", "remove"]).describe("What to do with the label."),
    })
    .describe("Puts a label on a chat, or takes it off."),
  offerCall: z
    .strictObject({
      number,
      callDuration: z.int().min(1).max(15).describe("From 1 to 15."),
      isVideo: z.boolean().optional().describe("True for a video call."),
    })
    .describe("Offers a call. The gateway accepts it and makes none."),
};
