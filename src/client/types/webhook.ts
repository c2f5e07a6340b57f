import type { Subscription } from "../../types/index.js";
import type { WebhookConfig } from "./instance.js";

export interface SetWebhookBody extends WebhookConfig {
  /** `false` also empties the stored list of events. */
  readonly enabled: boolean;
}

/** The stored webhook. The answer's field names differ from the request's. */
export interface WebhookRow {
  readonly id: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly enabled: boolean;
  readonly events: readonly Subscription[];
  readonly webhookByEvents: boolean;
  readonly webhookBase64: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}
