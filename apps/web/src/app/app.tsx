import { type Client, RequestRefused } from "@bunch/contracts/client";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { ClientProvider } from "../api/client-context.ts";
import { ComposeProvider } from "../features/compose/compose-context.tsx";
import { cssVariables } from "../theme/css-variables.ts";
import { theme } from "../theme/theme.ts";
import { createRouter } from "./router.tsx";

const colourSchemes = localStorageColorSchemeManager({ key: "bunch-colour-scheme" });

/** Everything that stands around the screens: language, look, client, cache, addresses. */
export function App(props: { client: Client }) {
  const [router] = useState(createRouter);
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: mayPass, staleTime: 5000 } } }),
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
            <ComposeProvider>
              <RouterProvider router={router} />
            </ComposeProvider>
          </ClientProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  );
}

/** One more try where a second one may do better: not for what the server has refused with good reason. */
function mayPass(failures: number, cause: unknown): boolean {
  const isRefused = cause instanceof RequestRefused && cause.status >= 400 && cause.status < 500;
  return failures < 1 && !isRefused;
}
