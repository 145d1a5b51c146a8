import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { CreateTokenRequest } from "@bunch/contracts/token";
import { asRefused } from "../../api/as-refused.ts";
import { useClient } from "../../api/client-context.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SecretShown } from "./secret-shown.tsx";
import { TokenForm } from "./token-form.tsx";
import { tokensKey } from "./use-tokens.ts";

/** Asks what a new token is for, makes it, and shows it this once. */
export function TokenDialog(props: { isOpen: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const client = useClient();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: (wish: CreateTokenRequest) => client.createToken(wish),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensKey }),
    // It stands nowhere else: it goes with the dialog.
    gcTime: 0,
  });
  return (
    <Dialog
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={make.data ? t`Copy your token now` : t`New token`}
      closeLabel={t`Close`}
    >
      {make.data ? (
        <SecretShown
          secret={make.data.token}
          label={t`Your new token`}
          warning={
            <Trans>
              It is shown this once and stored nowhere. Whoever has it acts in your name: keep it
              like a password.
            </Trans>
          }
          use={
            <Trans>
              Send it with each request: <code>Authorization: Bearer …</code>
            </Trans>
          }
          onClose={props.onClose}
        />
      ) : (
        <TokenForm
          isPending={make.isPending}
          problem={make.error ? asRefused(make.error) : null}
          onMake={make.mutate}
          onClose={props.onClose}
        />
      )}
    </Dialog>
  );
}
