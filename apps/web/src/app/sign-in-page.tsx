import { Mark } from "../ui/mark.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { SchemeSwitch } from "./scheme-switch.tsx";
import classes from "./top-bar.module.css";
import type { ReactNode } from "react";

/** The page of those who have not signed in: the mark, the language, light or dark, and the question. */
export function SignInPage(props: { children: ReactNode }) {
  return (
    <>
      <header className={`${classes.bar} ${classes.short}`}>
        <span className={classes.brand}>
          <Mark />
          <span>Bunch</span>
        </span>
        <div className={classes.end}>
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
      </header>
      <main>{props.children}</main>
    </>
  );
}
