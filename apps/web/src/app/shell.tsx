import { Trans } from "@lingui/react/macro";
import { Outlet, ScrollRestoration } from "react-router";
import classes from "./shell.module.css";
import { TopBar } from "./top-bar.tsx";

/** What every page has: a way past the bar, the bar, and the page. */
export function Shell() {
  return (
    <>
      <a className={classes.skip} href="#page">
        <Trans>Skip to the page</Trans>
      </a>
      <TopBar />
      <main id="page" tabIndex={-1} className={classes.page}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}
