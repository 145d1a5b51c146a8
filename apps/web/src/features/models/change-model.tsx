import type { ChangedModel, ModelChange, ModelFacts } from "@bunch/contracts/model-change";
import type { Model } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Dialog } from "../../ui/dialog.tsx";
import dialog from "../../ui/dialog.module.css";
import { useQuestion } from "../../ui/use-question.ts";
import { Waiting } from "../../ui/waiting.tsx";
import { ModelFields } from "./model-fields.tsx";
import { ModelProblem } from "./model-problem.tsx";
import classes from "./models.module.css";
import { changeOf, type TypedField, typedModel } from "./typed-model.ts";
import { useModelsClient } from "./use-models-client.ts";
import { useCatalogueChanged, useUndo } from "./use-undo.ts";

/** Changes a model, or takes back what was changed of it. */
export function ChangeModel({ model, models }: { model: Model; models: readonly Model[] }) {
  const { t } = useLingui();
  const nameOf = useModelName();
  const client = useModelsClient();
  const { button, times, isOpen, ask, close } = useQuestion();
  const name = nameOf(model.id);
  const found = useQuery({
    queryKey: ["changed-model", model.id],
    queryFn: () => client.find(model.id),
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
  });
  const now = found.data?.now;
  return (
    <>
      <Button ref={button} className={classes.change} size="sm" onClick={ask}>
        <Trans>
          Change<span className="unseen"> {name}</span>
        </Trans>
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title={name} closeLabel={t`Close`}>
        {found.data && now && !found.isFetching ? (
          <ChangeForm
            key={times}
            found={{ ...found.data, now }}
            model={model}
            models={models}
            onClose={close}
          />
        ) : found.error ? (
          <ModelProblem error={found.error} />
        ) : (
          <Waiting>
            <Trans>Looking up what was changed</Trans>
          </Waiting>
        )}
      </Dialog>
    </>
  );
}

function ChangeForm(props: {
  found: ChangedModel & { now: ModelFacts };
  model: Model;
  models: readonly Model[];
  onClose: () => void;
}) {
  const { found, model, onClose } = props;
  const formats = useFormats();
  const client = useModelsClient();
  const changed = useCatalogueChanged();
  const [typed, setTyped] = useState(() => typedModel(found.now, !formats.isSignFirst));
  const [wrong, setWrong] = useState<TypedField[]>([]);
  const save = useMutation({
    mutationFn: (change: ModelChange) => client.change(model.id, change),
    onSuccess: async () => {
      onClose();
      await changed();
    },
  });
  const undo = useUndo(onClose);
  const day = found.changed_at === null ? "" : formats.shortMoment(found.changed_at);
  const isAdded = found.as_it_came === null;
  const isPending = save.isPending || undo.isPending;
  return (
    <form
      className={dialog.form}
      onSubmit={(event) => {
        event.preventDefault();
        const read = changeOf(typed, found);
        setWrong(read.wrong);
        if (read.wrong.length > 0 || isPending) return;
        if (Object.keys(read.change).length > 0) save.mutate(read.change);
        else if (found.change) undo.mutate(model.id);
        else onClose();
      }}
    >
      {found.change ? (
        <p className={classes.hint}>
          {isAdded ? (
            <Trans>Added here, last changed {day}.</Trans>
          ) : (
            <Trans>Changed here {day}.</Trans>
          )}
        </p>
      ) : null}
      <ModelFields
        id={model.id}
        models={props.models}
        isFree={model.simulated}
        typed={typed}
        wrong={wrong}
        onChange={setTyped}
      />
      <ModelProblem error={save.error ?? undo.error} />
      <div className={dialog.choices}>
        {found.change ? (
          <Button
            className={classes.undo}
            variant={isAdded ? "stop" : "default"}
            aria-disabled={isPending || undefined}
            onClick={() => isPending || undo.mutate(model.id)}
          >
            {isAdded ? <Trans>Remove this model</Trans> : <Trans>Undo change</Trans>}
          </Button>
        ) : null}
        <Button onClick={onClose}>
          <Trans>Not now</Trans>
        </Button>
        <Button type="submit" variant="go" aria-disabled={isPending || undefined}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  );
}
