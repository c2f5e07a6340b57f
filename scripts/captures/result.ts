export interface CaptureResult {
  readonly group: "webhooks" | "rest" | "contract";
  readonly name: string;
  /** What differs from what was expected. */
  readonly problem?: string;
}
