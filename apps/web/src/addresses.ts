/** Every address of the web app, once. */
export const addresses = {
  configure: "/nano-banana",
  review: "/nano-banana/review",
  batches: "/nano-banana/executions",
  processing: (id: string) => `/nano-banana/executions/${encodeURIComponent(id)}/processing`,
  finished: (id: string) => `/nano-banana/executions/${encodeURIComponent(id)}/done`,
  results: (id: string) => `/nano-banana/executions/${encodeURIComponent(id)}`,
  /** Several models side by side. */
  set: (id: string) => `/nano-banana/sets/${encodeURIComponent(id)}`,
  /** Somebody else's results, for admins. */
  resultsOf: (id: string, userId: string) =>
    `/nano-banana/executions/${encodeURIComponent(id)}?of=${encodeURIComponent(userId)}`,
  models: "/nano-banana/models",
  analytics: "/nano-banana/analytics",
  account: "/account",
  limits: "/account#limits",
  admin: "/admin",
  adminUsers: "/admin/users",
  adminUser: (id: string) => `/admin/users/${encodeURIComponent(id)}`,
  adminBatches: "/admin/batches",
  /** One person's batches. */
  adminBatchesOf: (id: string) => `/admin/batches?user=${encodeURIComponent(id)}`,
  adminUsage: "/admin/usage",
  adminLimits: "/admin/limits",
  adminAudit: "/admin/audit",
};
