// Pages to look at

import type { BaseAdapter } from "@bull-board/api/dist/queueAdapters/base.js";
import { parseOptions } from "../errors/parse-options.js";
import type { Queue } from "../queue/queue.js";
import { boardOptions, type QueueBoardOptions } from "./options.js";
import { QueueBoardAdapter } from "./queue-board-adapter.js";

// The queue on bull-board
export type { QueueBoardOptions };

/**
 * A queue of `createQueue`, on any driver, for bull-board: `createBullBoard({ queues: [queueBoardAdapter(queue)], … })`.
 * Shows its jobs by state with payload and errors; brings dead letters back, promotes, removes and adds jobs, pauses the
 * queue, empties and cleans it. What a queue of ours does not have is refused with a message.
 *
 * The board shows payloads to whoever reaches it: mount it behind a login, and hide what should not be seen with
 * `adapter.setFormatter("data", …)`.
 *
 * @throws {InvalidArgumentError} an option is not what it should be
 */
export function queueBoardAdapter<Data>(queue: Queue<Data>, options: QueueBoardOptions = {}): BaseAdapter {
  return new QueueBoardAdapter(queue, parseOptions(boardOptions, options));
}
