/** Every route, once: server and client read the same table. */
export const routes = {
  execute: { method: "POST", path: "/api/nano-banana/execute" },
  listExecutions: { method: "GET", path: "/api/executions" },
  getExecution: { method: "GET", path: "/api/executions/:id" },
  listResults: { method: "GET", path: "/api/executions/:id/results" },
  events: { method: "GET", path: "/api/executions/:id/events" },
  cancel: { method: "POST", path: "/api/executions/:id/cancel" },
  pause: { method: "POST", path: "/api/executions/:id/pause" },
  resume: { method: "POST", path: "/api/executions/:id/resume" },
  retry: { method: "POST", path: "/api/executions/:id/retry" },
  decideDoubts: { method: "POST", path: "/api/executions/:id/doubts" },
  remove: { method: "DELETE", path: "/api/executions/:id" },
  manifestCsv: { method: "GET", path: "/api/executions/:id/manifest.csv" },
  manifestJson: { method: "GET", path: "/api/executions/:id/manifest.json" },
  models: { method: "GET", path: "/api/models" },
  estimate: { method: "POST", path: "/api/estimate" },
  checkKey: { method: "POST", path: "/api/keys/check" },
  settings: { method: "GET", path: "/api/settings" },
  me: { method: "GET", path: "/api/me" },
  listTokens: { method: "GET", path: "/api/tokens" },
  createToken: { method: "POST", path: "/api/tokens" },
  revokeToken: { method: "DELETE", path: "/api/tokens/:id" },
  audit: { method: "GET", path: "/api/admin/audit" },
  listKeys: { method: "GET", path: "/api/keys" },
  rememberKey: { method: "POST", path: "/api/keys" },
  forgetKey: { method: "DELETE", path: "/api/keys/:id" },
  health: { method: "GET", path: "/health" },
  ready: { method: "GET", path: "/ready" },
  metrics: { method: "GET", path: "/metrics" },
  openapi: { method: "GET", path: "/api/openapi.json" },
  docs: { method: "GET", path: "/api/docs" },
} as const;
export type RouteName = keyof typeof routes;

/** What a token needs for a route: `read` any token, `run` one of that scope, `person` none is enough. */
export type RouteNeed = "read" | "run" | "person";

/** A token of the scope `read` may look, and may ask what changes nothing and costs nothing. */
export const routeNeeds: Record<RouteName, RouteNeed> = {
  execute: "run",
  listExecutions: "read",
  getExecution: "read",
  listResults: "read",
  events: "read",
  cancel: "run",
  pause: "run",
  resume: "run",
  retry: "run",
  decideDoubts: "run",
  remove: "run",
  manifestCsv: "read",
  manifestJson: "read",
  models: "read",
  estimate: "read",
  checkKey: "read",
  listKeys: "read",
  rememberKey: "run",
  forgetKey: "run",
  listTokens: "read",
  createToken: "person",
  revokeToken: "person",
  audit: "read",
  settings: "read",
  me: "read",
  health: "read",
  ready: "read",
  metrics: "read",
  openapi: "read",
  docs: "read",
};

/** Fills a route's `:id`. */
export function pathOf(route: RouteName, id?: string): string {
  return routes[route].path.replace(":id", encodeURIComponent(id ?? ""));
}
