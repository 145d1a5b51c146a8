import "@fontsource-variable/bricolage-grotesque/wght.css";
import "@fontsource-variable/instrument-sans/wght.css";
import "../src/theme/mantine.css";
import "../src/theme/tokens.css";
import "../src/theme/base.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { cssVariables } from "../src/theme/css-variables.ts";
import { theme } from "../src/theme/theme.ts";
import { PiecesPage } from "./pieces-page.tsx";
import { readShown, speak } from "./shown.ts";

const shown = readShown(window.location.search);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
void speak(shown.language).then(() =>
  createRoot(root).render(
    <I18nProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        forceColorScheme={shown.scheme}
        deduplicateCssVariables={false}
      >
        <MemoryRouter>
          <PiecesPage shown={shown} />
        </MemoryRouter>
      </MantineProvider>
    </I18nProvider>,
  ),
);
