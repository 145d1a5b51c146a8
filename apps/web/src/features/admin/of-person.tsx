import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import classes from "./admin.module.css";
import { personName } from "./person-name.ts";
import { useUser } from "./use-user.ts";

/** Says that a list is one person's alone, and leads back to everybody's. */
export function OfPerson(props: { id: string; onAll: () => void }) {
  const { t } = useLingui();
  const user = useUser(props.id);
  const name = personName(user.data ?? { id: props.id, email: null });
  return (
    <span className={classes.of}>
      <Trans>Only {name}</Trans>
      <ActionIcon aria-label={t`Show everybody’s`} onClick={props.onAll}>
        <IconX size={16} stroke={1.8} aria-hidden />
      </ActionIcon>
    </span>
  );
}
