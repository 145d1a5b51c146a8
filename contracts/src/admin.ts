import { z } from "zod";
import { Execution } from "./execution.ts";
import { Limits, LimitsUse } from "./limit.ts";
import { moment, uuid } from "./text-formats.ts";

const who = {
  id: uuid,
  email: z.string().nullable().meta({ description: "Null where nobody told it." }),
};

/** A person as admins see them in the list; costs in dollars, to the cent. */
export const AdminUser = z
  .object({
    ...who,
    is_admin: z.boolean(),
    created_at: moment,
    last_execution_at: moment.nullable().meta({ description: "Null before the first batch." }),
    executions: z.int().meta({ description: "Batches ever started, deleted ones included." }),
    pictures: z.int().meta({ description: "Pictures ever received." }),
    total_cost: z.number(),
    month_cost: z.number().meta({ description: "Spent in this month (UTC)." }),
    limits: Limits.nullable().meta({
      description: "Set for this person; null where the limits for everybody hold.",
    }),
  })
  .meta({ id: "AdminUser" });
export type AdminUser = z.infer<typeof AdminUser>;

/** `GET /api/admin/users/:id`: one person, with what is used of each limit. */
export const AdminUserDetails = AdminUser.extend({ use: LimitsUse }).meta({
  id: "AdminUserDetails",
});
export type AdminUserDetails = z.infer<typeof AdminUserDetails>;

/** `PUT /api/admin/users/:id/role`: makes somebody an admin, or takes it away. */
export const RoleRequest = z.object({ is_admin: z.boolean() });
export type RoleRequest = z.infer<typeof RoleRequest>;

/** A batch as admins see it, with whose it is. */
export const AdminExecution = Execution.extend({ user: z.object(who) }).meta({
  id: "AdminExecution",
});
export type AdminExecution = z.infer<typeof AdminExecution>;

const work = {
  executions: z.int(),
  pictures: z.int().meta({ description: "Pictures received." }),
  failed: z.int(),
  cost: z.number().meta({ description: "In dollars, to the cent." }),
};

/** `GET /api/admin/usage`: what was drawn and spent, by day (UTC, oldest first, none left out) and by who spent most. */
export const Usage = z
  .object({
    days: z.array(z.object({ day: z.string().meta({ format: "date" }), ...work })),
    users: z.array(z.object({ ...who, ...work })),
    total: z.object(work),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof Usage>;
