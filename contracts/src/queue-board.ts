import { z } from "zod";

/** Where the queue's dashboard is served; it is no page of the web app. */
export const queueBoardPath = "/admin/queues";

/** `POST /api/admin/queues`: where the dashboard is, now that this browser may open it. */
export const QueueBoard = z
  .object({ url: z.string().meta({ examples: ["http://localhost:3000/admin/queues"] }) })
  .meta({ id: "QueueBoard" });
export type QueueBoard = z.infer<typeof QueueBoard>;
