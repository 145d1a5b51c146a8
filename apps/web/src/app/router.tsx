import { createBrowserRouter, Navigate } from "react-router";
import { addresses } from "../addresses.ts";
import { ErrorFace } from "./error-face.tsx";
import { Shell } from "./shell.tsx";
import { withWords } from "../language/activate-language.ts";

/** The addresses and their pages; each page's code is fetched when it is first opened. */
export function createRouter() {
  return createBrowserRouter([
    {
      element: <Shell />,
      hydrateFallbackElement: <span />,
      errorElement: <ErrorFace />,
      children: [
        { path: "/", element: <Navigate to={addresses.configure} replace /> },
        {
          path: "/nano-banana",
          errorElement: <ErrorFace />,
          children: [
            {
              index: true,
              lazy: async () => ({
                Component: (await import("../routes/configure-page.tsx")).ConfigurePage,
              }),
            },
            {
              path: "review",
              lazy: async () => ({
                Component: (await withWords(import("../routes/review-page.tsx"))).ReviewPage,
              }),
            },
            {
              path: "executions",
              lazy: async () => ({
                Component: (await withWords(import("../routes/batches-page.tsx"))).BatchesPage,
              }),
            },
            {
              path: "analytics",
              lazy: async () => ({
                Component: (await withWords(import("../routes/analytics-page.tsx"))).AnalyticsPage,
              }),
            },
            {
              path: "sets/:id",
              lazy: async () => ({
                Component: (await withWords(import("../routes/set-page.tsx"))).SetPage,
              }),
            },
            {
              path: "models",
              lazy: async () => ({
                Component: (await withWords(import("../routes/models-page.tsx"))).ModelsPage,
              }),
            },
            {
              path: "executions/:id/processing",
              lazy: async () => ({
                Component: (await withWords(import("../routes/processing-page.tsx")))
                  .ProcessingPage,
              }),
            },
            {
              path: "executions/:id/done",
              lazy: async () => ({
                Component: (await withWords(import("../routes/finished-page.tsx"))).FinishedPage,
              }),
            },
            {
              path: "executions/:id",
              lazy: async () => ({
                Component: (await withWords(import("../routes/results-page.tsx"))).ResultsPage,
              }),
            },
          ],
        },
        {
          path: "/account",
          errorElement: <ErrorFace />,
          lazy: async () => ({
            Component: (await withWords(import("../routes/account-page.tsx"))).AccountPage,
          }),
        },
        {
          path: "/admin",
          errorElement: <ErrorFace />,
          lazy: async () => ({
            Component: (await withWords(import("../routes/admin-gate.tsx"))).AdminGate,
          }),
          children: [
            { index: true, element: <Navigate to={addresses.adminUsers} replace /> },
            {
              path: "users",
              lazy: async () => ({
                Component: (await withWords(import("../routes/admin-users-page.tsx")))
                  .AdminUsersPage,
              }),
            },
            {
              path: "users/:id",
              lazy: async () => ({
                Component: (await withWords(import("../routes/admin-user-page.tsx"))).AdminUserPage,
              }),
            },
            {
              path: "batches",
              lazy: async () => ({
                Component: (await withWords(import("../routes/admin-batches-page.tsx")))
                  .AdminBatchesPage,
              }),
            },
            {
              path: "usage",
              lazy: async () => ({
                Component: (await withWords(import("../routes/admin-usage-page.tsx")))
                  .AdminUsagePage,
              }),
            },
            {
              path: "limits",
              lazy: async () => ({
                Component: (await withWords(import("../routes/admin-limits-page.tsx")))
                  .AdminLimitsPage,
              }),
            },
            {
              path: "audit",
              lazy: async () => ({
                Component: (await withWords(import("../routes/admin-audit-page.tsx")))
                  .AdminAuditPage,
              }),
            },
          ],
        },
        {
          path: "*",
          lazy: async () => ({
            Component: (await withWords(import("../routes/not-found-page.tsx"))).NotFoundPage,
          }),
        },
      ],
    },
  ]);
}
