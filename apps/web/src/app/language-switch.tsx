import { useLingui } from "@lingui/react/macro";
import { activateLanguage } from "../language/activate-language.ts";
import { keepLanguage, type Language, languages } from "../language/languages.ts";
import classes from "./top-bar.module.css";

/** Speaks the other language, at once and from now on. */
export function LanguageSwitch() {
  const { i18n } = useLingui();
  const other: Language = i18n.locale === "fr" ? "en" : "fr";
  return (
    <button
      type="button"
      className={classes.language}
      lang={other}
      onClick={() => {
        keepLanguage(other);
        void activateLanguage(other);
      }}
    >
      {other.toUpperCase()}
      <span className="unseen">: {languages[other]}</span>
    </button>
  );
}
