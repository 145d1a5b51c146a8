import { CannotStart } from "@bunch/core/cannot-start";
import type { AiSdkEntry } from "./ai-sdk-entry.ts";
import type { SdkFactory } from "./sdk-model.ts";

/** A name as npm has them, and no path: a list must not bring in any file. */
const packageName = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/u;

/** Brings in the package that a model names, and what makes its provider; throws a sentence that says what to install or to name. */
export async function loadFactory({
  id,
  package: name,
  provider,
}: Pick<AiSdkEntry, "id" | "package" | "provider">): Promise<SdkFactory> {
  const where = `"${id}" in models.json`;
  if (!packageName.test(name))
    throw new CannotStart(
      `${where}: say in "package" which package of the AI SDK draws it, as in "@ai-sdk/xai".`,
    );
  const found = await imported(name, where);
  if (provider !== null) {
    const named = found[provider];
    if (typeof named === "function") return named as SdkFactory;
    throw new CannotStart(
      `${where}: ${name} has no "${provider}". Name in "provider" what makes one, as in ${Object.keys(makersIn(found)).join(", ") || '"createXai"'}.`,
    );
  }
  const makers = Object.entries(makersIn(found));
  const makersApart = new Set(makers.map(([, maker]) => maker));
  const own = makers.find(([maker]) => maker.toLowerCase() === `create${lastPart(name)}`);
  const chosen = own ?? (makersApart.size === 1 ? makers[0] : undefined);
  if (chosen) return chosen[1];
  throw new CannotStart(
    makers.length === 0
      ? `${where}: ${name} makes no provider; it is no package of the AI SDK's.`
      : `${where}: name in "provider" what of ${name} makes it: one of ${makers.map(([maker]) => maker).join(", ")}.`,
  );
}

async function imported(name: string, where: string): Promise<Record<string, unknown>> {
  try {
    return (await import(name)) as Record<string, unknown>;
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotStart(
      isMissing
        ? `${where}: the package ${name} is not there. Install it in Bunch's folder: npm install ${name}`
        : `${where}: the package ${name} cannot be loaded: ${why}`,
    );
  }
}

function makersIn(found: Record<string, unknown>): Record<string, SdkFactory> {
  return Object.fromEntries(
    Object.entries(found).filter(
      (entry): entry is [string, SdkFactory] =>
        /^create[A-Z]/u.test(entry[0]) && typeof entry[1] === "function",
    ),
  );
}

/** `xai` of `@ai-sdk/xai`, `googlevertex` of `@ai-sdk/google-vertex`. */
function lastPart(name: string): string {
  return (name.split("/").at(-1) ?? "").replaceAll(/[^a-z0-9]/gu, "");
}
