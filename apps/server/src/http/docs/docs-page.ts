import { createHash } from "node:crypto";
import { routes } from "@bunch/contracts/routes";
import { docsColours } from "./docs-colours.ts";

/** Nothing of it may speak to anybody but this server. */
const configuration = {
  url: routes.openapi.path,
  theme: "none",
  customCss: docsColours,
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: "",
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
  persistAuth: false,
  documentDownloadType: "json",
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  hiddenClients: [],
  defaultOpenAllTags: true,
  orderSchemaPropertiesBy: "preserve",
  orderRequiredPropertiesFirst: false,
  modelsSectionLabel: "Shapes",
  favicon: "/favicon.svg",
};

/** The page around Scalar, and the one policy under which it runs. */
export function docsPage(scriptUrl: string): { html: string; policy: string } {
  const start = `Scalar.createApiReference("#app", ${JSON.stringify(configuration).replaceAll("<", "\\u003c")});`;
  const startHash = createHash("sha256").update(start).digest("base64");
  return {
    html: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Bunch: the API</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="/favicon.svg">
  </head>
  <body>
    <div id="app"></div>
    <noscript>This page needs JavaScript. The same in one file: <a href="${routes.openapi.path}">${routes.openapi.path}</a></noscript>
    <script src="${scriptUrl}"></script>
    <script>${start}</script>
  </body>
</html>
`,
    policy: [
      "default-src 'none'",
      `script-src 'self' 'sha256-${startHash}'`,
      // Scalar sets styles on its elements.
      "style-src 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  };
}
