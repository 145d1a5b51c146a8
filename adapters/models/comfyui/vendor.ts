import { createQueued } from "../queued/create-queued.ts";
import { ownsNone } from "../vendor.ts";
import type { Vendor } from "../vendor.ts";
import type { ComfyUiEntry } from "./comfyui-entry.ts";
import { queuedComfyUi } from "./queued-comfyui.ts";

/** ComfyUI with the user's own workflows: each file of theirs is a model, so that there is none without them. */
export const comfyui: Vendor<ComfyUiEntry> = {
  id: "comfyui",
  name: "ComfyUI",
  company: "ComfyUI",
  variable: "COMFYUI",
  baseUrl: null,
  alwaysOffered: false,
  catalogue: [],
  ownFields: {},
  create: (served) => createQueued(queuedComfyUi, served),
  ownsKey: ownsNone,
};
