import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { createImageModels } from "@bunch/adapters/models/registry";
import { geminiCatalogue } from "@bunch/adapters/models/gemini/catalogue";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createProviderKeyStore } from "@bunch/adapters/postgres/provider-key-store";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { createBell } from "@bunch/adapters/process/bell";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import { openWebhookLine } from "@bunch/adapters/webhooks/webhook-line";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../tools/testing/test-folder.ts";
import { submitExecution } from "./submit-execution.ts";

const gemini = createImageModels({ catalogue: geminiCatalogue });
const models = {
  ...gemini,
  catalogue: [
    ...gemini.catalogue,
    ...geminiCatalogue.slice(0, 1).map((entry) => ({ ...entry, id: "other-1", vendor: "other" })),
  ],
};

let folder: string;
let api: Pool;
let drop: () => Promise<void>;

beforeAll(async () => {
  folder = await makeTestFolder();
  const database = await createTestDatabase(inject("postgres"));
  drop = database.drop;
  const { connectionString } = database;
  api = createPool({ connectionString, role: "app_api", most: 2, onError: () => {} });
});
afterAll(async () => {
  await api?.end();
  await drop?.();
  await rm(folder, { recursive: true, force: true });
});

const submit = (input: { model: string; apiKey?: string }) =>
  submitExecution(
    {
      executions: createExecutionStore(api),
      remover: createExecutionRemover(api),
      models,
      vault: createKeyVault({ encryptionKey: "ab".repeat(32) }),
      providerKeys: createProviderKeyStore(api),
      hideSecret: () => {},
      objects: createDiskObjects({ folder }),
      pictures: createPictureInspector(),
      bell: createBell(),
      webhookLine: openWebhookLine({
        policy: { http: false, anyPort: false, privateNetworks: false },
        userAgent: "test",
      }),
      newId: randomUUID,
      sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    },
    {
      userId: testUserId,
      cameBy: { by: "local", ip: null },
      origin: null,
      wish: { promptsText: "a fox", model: input.model },
      name: null,
      keys: { apiKey: input.apiKey, keyId: undefined, apiKeys: new Map(), keyIds: new Map() },
      serverKeys: new Map([["gemini", "the key of the server's own"]]),
      defaultModel: undefined,
      redrawFiltered: false,
      onDoubt: "repay",
      webhookUrl: undefined,
      references: [],
      limits: { maxPrompts: 10, maxReferenceImages: 3, maxReferenceImageBytes: 1e7 },
      idempotency: null,
      signal: new AbortController().signal,
    },
  );

test("K6: the server's own key serves its own vendor, and no other vendor is sent it", async () => {
  await expect(submit({ model: "gemini-nano-banana-2.1" })).resolves.toHaveProperty("executionId");
  await expect(submit({ model: "other-1" })).rejects.toMatchObject({ code: "api_key_missing" });
  const key = "a key for that one";
  await expect(submit({ model: "other-1", apiKey: key })).resolves.toHaveProperty("executionId");
});
