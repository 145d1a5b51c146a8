import { Trans, useLingui } from "@lingui/react/macro";
import { SecretShown } from "./secret-shown.tsx";

/** The one time that the secret of an endpoint is seen. */
export function WebhookSecret(props: { secret: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <SecretShown
      secret={props.secret}
      label={t`Your new secret`}
      warning={
        <Trans>
          It is shown this once and kept encrypted. Whoever has it can write to your program in our
          name: keep it like a password.
        </Trans>
      }
      use={
        <Trans>
          Give it to the program at that address, which verifies with it that a message is ours.
        </Trans>
      }
      onClose={props.onClose}
    />
  );
}
