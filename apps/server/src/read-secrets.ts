import type { Variables } from "./read-variables.ts";
import { vendorVariables } from "./wiring/vendor-variables.ts";

const secretVariables = [
  ...vendorVariables.map(({ variable }) => `${variable}_API_KEY`),
  "ENCRYPTION_KEY",
  "ENCRYPTION_KEY_PREVIOUS",
  "DATABASE_URL",
  "DATABASE_URL_API",
  "DATABASE_URL_WORKER",
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_SECRET_KEY",
  "SUPABASE_JWT_SECRET",
  "METRICS_TOKEN",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
];

/** What no log may show: the values of these variables, and what is secret within others. */
export function readSecrets(read: Variables, addresses: readonly (URL | undefined)[]): string[] {
  // A header as `authorization=Bearer …`: its value alone turns up elsewhere.
  const headers = ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"]
    .flatMap((variable) => read.text(variable)?.split(",") ?? [])
    .map((header) => header.slice(header.indexOf("=") + 1).trim());
  const passwords = addresses.map((url) => url && decodeURIComponent(url.password));
  return [...secretVariables.map(read.text), ...passwords, ...headers].flatMap(
    (secret) => secret || [],
  );
}
