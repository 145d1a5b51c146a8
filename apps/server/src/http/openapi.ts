import { openApiDocument } from "@bunch/contracts/openapi/openapi-document";
import { routes } from "@bunch/contracts/routes";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";

/** `GET /api/openapi.json`: what this server answers, made of the schemas that it answers by. */
export function openapi(app: AppInput): Router {
  let text: string | null = null;
  return Router().get(routes.openapi.path, (_request, response) => {
    text ??= JSON.stringify(openApiDocument({ version: app.settings.version }));
    response.type("json").send(text);
  });
}
