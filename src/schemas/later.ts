import * as z from "zod";
import { messageKey, nonEmpty, remoteJid } from "./fields.js";
import { groupJid } from "./group.js";
import { cardButton, shared } from "./send.js";

const card = z
  .strictObject({
    title: z.string().optional().describe("The card's heading."),
    body: z.string().optional().describe("The card's text."),
    footer: z.string().optional().describe("The small text below."),
    imageUrl: z.url().optional().describe("An image by URL."),
    buttons: nonEmpty(cardButton)
      .refine((buttons) => buttons.length <= 3, { error: "Expected at most 3 buttons" })
      .describe("1 to 3 buttons."),
  })
  .describe("A card to swipe to.");

const components = z.array(z.record(z.string(), z.unknown()));

/** The bodies of routes that came after gateway 2.3.6; each says since when. */
export const later = {
  editTemplate: z
    .strictObject({
      templateId: z.string().min(1).describe("Meta's id of the template."),
      category: z.enum(["AUTHENTICATION", "MARKETING", "UTILITY"]).optional().describe("What the template is for."),
      components: components.optional().describe("Header, body, footer and buttons, in Meta's format."),
      allowCategoryChange: z.boolean().optional().describe("Lets Meta choose another category."),
      ttl: z.int().min(0).optional().describe("How long Meta tries to deliver, in seconds."),
    })
    .describe("Changes a template, which Meta then approves anew. Gateway 2.3.7 and later."),
  deleteTemplate: z
    .strictObject({
      name: z.string().min(1).describe("The template's name: all its languages, unless hsmId is given."),
      hsmId: z.string().optional().describe("Meta's id of one language."),
    })
    .describe("Deletes a template at Meta. Gateway 2.3.7 and later."),
  sendCarousel: z
    .strictObject({
      ...shared,
      body: z.string().min(1).describe("The text above the cards."),
      cards: nonEmpty(card)
        .refine((cards) => cards.length <= 10, { error: "Expected at most 10 cards" })
        .describe("1 to 10 cards."),
    })
    .describe("Sends cards to swipe through. Gateway 2.4 and later."),
  markMessageAsPlayed: z
    .strictObject({ playedMessages: nonEmpty(messageKey).describe("The keys of the voice notes, at least one.") })
    .describe("Shows the senders that voice notes were played. Gateway 2.4 and later."),
  getPollVote: z
    .strictObject({
      remoteJid,
      message: z
        .strictObject({
          key: z.strictObject({ id: z.string().min(1).describe("The poll's message id.") }).describe("The poll's key."),
        })
        .describe("The poll itself, which the gateway must have stored."),
    })
    .describe("Reads who voted for what in a poll. Gateway 2.4 and later."),
  findChannels: z
    .strictObject({
      page: z.int().min(1).optional().describe("Which page, from 1."),
      limit: z.int().min(1).optional().describe("How many a page, 50 when absent."),
    })
    .describe("Lists WhatsApp channels of which a message is stored. Gateway 2.4 and later."),
  updateMemberAddMode: z
    .strictObject({
      groupJid,
      mode: z.enum(["admin_add", "all_member_add"]).describe("Who may add people: admins only, or every member."),
    })
    .describe("Sets who may add people to a group. Gateway 2.4 and later."),
};
