import type { ZodOpenApiOperationObject } from "zod-openapi";
import type { RouteName, routes } from "../routes.ts";

/** What the document says of a route beyond its method, path and name. */
export type DescribedRoute = Omit<
  ZodOpenApiOperationObject,
  "operationId" | "summary" | "description" | "tags"
> & {
  summary: string;
  description: string;
  tags: [Tag];
};

/** The groups of routes, in the order in which one meets them. */
export const tags = [
  { name: "Batches", description: "Start a batch, follow it and see what came of it." },
  { name: "Control", description: "Cancel, pause, go on, draw failed ones again, delete." },
  { name: "Keys", description: "Keys at a provider, remembered sealed and never told again." },
  {
    name: "Downloads",
    description: "A batch's pictures and its table of contents, to keep or to work on.",
  },
  {
    name: "Models and prices",
    description: "What can draw, what it costs, whether a key is good.",
  },
  { name: "Tokens", description: "For scripts: make one, look at them, revoke one." },
  {
    name: "Webhooks",
    description: "Be told when a batch has ended or waits for you, signed by Standard Webhooks.",
  },
  {
    name: "Admins",
    description: "Who uses this server, what they drew and spent, who is an admin.",
  },
  {
    name: "The server",
    description: "For whoever runs it: is it up, what does it do, what can it do.",
  },
] as const;
type Tag = (typeof tags)[number]["name"];

/** The routes of a group, each described. */
export type Described<Name extends RouteName> = Pick<
  Record<keyof typeof routes, DescribedRoute>,
  Name
>;
