import type { LimitName, Limits } from "@bunch/contracts/limit";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asRefused } from "../../api/as-refused.ts";
import { requestProblem } from "../../language/request-problem.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Refusal } from "../../ui/refusal.tsx";
import { Section } from "../../ui/section.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import classes from "./admin.module.css";
import { LimitFields } from "./limit-fields.tsx";
import { readLimits, typedLimits } from "./read-limits.ts";
import { useAdminClient } from "./use-admin-client.ts";
import { SaveLimits } from "./save-limits.tsx";

const key = ["admin", "limits"] as const;

/** The limits of whoever has none of their own. */
export function EverybodysLimits() {
  const { i18n, t } = useLingui();
  const admin = useAdminClient();
  const limits = useQuery({ queryKey: key, queryFn: () => admin.everybodysLimits() });
  if (limits.isPending)
    return (
      <Waiting>
        <Trans>Looking up the limits</Trans>
      </Waiting>
    );
  if (!limits.data)
    return (
      <Refusal
        words={i18n._(requestProblem(asRefused(limits.error)))}
        onAgain={() => void limits.refetch()}
      />
    );
  return (
    <Section
      id="everybody"
      title={t`For everybody`}
      about={
        <Trans>
          They hold for whoever has no limits of their own. Days and months are those of UTC. An
          empty field is no limit.
        </Trans>
      }
    >
      <LimitsForm limits={limits.data} />
    </Section>
  );
}

function LimitsForm({ limits }: { limits: Limits }) {
  const admin = useAdminClient();
  const queries = useQueryClient();
  const formats = useFormats();
  const [typed, setTyped] = useState(() => typedLimits(limits, !formats.isSignFirst));
  const [wrong, setWrong] = useState<LimitName[]>([]);
  const save = useMutation({
    mutationFn: (wish: Limits) => admin.setEverybodysLimits(wish),
    onSuccess: (held) => {
      queries.setQueryData(key, held);
      void queries.invalidateQueries({ queryKey: ["limits"] });
      void queries.invalidateQueries({ queryKey: ["admin", "user"] });
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const read = readLimits(typed);
        setWrong(read.wrong);
        if (read.wrong.length === 0 && !save.isPending) save.mutate(read.limits);
      }}
    >
      <LimitFields
        typed={typed}
        wrong={wrong}
        onChange={(next) => {
          setTyped(next);
          save.reset();
        }}
      />
      <SaveLimits save={save} />
    </form>
  );
}
