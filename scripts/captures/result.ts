export interface CaptureResult {
  readonly group: "webhooks" | "rest" | "contract" | "fake" | "outbox";
  readonly name: string;
  /** What differs from what was expected. */
  readonly problem?: string;
  /** Why that cannot be otherwise: such a difference is shown, and is none. */
  readonly reason?: string;
}
