import { type Client, RequestRefused } from "@bunch/contracts/client";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { RouterProvider } from "react-router/dom";
import { ClientProvider } from "../api/client-context.ts";
import { ComposeProvider } from "../features/compose/compose-context.tsx";
import { cssVariables } from "../theme/css-variables.ts";
import { theme } from "../theme/theme.ts";
import type { Session } from "../features/sign-in/session.ts";
import { createRouter } from "./router.tsx";
import { SessionProvider } from "./session-context.tsx";
import { withWords } from "../language/activate-language.ts";

const SignInGate = lazy(async () => ({
  default: (await withWords(import("./sign-in-gate.tsx"))).SignInGate,
}));

const colourSchemes = localStorageColorSchemeManager({ key: "bunch-colour-scheme" });

/** Everything that stands around the screens: language, look, client, cache, addresses. */
export function App(props: { client: Client; session: Session | null }) {
  const [router] = useState(createRouter);
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // The server may run on this very machine. Where it does not, a request that fails at once can be told; one that
          // is held back until the browser thinks itself online would start a batch when nobody looks any more.
          queries: {
            retry: mayPass,
            staleTime: 5000,
            networkMode: "always",
            refetchOnReconnect: true,
          },
          mutations: { networkMode: "always" },
        },
      }),
  );
  return (
    <I18nProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        colorSchemeManager={colourSchemes}
        deduplicateCssVariables={false}
      >
        <QueryClientProvider client={queries}>
          <ClientProvider value={props.client}>
            <SessionProvider value={props.session}>
              <Inside session={props.session}>
                {(person) => (
                  <ComposeProvider person={person}>
                    <RouterProvider router={router} />
                  </ComposeProvider>
                )}
              </Inside>
            </SessionProvider>
          </ClientProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  );
}

/** Everybody where nobody signs in; else whoever has. */
function Inside(props: {
  session: Session | null;
  children: (person: string | null) => ReactNode;
}) {
  if (props.session === null) return props.children(null);
  return (
    <Suspense>
      <SignInGate session={props.session}>{props.children}</SignInGate>
    </Suspense>
  );
}

/** One more try where a second one may do better: not for what the server has refused with good reason. */
function mayPass(failures: number, cause: unknown): boolean {
  const isRefused = cause instanceof RequestRefused && cause.status >= 400 && cause.status < 500;
  return failures < 1 && !isRefused;
}
