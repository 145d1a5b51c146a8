/** Any answer of a vendor's: what a test reads of it, it must have. */
export interface Answer {
  id?: string;
  request_id?: string;
  status?: string;
  detail?: unknown;
  error?: string | null;
  error_type?: string;
  images?: { url: string }[];
  has_nsfw_concepts?: boolean[];
  output?: string | string[] | null;
  result?: { sample: string } | null;
  details?: unknown;
}

/** One vendor with a queue, as a caller sees it who knows no client. */
export interface RawVendor {
  model: string;
  key: string;
  /** Sends one request; the key of null sends none. */
  submit: (
    url: string,
    input: object,
    more?: { model?: string; key?: string | null },
  ) => Promise<Response>;
  idOf: (taken: Answer) => string;
  ask: (url: string, id: string, key?: string) => Promise<Response>;
  isWaiting: (status: number, answer: Answer) => boolean;
  /** Where the picture lies, or null. */
  addressOf: (answer: Answer) => string | null;
}

const json = { "content-type": "application/json" };
const post = (address: string, headers: Record<string, string>, body: object) =>
  fetch(address, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
const bearer = (word: string, key: string | null): Record<string, string> =>
  key === null ? {} : { authorization: `${word} ${key}` };

const falKey = "key-id:fal-secret-1234";
const replicateKey = "r8_emulated-1234";
const bflKey = "bfl-emulated-1234";

/** fal, Replicate and Black Forest Labs over plain HTTP. */
export const rawVendors: Readonly<Record<"fal" | "replicate" | "bfl", RawVendor>> = {
  fal: {
    model: "fal-ai/flux/dev",
    key: falKey,
    submit: (url, input, { model = "fal-ai/flux/dev", key = falKey } = {}) =>
      post(`${url}/fal/${model}`, bearer("Key", key), input),
    idOf: (taken) => taken.request_id ?? "",
    ask: (url, id, key = falKey) =>
      fetch(`${url}/fal/fal-ai/flux/requests/${id}`, { headers: bearer("Key", key) }),
    isWaiting: (status, answer) =>
      status === 400 && answer.detail === "Request is still in progress",
    addressOf: (answer) => answer.images?.[0]?.url ?? null,
  },
  replicate: {
    model: "black-forest-labs/flux-2-pro",
    key: replicateKey,
    submit: (url, input, { model = "black-forest-labs/flux-2-pro", key = replicateKey } = {}) =>
      post(`${url}/replicate/v1/models/${model}/predictions`, bearer("Bearer", key), { input }),
    idOf: (taken) => taken.id ?? "",
    ask: (url, id, key = replicateKey) =>
      fetch(`${url}/replicate/v1/predictions/${id}`, { headers: bearer("Bearer", key) }),
    isWaiting: (_, answer) => answer.status === "starting" || answer.status === "processing",
    addressOf: (answer) => [answer.output].flat()[0] ?? null,
  },
  bfl: {
    model: "flux-2-pro",
    key: bflKey,
    submit: (url, input, { model = "flux-2-pro", key = bflKey } = {}) =>
      post(`${url}/bfl/v1/${model}`, key === null ? {} : { "x-key": key }, input),
    idOf: (taken) => taken.id ?? "",
    ask: (url, id, key = bflKey) =>
      fetch(`${url}/bfl/v1/get_result?id=${id}`, { headers: { "x-key": key } }),
    isWaiting: (_, answer) => answer.status === "Pending",
    addressOf: (answer) => answer.result?.sample ?? null,
  },
};
