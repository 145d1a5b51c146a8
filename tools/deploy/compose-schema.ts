import { z } from "zod";

/**
 * What our compose.yaml says, in the words of the Compose Specification. No package on npm carries the specification's own
 * schema and is alive; this one knows fewer words than that, each as strictly, and refuses every other.
 */
const duration = z.string().regex(/^(\d+h)?(\d+m)?(\d+s)?$/);
const bytes = z.string().regex(/^\d+(b|k|kb|m|mb|g|gb)$/);
const name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/);
const variables = z.record(
  z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  z.union([z.string(), z.number(), z.null()]),
);
const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.enum(["CMD", "CMD-SHELL"]), z.string()]).rest(z.string()),
    interval: duration,
    timeout: duration,
    retries: z.number().int().positive(),
    start_period: duration.optional(),
  }),
]);

const service = z.strictObject({
  image: z.string().regex(/^[a-z0-9./-]+(:[\w.-]+)?$/),
  build: z.literal(".").optional(),
  command: z.array(z.string()).optional(),
  init: z.boolean().optional(),
  restart: z.enum(["no", "always", "on-failure", "unless-stopped"]),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string().startsWith("/")).optional(),
  cap_drop: z.array(z.literal("ALL")).optional(),
  security_opt: z.array(z.literal("no-new-privileges:true")).optional(),
  shm_size: bytes.optional(),
  stop_signal: z.enum(["SIGTERM", "SIGINT"]).optional(),
  stop_grace_period: duration.optional(),
  environment: variables.optional(),
  volumes: z.array(z.string().regex(/^[a-z0-9_-]+:\/[\w/-]+$/)).optional(),
  ports: z.array(z.string().regex(/^(127\.0\.0\.1:)?\d+:\d+$/)).optional(),
  depends_on: z
    .record(
      name,
      z.strictObject({
        condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
      }),
    )
    .optional(),
  healthcheck: healthcheck.optional(),
  deploy: z.strictObject({ replicas: z.number().int().positive() }).optional(),
});

/** A file whose extensions (`x-…`) were taken out: they are for YAML's own merging. */
export const ComposeFile = z.strictObject({
  name,
  services: z.record(name, service),
  volumes: z.record(name, z.null()),
});
export type ComposeFile = z.infer<typeof ComposeFile>;
