import type { AdminUserDetails } from "@bunch/contracts/admin";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Section } from "../../ui/section.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import { personName } from "./person-name.ts";
import { useUserChanged } from "./use-user.ts";
import { useAdminClient } from "./use-admin-client.ts";

/** Makes somebody an admin or no longer one, after a question that says what that means. */
export function RoleSection({ user }: { user: AdminUserDetails }) {
  const { i18n, t } = useLingui();
  const admin = useAdminClient();
  const changed = useUserChanged();
  const { button, times, isOpen, ask, close } = useQuestion();
  const name = personName(user);
  // What was asked stays the question, also while it closes over the answer.
  const [isTaking, setIsTaking] = useState(user.is_admin);
  const change = useMutation({
    mutationFn: () => admin.changeRole(user.id, !isTaking),
    onSuccess: (after) => {
      close();
      changed(after);
    },
  });
  const refused = change.error ? asRefused(change.error) : null;
  return (
    <Section
      id="role"
      title={t`Administration`}
      about={
        user.is_admin ? (
          <Trans>{name} is an admin: sees everybody’s batches, sets limits and names admins.</Trans>
        ) : (
          <Trans>{name} is not an admin: sees only their own batches.</Trans>
        )
      }
      action={
        <Button
          ref={button}
          onClick={() => {
            setIsTaking(user.is_admin);
            change.reset();
            ask();
          }}
          variant={user.is_admin ? "stop" : "default"}
        >
          {user.is_admin ? <Trans>Remove as admin</Trans> : <Trans>Make admin</Trans>}
        </Button>
      }
    >
      <Confirm
        key={times}
        isOpen={isOpen}
        onClose={close}
        title={isTaking ? t`No longer an admin?` : t`Make an admin?`}
        closeLabel={t`Close`}
        keep={t`Leave it`}
        act={isTaking ? t`Remove as admin` : t`Make admin`}
        acting={t`Changing`}
        isStop={isTaking}
        isPending={change.isPending}
        problem={
          refused === null
            ? null
            : refused.error.code === "wrong_state"
              ? t`Somebody has to remain an admin. Make another one first.`
              : i18n._(requestProblem(refused))
        }
        onAct={() => change.mutate()}
      >
        <p>
          {isTaking ? (
            <Trans>{name} will see only their own batches, from the next request on.</Trans>
          ) : (
            <Trans>
              {name} will see everybody’s batches and prompts, and may set limits and make others
              admins, you included.
            </Trans>
          )}
        </p>
      </Confirm>
    </Section>
  );
}
