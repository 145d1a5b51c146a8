import { AdminExecution, AdminUser, AdminUserDetails, Usage } from "./admin.ts";
import { AuditEvent } from "./audit.ts";
import type { Client } from "./client.ts";
import { pageOf, successOf } from "./envelope.ts";
import type { ExecutionStatus } from "./execution.ts";
import { Limits } from "./limit.ts";
import { QueueBoard } from "./queue-board.ts";

/** What only admins may, refused with `not_allowed` to everybody else; apart, so that nobody else fetches its schemas. */
export function createAdminClient({ send }: Pick<Client, "send">) {
  return {
    users: (query: { search?: string; limit?: number; cursor?: string } = {}) =>
      send("listUsers", pageOf(AdminUser), { query }),
    user: async (id: string) => (await send("getUser", successOf(AdminUserDetails), { id })).data,
    changeRole: async (id: string, isAdmin: boolean) =>
      (await send("changeRole", successOf(AdminUserDetails), { id, body: { is_admin: isAdmin } }))
        .data,
    setUserLimits: async (id: string, limits: Limits) =>
      (await send("setUserLimits", successOf(AdminUserDetails), { id, body: limits })).data,
    /** From then on the limits for everybody hold. */
    clearUserLimits: async (id: string) =>
      (await send("clearUserLimits", successOf(AdminUserDetails), { id })).data,
    everybodysLimits: async () => (await send("everybodysLimits", successOf(Limits))).data,
    setEverybodysLimits: async (limits: Limits) =>
      (await send("setEverybodysLimits", successOf(Limits), { body: limits })).data,
    executions: (
      query: { user_id?: string; status?: ExecutionStatus; limit?: number; cursor?: string } = {},
    ) => send("allExecutions", pageOf(AdminExecution), { query }),
    usage: async (query: { days?: number } = {}) =>
      (await send("usage", successOf(Usage), { query })).data,
    audit: (query: { action?: string; user_id?: string; limit?: number; cursor?: string } = {}) =>
      send("audit", pageOf(AuditEvent), { query }),
    /** Lets this browser open the queue's dashboard, and tells where it is. */
    openQueues: async () => (await send("openQueues", successOf(QueueBoard))).data,
  };
}
