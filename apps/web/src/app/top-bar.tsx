import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconMenu2, IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { addresses } from "../addresses.ts";
import { useMe } from "../api/use-me.ts";
import { useCompose } from "../features/compose/compose-context.tsx";
import { Mark } from "../ui/mark.tsx";
import { Account } from "./account.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import { useSession } from "./session-context.tsx";
import classes from "./top-bar.module.css";

/** The bar above every page: the mark, the ways, the language, light or dark; on a phone all but the mark folds away. */
export function TopBar() {
  const { t } = useLingui();
  const [isOpen, setIsOpen] = useState(false);
  const { pathname } = useLocation();
  const session = useSession();
  useEffect(() => setIsOpen(false), [pathname]);
  return (
    <header className={classes.bar} data-open={isOpen || undefined}>
      <Link className={classes.brand} to={addresses.configure}>
        <Mark />
        <span>Bunch</span>
      </Link>
      <ActionIcon
        className={classes.menu}
        aria-label={isOpen ? t`Close the menu` : t`Menu`}
        aria-expanded={isOpen}
        aria-controls="bar-ways"
        onClick={() => setIsOpen(!isOpen)}
      >
        {isOpen ? <IconX size={20} stroke={1.6} /> : <IconMenu2 size={20} stroke={1.6} />}
      </ActionIcon>
      <div id="bar-ways" className={classes.ways}>
        <Ways />
        <div className={classes.end}>
          <Account session={session} />
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
      </div>
    </header>
  );
}

function Ways() {
  const { t } = useLingui();
  const me = useMe();
  const { beginAnew } = useCompose();
  const { pathname, search } = useLocation();
  const isWizard = /^\/nano-banana(\/review|\/executions\/[^/]+\/(processing|done))?\/?$/.test(
    pathname,
  );
  const isAnalytics = pathname.startsWith(addresses.analytics);
  // Somebody else's batch is looked at from the administration; the figures of all people stand with one's own.
  const isOthers = !isAnalytics && new URLSearchParams(search).has("of");
  const isBatches = pathname.startsWith(addresses.batches) && !isWizard && !isOthers;
  const isAdmin = pathname.startsWith(addresses.admin) || isOthers;
  return (
    <nav aria-label={t`Main`}>
      <Link
        to={addresses.configure}
        aria-current={isWizard ? "page" : undefined}
        onClick={beginAnew}
      >
        <Trans>New batch</Trans>
      </Link>
      <Link to={addresses.batches} aria-current={isBatches ? "page" : undefined}>
        <Trans>Batches</Trans>
      </Link>
      <Link to={addresses.analytics} aria-current={isAnalytics ? "page" : undefined}>
        <Trans>Analytics</Trans>
      </Link>
      {me.data?.is_admin ? (
        <Link to={addresses.admin} aria-current={isAdmin ? "page" : undefined}>
          <Trans>Administration</Trans>
        </Link>
      ) : null}
    </nav>
  );
}
