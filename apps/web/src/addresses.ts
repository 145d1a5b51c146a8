/** Every address of the web app, once. */
export const addresses = {
  configure: "/nano-banana",
  review: "/nano-banana/review",
  batches: "/nano-banana/executions",
  processing: (id: string) => `/nano-banana/executions/${encodeURIComponent(id)}/processing`,
  finished: (id: string) => `/nano-banana/executions/${encodeURIComponent(id)}/done`,
  results: (id: string) => `/nano-banana/executions/${encodeURIComponent(id)}`,
};
