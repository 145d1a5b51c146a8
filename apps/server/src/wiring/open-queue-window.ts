import type { QueueBackend } from "@bunch/adapters/queue/open-queue";
import { createQueueWindow } from "@bunch/adapters/queue/queue-window";
import type { Log } from "@bunch/core/ports/log";
import type { QueueView } from "@bunch/core/ports/queue-view";
import type { Express, RequestHandler } from "express";
import type { Config } from "../config.ts";

/** Where the queue's jobs are kept. */
export function queueBackend(config: Config, connectionString: string): QueueBackend {
  return config.redisUrl
    ? { kind: "redis", url: config.redisUrl }
    : { kind: "postgres", connectionString };
}

/** The queue for whoever watches it: its depth, and its dashboard under a path, both from the first time that somebody asks. */
export type QueueDoors = QueueView & {
  board(basePath: string): Promise<RequestHandler>;
  close(): Promise<void>;
};

/** Opens it; the dashboard may look and change nothing. */
export function openQueueWindow(config: Config, connectionString: string, log: Log): QueueDoors {
  const window = createQueueWindow({ backend: queueBackend(config, connectionString), log });
  let made: RequestHandler | null = null;
  return {
    store: window.store,
    depth: () => window.depth(),
    close: () => window.close(),
    board: async (basePath) => {
      const queue = await window.queue();
      if (made) return made;
      // Most servers are never asked for it.
      const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }] = await Promise.all([
        import("@bull-board/api"),
        import("@bull-board/api/bullMQAdapter"),
        import("@bull-board/express"),
      ]);
      // Its types know Redis alone, its code asks which of the two it is.
      type Shown = ConstructorParameters<typeof BullMQAdapter>[0];
      const serverAdapter = new ExpressAdapter().setBasePath(basePath);
      createBullBoard({
        queues: [new BullMQAdapter(queue as unknown as Shown, { readOnlyMode: true })],
        serverAdapter,
        options: { uiConfig: { boardTitle: "Bunch", hideDocsLink: true } },
      });
      const board = serverAdapter.getRouter() as Express;
      return (made = board.disable("x-powered-by").disable("etag"));
    },
  };
}
