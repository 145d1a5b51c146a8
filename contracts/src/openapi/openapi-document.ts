import { z } from "zod";
import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi";
import { Failure, Warning } from "../envelope.ts";
import { Stats, WaitReason } from "../execution.ts";
import { ExecuteAnswer } from "../execution-request.ts";
import { ExecutionEvent, Snapshot } from "../event.ts";
import { ManifestEntry } from "../manifest.ts";
import { Estimate, Model } from "../model.ts";
import { Result } from "../result.ts";
import { type RouteName, routes } from "../routes.ts";
import { admin } from "./admin.ts";
import { analytics } from "./analytics.ts";
import { batches } from "./batches.ts";
import { control } from "./control.ts";
import { type DescribedRoute, tags } from "./described-route.ts";
import { downloads } from "./downloads.ts";
import { gallery } from "./gallery.ts";
import { keys } from "./keys.ts";
import { limits, userLimits } from "./limits.ts";
import { modelChanges } from "./model-changes.ts";
import { modelsAndPrices } from "./models-and-prices.ts";
import { sets } from "./sets.ts";
import { streams } from "./streams.ts";
import { theServer } from "./the-server.ts";
import { tokens } from "./tokens.ts";
import { webhookMessages, webhooks } from "./webhooks.ts";

/** Every row of the table of routes; one that is not described does not compile. */
const described: Record<RouteName, DescribedRoute> = {
  ...admin,
  ...analytics,
  ...batches,
  ...sets,
  ...streams,
  ...control,
  ...downloads,
  ...gallery,
  ...keys,
  ...limits,
  ...userLimits,
  ...modelsAndPrices,
  ...modelChanges,
  ...tokens,
  ...theServer,
  ...webhooks,
};

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The whole API as OpenAPI 3.1, made of the schemas that the server and its clients check by. */
export function openApiDocument(input: { version: string }): OpenApiDocument {
  const document = createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Bunch",
        version: input.version,
        summary: "Many prompts in, as many pictures out, each paid once.",
        description,
        contact: { name: "Whoever runs this server" },
        license: { name: "All rights reserved", identifier: "LicenseRef-All-Rights-Reserved" },
      },
      servers: [{ url: "/", description: "The server that this document comes from." }],
      // Where people sign in; a server with one local user asks for nothing.
      security: [{ accessToken: [] }, {}],
      tags: [...tags],
      paths: pathsOf(described),
      webhooks: webhookMessages,
      components: {
        securitySchemes: {
          accessToken: {
            type: "http",
            scheme: "bearer",
            bearerFormat: "JWT",
            description: "What signing in gave; `GET /api/settings` says where.",
          },
        },
        // Those that name themselves, as what is told of a batch, need not stand here.
        schemas: {
          Stats,
          WaitReason,
          Result,
          ManifestEntry,
          Model,
          Estimate,
          ExecuteAnswer,
          Warning,
          Failure,
          Snapshot,
          ExecutionEvent,
        },
      },
    },
    {
      override: ({ jsonSchema, zodSchema, io }) => {
        // Fields may be added freely: whoever reads an answer leaves alone what it does not know.
        if (io === "output" && zodSchema instanceof z.ZodObject)
          delete jsonSchema.additionalProperties;
        // Every whole number is within what JavaScript can count.
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    },
  );
  return withOneBatch(document);
}

/** A batch has a field or two that a server of before does not tell: it is described as it is answered, which nothing sends. */
function withOneBatch(document: OpenApiDocument): OpenApiDocument {
  const { Execution: _sent, ...schemas } = document.components?.schemas ?? {};
  const text = JSON.stringify({ ...document, components: { ...document.components, schemas } });
  return JSON.parse(text.replaceAll("ExecutionOutput", "Execution")) as OpenApiDocument;
}

const description = `Success is \`{"success": true, "data": …}\`, lists have a \`next_cursor\` beside it. A refusal is
\`{"success": false, "error": {"code", "message"}}\` with the fitting status: the code for programs, the message for people.

Money is in US dollars, times are in UTC, addresses of pictures are absolute. Fields may be added at any time; none changes
its meaning silently.

To try it for nothing, ask for the model \`simulator\`.`;

function pathsOf(all: Record<RouteName, DescribedRoute>): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path } = routes[name];
    const place = path.replaceAll(/:(\w+)/g, "{$1}");
    paths[place] = {
      ...paths[place],
      [method.toLowerCase()]: { operationId: name, ...all[name] },
    };
  }
  return paths;
}
