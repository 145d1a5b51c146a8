import type { ModelChange, ModelFacts } from "@bunch/contracts/model-change";
import type { Model } from "@bunch/contracts/model";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import { Choice } from "../../ui/choice.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import dialog from "../../ui/dialog.module.css";
import { Field } from "../../ui/field.tsx";
import { useQuestion } from "../../ui/use-question.ts";
import { ModelFields } from "./model-fields.tsx";
import { ModelProblem } from "./model-problem.tsx";
import classes from "./models.module.css";
import { changeOf, type TypedField, typedModel } from "./typed-model.ts";
import { useModelsClient } from "./use-models-client.ts";
import { useCatalogueChanged } from "./use-undo.ts";

/** Adds a model that this version does not know, as one like another. */
export function AddModel({ models }: { models: readonly Model[] }) {
  const { t } = useLingui();
  const nameOf = useModelName();
  const client = useModelsClient();
  const { button, times, isOpen, ask, close } = useQuestion();
  const first = models.find(({ is_default: isDefault }) => isDefault) ?? models[0];
  const [like, setLike] = useState(first?.id ?? "");
  const found = useQuery({
    queryKey: ["changed-model", like],
    queryFn: () => client.find(like),
    enabled: isOpen,
  });
  const now = found.data?.now;
  return (
    <div className={classes.add}>
      <Button ref={button} onClick={ask}>
        <Trans>Add a model like…</Trans>
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title={t`Add a model`} closeLabel={t`Close`}>
        <div className={dialog.form}>
          <Choice
            label={t`Like`}
            value={like}
            onChange={setLike}
            options={models.map(({ id }) => ({ value: id, text: nameOf(id) }))}
          />
          <ModelProblem error={found.error} />
          {now ? (
            <AddForm
              key={`${times} ${like}`}
              like={like}
              facts={now}
              models={models}
              onClose={close}
            />
          ) : null}
        </div>
      </Dialog>
    </div>
  );
}

function AddForm(props: {
  like: string;
  facts: ModelFacts;
  models: readonly Model[];
  onClose: () => void;
}) {
  const { like, facts, models, onClose } = props;
  const { t } = useLingui();
  const formats = useFormats();
  const client = useModelsClient();
  const changed = useCatalogueChanged();
  const [idId, idAboutId] = [useId(), useId()];
  const [id, setId] = useState("");
  // A new one is not shut down because the one that it is like is, and is called by its own name.
  const fresh: ModelFacts = {
    ...facts,
    name: "",
    status: "live",
    shut_down_on: null,
    successor: null,
    calls: null,
  };
  const [typed, setTyped] = useState(() => typedModel(fresh, !formats.isSignFirst));
  const [wrong, setWrong] = useState<TypedField[]>([]);
  const save = useMutation({
    mutationFn: (change: ModelChange) => client.change(id.trim(), change),
    onSuccess: async () => {
      onClose();
      await changed();
    },
  });
  return (
    <form
      className={dialog.form}
      onSubmit={(event) => {
        event.preventDefault();
        // Beside the model that it is like: what is as there need not be told.
        const read = changeOf(typed, { now: facts, as_it_came: facts, change: null });
        setWrong(read.wrong);
        const calls = typed.calls.trim();
        if (read.wrong.length === 0 && !save.isPending)
          save.mutate({ like, ...read.change, ...(calls !== "" && { calls }) });
      }}
    >
      <div className={dialog.entry}>
        <label htmlFor={idId}>
          <Trans>Id</Trans>
        </label>
        <Field>
          <input
            id={idId}
            required
            pattern="[\w.:\/@+\-]+"
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={idAboutId}
            placeholder={t`as its provider calls it`}
            value={id}
            onChange={(event) => setId(event.target.value)}
          />
        </Field>
        <p id={idAboutId} className={classes.hint}>
          <Trans>Letters, digits and . _ - : / @ + without spaces. It stays for good.</Trans>
        </p>
      </div>
      <ModelFields
        id={id}
        models={models}
        isFree={false}
        typed={typed}
        wrong={wrong}
        onChange={setTyped}
      />
      <ModelProblem error={save.error} />
      <div className={dialog.choices}>
        <Button onClick={onClose}>
          <Trans>Not now</Trans>
        </Button>
        <Button type="submit" variant="go" aria-disabled={save.isPending || undefined}>
          <Trans>Add it</Trans>
        </Button>
      </div>
    </form>
  );
}
