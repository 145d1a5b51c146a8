import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconAt, IconLock, IconMailForward } from "@tabler/icons-react";
import { useId, useState } from "react";
import card from "../../ui/card.module.css";
import { Field } from "../../ui/field.tsx";
import { Heading } from "../../ui/heading.tsx";
import { Note } from "../../ui/note.tsx";
import { TextButton } from "../../ui/text-button.tsx";
import type { Session } from "./session.ts";
import { signInProblem } from "./sign-in-problem.ts";
import classes from "./sign-in.module.css";
import { providerNames, useProviders } from "./use-providers.ts";
import { useSignIn } from "./use-sign-in.ts";

/** Who are you: a link by e-mail, a password, or an account elsewhere. */
export function SignIn(props: { session: Session }) {
  const { t, i18n } = useLingui();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [hasPassword, setHasPassword] = useState(false);
  const [emailId, passwordId, troubleId] = [useId(), useId(), useId()];
  const providers = useProviders(props.session);
  const { isBusy, sentTo, trouble, ...ways } = useSignIn(props.session);
  const problem = trouble && signInProblem(trouble.code);

  if (sentTo !== null)
    return (
      <section className={`${card.card} ${classes.card}`}>
        <Heading title={t`Sign in`}>{t`Check your e-mail`}</Heading>
        <p>
          <Trans>
            A link is on its way to <strong>{sentTo}</strong>. Open it in this browser: it signs you
            in, once, within the hour.
          </Trans>
        </p>
        <p className="quiet">
          <Trans>Nothing there after a minute? Look in the spam folder.</Trans>
        </p>
        <TextButton onClick={ways.again}>
          <Trans>Send it again, or to another address</Trans>
        </TextButton>
      </section>
    );

  return (
    <section className={`${card.card} ${classes.card}`}>
      <Heading title={t`Sign in`}>{t`Sign in`}</Heading>
      <p className={classes.lead}>
        <Trans>Your batches, pictures and keys are yours alone.</Trans>
      </p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isBusy) return;
          if (hasPassword) void ways.withPassword(email.trim(), password);
          else void ways.sendLink(email.trim());
        }}
      >
        <label htmlFor={emailId}>
          <Trans>E-mail address</Trans>
        </label>
        <Field isWrong={problem !== null && problem.at !== null}>
          <IconAt size={16} stroke={1.8} aria-hidden />
          <input
            id={emailId}
            type="email"
            required
            autoComplete="username"
            aria-describedby={problem ? troubleId : undefined}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Field>
        {hasPassword ? (
          <>
            <label htmlFor={passwordId}>
              <Trans>Password</Trans>
            </label>
            <Field isWrong={problem?.at === "both"}>
              <IconLock size={16} stroke={1.8} aria-hidden />
              <input
                id={passwordId}
                type="password"
                required
                autoComplete="current-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            </Field>
          </>
        ) : null}
        {problem ? (
          <div id={troubleId}>
            <Note kind="problem" role="alert">
              {i18n._(problem.words)}
            </Note>
          </div>
        ) : null}
        <Button
          type="submit"
          variant="go"
          aria-disabled={isBusy || undefined}
          leftSection={
            hasPassword ? undefined : <IconMailForward size={20} stroke={1.6} aria-hidden />
          }
        >
          {hasPassword ? <Trans>Sign in</Trans> : <Trans>Send me a link</Trans>}
        </Button>
      </form>
      <TextButton onClick={() => setHasPassword(!hasPassword)}>
        {hasPassword ? <Trans>Send me a link instead</Trans> : <Trans>I have a password</Trans>}
      </TextButton>
      {/* Last, as it is known last: what is being filled in stays where it is. */}
      {providers.length > 0 ? (
        <>
          <p className={classes.or}>
            <Trans>or</Trans>
          </p>
          <div className={classes.providers}>
            {providers.map((provider) => {
              const name = providerNames[provider];
              return (
                <Button
                  key={provider}
                  aria-disabled={isBusy || undefined}
                  onClick={() => void ways.withProvider(provider)}
                >
                  <Trans>Continue with {name}</Trans>
                </Button>
              );
            })}
          </div>
        </>
      ) : null}
    </section>
  );
}
