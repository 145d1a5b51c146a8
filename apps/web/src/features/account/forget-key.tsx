import type { ProviderKey } from "@bunch/contracts/provider-key";
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { keysKey } from "../../api/use-keys.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { companyName, vendorName } from "../../language/vendor-name.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { focusSection } from "../../ui/section.tsx";
import { useQuestion } from "../../ui/use-question.ts";

/** Forgets a key, after a question that says what becomes of batches that run with it. */
export function ForgetKey({ providerKey }: { providerKey: ProviderKey }) {
  const { i18n, t } = useLingui();
  const client = useClient();
  const queries = useQueryClient();
  const { button, times, isOpen, ask, close } = useQuestion();
  const called = providerKey.name ?? vendorName(providerKey.vendor);
  const name = providerKey.last_four === null ? called : `${called} •••• ${providerKey.last_four}`;
  const forget = useMutation({
    mutationFn: async () => {
      try {
        await client.forgetKey(providerKey.id);
      } catch (cause) {
        // Forgotten already, in another window: what was asked for is so.
        if (asRefused(cause).status !== 404) throw cause;
      }
    },
    onSuccess: async () => {
      close();
      focusSection("keys");
      await queries.invalidateQueries({ queryKey: keysKey });
    },
  });
  return (
    <>
      <ActionIcon ref={button} onClick={ask} aria-label={t`Forget ${name}`} title={t`Forget`}>
        <IconTrash size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
      <Confirm
        key={times}
        isOpen={isOpen}
        onClose={close}
        title={t`Forget this key?`}
        closeLabel={t`Close`}
        keep={t`Keep it`}
        act={t`Forget it`}
        acting={t`Forgetting`}
        isStop
        isPending={forget.isPending}
        problem={forget.error ? i18n._(requestProblem(asRefused(forget.error))) : null}
        onAct={() => forget.mutate()}
      >
        <p>
          <b>{name}</b>
        </p>
        <p>
          <Trans>
            New batches can no longer be paid with it. Batches that were started with it keep their
            own copy and go on; to stop those too, delete the key at{" "}
            {companyName(providerKey.vendor)}.
          </Trans>
        </p>
      </Confirm>
    </>
  );
}
