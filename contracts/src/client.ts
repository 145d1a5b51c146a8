import { Removed, type RenameRequest } from "./change-execution.ts";
import { z } from "zod";
import type { DecideRequest } from "./doubt.ts";
import { Failure, pageOf, successOf } from "./envelope.ts";
import { Execution } from "./execution.ts";
import {
  type EstimateRequest,
  ExecuteAnswer,
  type ExecutionsQuery,
  type ResumeRequest,
} from "./execution-request.ts";
import { ExecutionSet } from "./execution-set.ts";
import { KeyCheck, type KeyCheckRequest } from "./key-check.ts";
import { LimitsUse } from "./limit.ts";
import { EstimateAnswer, ModelList } from "./model.ts";
import { Outline, type OutlineQuery } from "./outline.ts";
import { RatingsAnswer, type RatingsRequest } from "./rating.ts";
import { Result, type ResultsQuery } from "./result.ts";
import { Me, Settings } from "./settings.ts";
import {
  ForgottenKey,
  ProviderKey,
  RememberedKey,
  type RememberKeyRequest,
} from "./provider-key.ts";
import { pathOf, type RouteName, routes } from "./routes.ts";
import { ApiToken, CreatedToken, type CreateTokenRequest } from "./token.ts";

/** A refusal as the server told it; `status` 0 means that no answer came at all. */
export class RequestRefused extends Error {
  readonly status: number;
  readonly error: Failure["error"];
  constructor(status: number, error: Failure["error"]) {
    super(error.message);
    this.name = "RequestRefused";
    this.status = status;
    this.error = error;
  }
}

type Call = {
  id?: string;
  query?: Record<string, string | number | undefined>;
  body?: FormData | object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
};

function unanswered(cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return cause;
  return new RequestRefused(0, {
    code: "not_ready",
    message: "The server does not answer. Check that it runs, then try again.",
  });
}

