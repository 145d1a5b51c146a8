import type { RequestRefused } from "@bunch/contracts/client";
import {
  type CreateWebhookRequest,
  type WebhookEvent,
  webhookEvents,
} from "@bunch/contracts/webhook";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { requestProblem } from "../../language/request-problem.ts";
import dialog from "../../ui/dialog.module.css";
import { Field } from "../../ui/field.tsx";
import classes from "./account.module.css";
import { eventChoices } from "./webhook-words.ts";

/** Where to tell, what it is called, and what is told. */
export function WebhookForm(props: {
  isPending: boolean;
  problem: RequestRefused | null;
  onAdd: (wish: CreateWebhookRequest) => void;
  onClose: () => void;
}) {
  const { i18n, t } = useLingui();
  const [urlId, nameId] = [useId(), useId()];
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhookEvents);
  const { problem } = props;
  const turn = (event: WebhookEvent, isChosen: boolean) =>
    setEvents(webhookEvents.filter((one) => (one === event ? isChosen : events.includes(one))));
  return (
    <form
      className={dialog.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (props.isPending || events.length === 0) return;
        const called = name.trim();
        props.onAdd({
          url: url.trim(),
          events: [...events],
          ...(called === "" ? {} : { name: called }),
        });
      }}
    >
      <div className={dialog.entry}>
        <label htmlFor={urlId}>
          <Trans>Address</Trans>
        </label>
        <Field>
          <input
            id={urlId}
            data-autofocus
            required
            type="url"
            inputMode="url"
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
            placeholder={t`Begins with https://`}
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        </Field>
      </div>
      <div className={dialog.entry}>
        <label htmlFor={nameId}>
          <Trans>Name, if you like</Trans>
        </label>
        <Field>
          <input
            id={nameId}
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </div>
      <fieldset className={dialog.entry}>
        <legend>
          <Trans>When it is told</Trans>
        </legend>
        <div className={classes.events}>
          {webhookEvents.map((event) => (
            <label key={event}>
              <input
                type="checkbox"
                checked={events.includes(event)}
                onChange={(change) => turn(event, change.target.checked)}
              />
              {i18n._(eventChoices[event])}
            </label>
          ))}
        </div>
      </fieldset>
      {problem ? <WhyNot problem={problem} /> : null}
      <div className={dialog.choices}>
        <Button onClick={props.onClose}>{t`Not now`}</Button>
        <Button
          type="submit"
          variant="go"
          aria-disabled={props.isPending || events.length === 0 || undefined}
        >
          <Trans>Register it</Trans>
        </Button>
      </div>
    </form>
  );
}

/** Why an address is not called only the server knows, so it is quoted. */
function WhyNot({ problem }: { problem: RequestRefused }) {
  const { i18n } = useLingui();
  const isAddress = problem.error.details?.field === "url";
  return (
    <div role="alert">
      <p className={dialog.error}>
        {isAddress ? (
          <Trans>This address cannot be taken. The server says why:</Trans>
        ) : problem.error.code === "wrong_state" ? (
          <Trans>
            You have as many webhooks as one person may. Delete one that you no longer need.
          </Trans>
        ) : (
          i18n._(requestProblem(problem))
        )}
      </p>
      {isAddress ? (
        <p className={classes.said} lang="en">
          {problem.error.message}
        </p>
      ) : null}
    </div>
  );
}
