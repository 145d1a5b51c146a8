import type { RequestRefused } from "@bunch/contracts/client";
import type { CreateTokenRequest, TokenScope } from "@bunch/contracts/token";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { requestProblem } from "../../language/request-problem.ts";
import { Choice } from "../../ui/choice.tsx";
import dialog from "../../ui/dialog.module.css";
import { Field } from "../../ui/field.tsx";
import classes from "./account.module.css";

type Lifetime = "30" | "90" | "365" | "never";

/** What a new token is called, what it may do, and for how long. */
export function TokenForm(props: {
  isPending: boolean;
  problem: RequestRefused | null;
  onMake: (wish: CreateTokenRequest) => void;
  onClose: () => void;
}) {
  const { i18n, t } = useLingui();
  const nameId = useId();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("run");
  const [lifetime, setLifetime] = useState<Lifetime>("90");
  return (
    <form
      className={dialog.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (props.isPending) return;
        const days = lifetime === "never" ? {} : { expires_in_days: Number(lifetime) };
        props.onMake({ name: name.trim(), scope, ...days });
      }}
    >
      <div className={dialog.entry}>
        <label htmlFor={nameId}>
          <Trans>Name</Trans>
        </label>
        <Field>
          <input
            id={nameId}
            data-autofocus
            required
            pattern=".*\S.*"
            maxLength={80}
            autoComplete="off"
            placeholder={t`What uses it, as “nightly catalogue”`}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </div>
      <fieldset className={dialog.entry}>
        <legend>
          <Trans>What it may do</Trans>
        </legend>
        <div className={classes.scopes}>
          <Scope value="run" chosen={scope} onChoose={setScope} name={t`Look, start and pay`}>
            <Trans>All that you may do, but for tokens. What it starts is charged as yours.</Trans>
          </Scope>
          <Scope value="read" chosen={scope} onChoose={setScope} name={t`Look only`}>
            <Trans>Sees your batches and fetches pictures; changes nothing, costs nothing.</Trans>
          </Scope>
        </div>
      </fieldset>
      <Choice<Lifetime>
        label={t`How long it works`}
        value={lifetime}
        onChange={setLifetime}
        options={[
          { value: "30", text: t`30 days` },
          { value: "90", text: t`90 days` },
          { value: "365", text: t`One year` },
          { value: "never", text: t`Until you revoke it` },
        ]}
      />
      {props.problem ? (
        <p className={dialog.error} role="alert">
          {i18n._(requestProblem(props.problem))}
        </p>
      ) : null}
      <div className={dialog.choices}>
        <Button onClick={props.onClose}>
          <Trans>Not now</Trans>
        </Button>
        <Button type="submit" variant="go" aria-disabled={props.isPending || undefined}>
          <Trans>Make the token</Trans>
        </Button>
      </div>
    </form>
  );
}

function Scope(props: {
  value: TokenScope;
  chosen: TokenScope;
  onChoose: (scope: TokenScope) => void;
  name: string;
  children: React.ReactNode;
}) {
  return (
    <label>
      <input
        type="radio"
        name="scope"
        checked={props.value === props.chosen}
        onChange={() => props.onChoose(props.value)}
      />
      <b>{props.name}</b>
      <small>{props.children}</small>
    </label>
  );
}
