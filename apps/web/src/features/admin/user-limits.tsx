import type { AdminUserDetails } from "@bunch/contracts/admin";
import type { LimitName, Limits } from "@bunch/contracts/limit";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useFormats } from "../../language/use-formats.ts";
import { Section } from "../../ui/section.tsx";
import classes from "./admin.module.css";
import { LimitFields } from "./limit-fields.tsx";
import { readLimits, type TypedLimits, typedLimits } from "./read-limits.ts";
import { useUserChanged } from "./use-user.ts";
import { useAdminClient } from "./use-admin-client.ts";
import { SaveLimits } from "./save-limits.tsx";

/** Whether the limits for everybody hold for a person, or limits of their own. */
export function UserLimits({ user }: { user: AdminUserDetails }) {
  const { t } = useLingui();
  const admin = useAdminClient();
  const formats = useFormats();
  const changed = useUserChanged();
  const radios = useId();
  const [isOwn, setIsOwn] = useState(user.limits !== null);
  const [typed, setTyped] = useState(() =>
    typedLimits(user.limits ?? limitsOfUse(user), !formats.isSignFirst),
  );
  const [wrong, setWrong] = useState<LimitName[]>([]);
  const save = useMutation({
    mutationFn: (limits: Limits | null) =>
      limits === null ? admin.clearUserLimits(user.id) : admin.setUserLimits(user.id, limits),
    onSuccess: changed,
  });
  const choose = (own: boolean) => {
    setIsOwn(own);
    save.reset();
  };
  const retype = (next: TypedLimits) => {
    setTyped(next);
    save.reset();
  };
  return (
    <Section
      id="limits"
      title={t`Limits`}
      about={<Trans>They hold from the next request on; batches that run go on.</Trans>}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          const read = readLimits(typed);
          setWrong(isOwn ? read.wrong : []);
          if (save.isPending || (isOwn && read.wrong.length > 0)) return;
          save.mutate(isOwn ? read.limits : null);
        }}
      >
        <div className={classes.whose} role="radiogroup" aria-label={t`Which limits hold`}>
          <label>
            <input type="radio" name={radios} checked={!isOwn} onChange={() => choose(false)} />
            <Trans>Those of everybody</Trans>
          </label>
          <label>
            <input type="radio" name={radios} checked={isOwn} onChange={() => choose(true)} />
            <Trans>Limits of their own</Trans>
          </label>
        </div>
        {isOwn ? <LimitFields typed={typed} wrong={wrong} onChange={retype} /> : null}
        <SaveLimits save={save} />
      </form>
    </Section>
  );
}

/** Whoever gives somebody limits of their own begins with those that hold now. */
function limitsOfUse({ use }: AdminUserDetails): Limits {
  return {
    requests_a_minute: use.requests_a_minute.limit,
    executions_a_day: use.executions_a_day.limit,
    pictures_a_day: use.pictures_a_day.limit,
    money_a_month: use.money_a_month.limit,
  };
}