/** Speaks to one Bunch server; every answer is checked against its schema. */
export function createClient(input: {
  /** Address of the server, empty for the page's own. */
  baseUrl: string;
  fetch?: typeof fetch;
  /** The token of whoever signed in, asked before each call; null while nobody has. */
  accessToken?: () => Promise<string | null>;
  /** Told when the server answers that nobody is signed in: a token was sent that is no longer good, or none. */
  signInNeeded?: (told: { isSignedIn: boolean }) => void;
}) {
  const doFetch = input.fetch ?? fetch;

  /** What a request needs besides, where people sign in. */
  async function signedIn(): Promise<Record<string, string>> {
    const token = await input.accessToken?.();
    return token ? { authorization: `Bearer ${token}` } : {};
  }

  async function send<Schema extends z.ZodType>(
    route: RouteName,
    schema: Schema,
    call: Call = {},
  ): Promise<z.infer<Schema>> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(call.query ?? {}))
      if (value !== undefined) query.set(name, String(value));
    const isForm = call.body instanceof FormData;
    let response: Response;
    let isSignedIn = false;
    try {
      const token = await signedIn();
      isSignedIn = "authorization" in token;
      response = await doFetch(
        `${input.baseUrl}${pathOf(route, call.id)}${query.size ? `?${query.toString()}` : ""}`,
        {
          method: routes[route].method,
          headers: {
            ...(call.body && !isForm ? { "content-type": "application/json" } : {}),
            ...token,
            ...call.headers,
          },
          ...(call.body
            ? { body: isForm ? (call.body as FormData) : JSON.stringify(call.body) }
            : {}),
          ...(call.signal ? { signal: call.signal } : {}),
        },
      );
    } catch (cause) {
      throw unanswered(cause, call.signal);
    }
    const body: unknown = await response.json().catch((cause: unknown) => {
      if (cause instanceof SyntaxError) return null;
      // It broke off in the middle, which is no answer either.
      throw unanswered(cause, call.signal);
    });
    const refused = Failure.safeParse(body);
    if (response.status === 401) input.signInNeeded?.({ isSignedIn });
    if (refused.success) throw new RequestRefused(response.status, refused.data.error);
    if (!response.ok)
      throw new RequestRefused(response.status, {
        code: "internal",
        message: `The server answered ${response.status} without saying why.`,
      });
    return schema.parse(body);
  }

  return {
    execute: async (form: FormData, idempotencyKey: string, signal?: AbortSignal) =>
      (
        await send("execute", successOf(ExecuteAnswer), {
          body: form,
          headers: { "idempotency-key": idempotencyKey },
          ...(signal ? { signal } : {}),
        })
      ).data,
    listExecutions: (query: ExecutionsQuery = {}, signal?: AbortSignal) =>
      send("listExecutions", pageOf(Execution), { query, ...(signal ? { signal } : {}) }),
    getExecution: async (id: string, signal?: AbortSignal) =>
      (await send("getExecution", successOf(Execution), { id, ...(signal ? { signal } : {}) }))
        .data,
    /** Several models with the same prompts, each in an execution of its own. */
    getSet: async (id: string, signal?: AbortSignal) =>
      (await send("getSet", successOf(ExecutionSet), { id, ...(signal ? { signal } : {}) })).data,
    listResults: (id: string, query: ResultsQuery = {}, signal?: AbortSignal) =>
      send("listResults", pageOf(Result), { id, query, ...(signal ? { signal } : {}) }),
    /** A window of the whole batch, a character for each slot. */
    outline: async (id: string, query: OutlineQuery = {}, signal?: AbortSignal) =>
      (
        await send("outline", successOf(Outline), {
          id,
          query,
          ...(signal ? { signal } : {}),
        })
      ).data,
    /** Headers for what is fetched elsewhere: streams and files. Null where nobody signs in. */
    signedIn: input.accessToken ? signedIn : null,
    settings: async (signal?: AbortSignal) =>
      (await send("settings", successOf(Settings), signal ? { signal } : {})).data,
    me: async (signal?: AbortSignal) =>
      (await send("me", successOf(Me), signal ? { signal } : {})).data,
    /** Where a stream or a file of a batch is fetched. */
    urlOf: (route: RouteName, id: string) => `${input.baseUrl}${pathOf(route, id)}`,
    /** The events of several, each after the last that was seen; from a snapshot on where none was. */
    manyEventsUrl: (places: readonly { id: string; sequence: number | null }[]) => {
      const executions = places
        .map(({ id, sequence }) => (sequence === null ? id : `${id}:${sequence}`))
        .join(",");
      return `${input.baseUrl}${pathOf("manyEvents")}?${new URLSearchParams({ executions }).toString()}`;
    },
    cancel: async (id: string) => (await send("cancel", successOf(Execution), { id })).data,
    pause: async (id: string) => (await send("pause", successOf(Execution), { id })).data,
    resume: async (id: string, body: ResumeRequest = {}) =>
      (await send("resume", successOf(Execution), { id, body })).data,
    retry: async (id: string) => (await send("retry", successOf(Execution), { id })).data,
    /** Decides what becomes of results that may be charged already: some, or all that are undecided. */
    decideDoubts: async (id: string, body: DecideRequest) =>
      (await send("decideDoubts", successOf(Execution), { id, body })).data,
    /** All of them, or with a refusal none. */
    rate: async (id: string, body: RatingsRequest) =>
      (await send("rate", successOf(RatingsAnswer), { id, body })).data,
    rename: async (id: string, body: RenameRequest) =>
      (await send("rename", successOf(Execution), { id, body })).data,
    /** Deletes the execution with its pictures; its costs stay on the books. */
    remove: async (id: string) => (await send("remove", successOf(Removed), { id })).data,
    /** Where the server hands out a picture with its prompt and settings in it, to whoever may see it. */
    pictureWithMetadata: (id: string, slot: number) =>
      `${input.baseUrl}${pathOf("picture", id)}?slot=${slot}&metadata=1`,
    /** A picture's bytes as they come. Its address is absolute, and may lie outside the server: headers are for one at it. */
    picture: async (
      address: string,
      signal: AbortSignal,
      headers: Record<string, string> = {},
    ): Promise<Response> => {
      const answer = await doFetch(address, { signal, headers });
      if (answer.ok) return answer;
      await answer.body?.cancel();
      throw new RequestRefused(answer.status, {
        code: answer.status === 404 ? "not_found" : "internal",
        message: `The picture's address answered ${answer.status}.`,
      });
    },
    models: (signal?: AbortSignal) => send("models", ModelList, signal ? { signal } : {}),
    estimate: async (body: EstimateRequest, signal?: AbortSignal) =>
      (await send("estimate", successOf(EstimateAnswer), { body, ...(signal ? { signal } : {}) }))
        .data,
    checkKey: async (body: KeyCheckRequest, signal?: AbortSignal) =>
      (await send("checkKey", successOf(KeyCheck), { body, ...(signal ? { signal } : {}) })).data,
    /** Remembered keys, without the keys. */
    listKeys: async () => (await send("listKeys", pageOf(ProviderKey))).data,
    rememberKey: async (body: RememberKeyRequest) =>
      (await send("rememberKey", successOf(RememberedKey), { body })).data,
    /** Batches that were started with it keep their own sealed copy. */
    forgetKey: async (id: string) =>
      (await send("forgetKey", successOf(ForgottenKey), { id })).data,
    listTokens: async () => (await send("listTokens", successOf(z.array(ApiToken)))).data,
    /** The only answer that ever holds the token. */
    createToken: async (body: CreateTokenRequest) =>
      (await send("createToken", successOf(CreatedToken), { body })).data,
    revokeToken: async (id: string) =>
      (await send("revokeToken", successOf(ApiToken), { id })).data,
    limits: async (signal?: AbortSignal) =>
      (await send("limits", successOf(LimitsUse), signal ? { signal } : {})).data,
    /** For what has a client of its own, as the admins' side. */
    send,
  };
}
export type Client = ReturnType<typeof createClient>;
