import "@fontsource-variable/bricolage-grotesque/wght.css";
import "@fontsource-variable/instrument-sans/wght.css";
import "./theme/mantine.css";
import "./theme/tokens.css";
import "./theme/base.css";
import { createClient } from "@bunch/contracts/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { openSessionOf } from "./app/open-session-of.ts";
import { serverAddress } from "./api/server-address.ts";
import { App } from "./app/app.tsx";
import { activateLanguage } from "./language/activate-language.ts";
import { preferredLanguage } from "./language/languages.ts";

/** Not awaited at the top: what it fetches imports from the file that this stands in, and each would wait for the other. */
async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  const baseUrl = serverAddress(import.meta.env["VITE_API_URL"]);
  const [session] = await Promise.all([
    openSessionOf(baseUrl),
    activateLanguage(preferredLanguage()),
  ]);
  const client = createClient({
    baseUrl,
    ...(session && { accessToken: session.accessToken }),
    // Without a sign-in to take up, nobody knew that one is needed: the page asks again from the beginning.
    signInNeeded: session?.refused ?? (() => window.location.reload()),
  });
  createRoot(root).render(
    <StrictMode>
      <App client={client} session={session} />
    </StrictMode>,
  );
}

void start();
