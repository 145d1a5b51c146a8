export type Verb = "select" | "insert" | "update" | "delete";
export type Role = "authenticated" | "app_api" | "app_worker" | "app_rotation";
/** `admins` is what they alone may as `authenticated`. */
export type Rights = { [Each in Role]?: Verb[] } & {
  admins?: Verb[];
  /** Its rows are nobody's own: a role reaches them for whomever it asks. */
  isForEverybody?: true;
};

/** Who may do what in each table, on the rows that they reach; anon is in none of them. */
export const rights: Record<string, Rights> = {
  webhook_endpoints: {
    authenticated: ["select"],
    app_api: ["select", "insert", "update", "delete"],
    // Of its columns it may switch off alone.
    app_worker: ["select"],
  },
  // The API writes secrets and reads none.
  webhook_secrets: {
    authenticated: ["select"],
    app_api: ["select", "insert", "delete"],
    app_worker: ["select"],
    app_rotation: ["select"],
  },
  // What a batch comes to is written by a trigger alone, whoever draws.
  webhook_deliveries: {
    authenticated: ["select"],
    app_api: ["select", "insert", "update"],
    app_worker: ["select", "update", "delete"],
  },
  user_roles: { authenticated: ["select"] },
  // Set by functions that ask who is an admin.
  model_changes: { app_api: ["select"], app_worker: ["select"], isForEverybody: true },
  // Set by functions that ask who is an admin.
  user_limits: { authenticated: ["select"] },
  default_limits: { admins: ["select"] },
  // Written by triggers alone, whoever draws.
  used_by_day: { authenticated: ["select"], app_api: ["select"] },
  analytics_sums: { authenticated: ["select"] },
  analytics_news: { authenticated: ["select"] },
  searched_texts: { authenticated: ["select"] },
  retried_pictures: { authenticated: ["select"], app_api: ["select", "insert", "update"] },
  workflows: {
    authenticated: ["select"],
    app_api: ["select", "insert", "update"],
    app_worker: ["select"],
    // Of its columns it may write the sealed key's alone.
    app_rotation: ["select"],
  },
  provider_keys: {
    authenticated: ["select"],
    app_api: ["select", "insert", "update", "delete"],
    app_rotation: ["select"],
  },
  workflow_executions: {
    authenticated: ["select"],
    app_api: ["select", "insert", "update"],
    app_worker: ["select", "update"],
  },
  workflow_batch_results: {
    authenticated: ["select"],
    app_api: ["select", "insert", "update"],
    app_worker: ["select", "update"],
  },
  result_attempts: {
    authenticated: ["select"],
    app_api: ["select"],
    app_worker: ["select", "insert", "update"],
  },
  execution_events: {
    authenticated: ["select"],
    app_api: ["select", "insert"],
    app_worker: ["select", "insert"],
  },
  deleted_executions: {
    authenticated: ["select"],
    app_api: ["select"],
    app_worker: ["select", "update"],
  },
  deleted_attempts: {
    authenticated: ["select"],
    app_api: ["select"],
    app_worker: ["select", "update"],
  },
  removals: {
    app_api: ["select", "insert", "update", "delete"],
    app_worker: ["select", "insert", "update", "delete"],
  },
  // The API revokes by the one column that it may update, and reads no hash.
  api_tokens: { authenticated: ["select"], app_api: ["select", "insert"] },
  audit_events: { admins: ["select"] },
  workers: { app_worker: ["select", "insert", "update", "delete"] },
  paces: {
    authenticated: ["select"],
    app_worker: ["select", "insert", "update", "delete"],
    app_rotation: ["select", "insert", "update"],
  },
  pace_news: { app_worker: ["select", "insert", "update", "delete"] },
  dispatcher_lease: { app_worker: ["select", "insert", "update", "delete"] },
};
