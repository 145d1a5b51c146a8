import { useLingui } from "@lingui/react/macro";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import dialog from "../../ui/dialog.module.css";

/** Why a change was refused: in the reader's words, and below them the server's, which name what does not fit. */
export function ModelProblem({ error }: { error: unknown }) {
  const { i18n } = useLingui();
  if (!error) return null;
  const refused = asRefused(error);
  return (
    <div className={dialog.error} role="alert">
      <p>{i18n._(requestProblem(refused))}</p>
      {refused.error.code === "bad_request" ? <p lang="en">{refused.error.message}</p> : null}
    </div>
  );
}
