import { useLingui } from "@lingui/react/macro";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Refusal } from "../../ui/refusal.tsx";
import classes from "./gallery.module.css";

/** That the pictures could not be fetched, with a way to try it again. */
export function GalleryProblem(props: { error: unknown; again: () => void }) {
  const { i18n } = useLingui();
  return (
    <div className={classes.problem}>
      <Refusal words={i18n._(requestProblem(asRefused(props.error)))} onAgain={props.again} />
    </div>
  );
}
