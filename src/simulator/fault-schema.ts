import * as z from "zod";

const ms = z.number().min(0).max(86_400_000);
const when = z.enum(["before", "after"]);
const scope = {
  route: z.string().max(60).optional(),
  event: z.string().max(60).optional(),
  instance: z.string().max(200).optional(),
  times: z.int().min(1).max(10_000).optional(),
  probability: z.number().min(0).max(1).optional(),
};
const fault = <Shape extends z.core.$ZodShape>(shape: Shape) => z.strictObject({ ...scope, ...shape });

/** A fault of the gateway, as the page's form sends it. */
export const faultSchema = z.discriminatedUnion("kind", [
  fault({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    message: z.string().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
  }),
  fault({ kind: z.literal("license") }),
  fault({ kind: z.literal("delay"), delayMs: ms, when: when.optional() }),
  fault({ kind: z.literal("drop"), when }),
  fault({
    kind: z.literal("error-after"),
    status: z.int().min(400).max(599).optional(),
    message: z.string().optional(),
  }),
  fault({ kind: z.literal("row"), row: z.enum(["late", "never", "lid"]), lateMs: ms.optional() }),
  fault({ kind: z.literal("pending") }),
  fault({ kind: z.literal("duplicate"), copies: z.int().min(1).max(20).optional() }),
  fault({ kind: z.literal("late"), delayMs: ms }),
  fault({ kind: z.literal("reorder"), count: z.int().min(2).max(50).optional() }),
  fault({ kind: z.literal("lose") }),
  fault({ kind: z.literal("expired-jwt") }),
]);
