import type { ApiToken } from "@bunch/contracts/token";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { focusSection } from "../../ui/section.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import { tokensKey } from "./use-tokens.ts";

/** Ends a token at once, after a question that says what stops with it. */
export function RevokeToken({ token }: { token: ApiToken }) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const queries = useQueryClient();
  const { button, times, isOpen, ask, close } = useQuestion();
  const { name } = token;
  const revoke = useMutation({
    mutationFn: () => client.revokeToken(token.id),
    onSuccess: async () => {
      close();
      focusSection("tokens");
      await queries.invalidateQueries({ queryKey: tokensKey });
    },
  });
  return (
    <>
      <ActionIcon ref={button} onClick={ask} aria-label={t`Revoke ${name}`} title={t`Revoke`}>
        <IconTrash size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
      <Confirm
        key={times}
        isOpen={isOpen}
        onClose={close}
        title={t`Revoke “${name}”?`}
        closeLabel={t`Close`}
        keep={t`Keep it`}
        act={t`Revoke for good`}
        acting={t`Revoking`}
        isStop
        isPending={revoke.isPending}
        problem={revoke.error ? i18n._(requestProblem(asRefused(revoke.error))) : null}
        onAct={() => revoke.mutate()}
      >
        <p>
          <Trans>
            What uses it is refused from the next request on. Batches it has started go on.
          </Trans>
        </p>
      </Confirm>
    </>
  );
}
