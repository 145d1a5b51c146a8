import { type PromptEntry, wordsOf } from "@bunch/contracts/prompt-row";
import { useModelName } from "../../api/use-model-name.ts";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { vendorName } from "../../language/vendor-name.ts";
import { doubtWords } from "./doubt-words.ts";
import { lastFour } from "./key-store.ts";
import type { Payer } from "./payer.ts";
import { useOwnWords } from "./own-words.tsx";
import type { Reference } from "./reference-store.ts";
import classes from "./review.module.css";
import type { Settings } from "./settings.ts";

const firstShown = 4;

/** What was configured, row by row, each with a way back to change it. */
export function ReviewRows(props: {
  prompts: PromptEntry[];
  references: Reference[];
  settings: Settings;
  payer: Payer;
  /** Where the key is given, if it is not yet. */
  keySection: ReactNode;
}) {
  const { prompts, references, settings } = props;
  const { model, aspectRatio, imageSize, pixels, variations } = settings;
  const nameOf = useModelName();
  const { i18n } = useLingui();
  const ownWords = useOwnWords();
  const own = prompts.filter((prompt) => typeof prompt !== "string").length;
  // Each costs as much as its first.
  const repeated = prompts.length - new Set(prompts.map((one) => JSON.stringify(one))).size;
  const rest = prompts.length - firstShown;
  return (
    <dl className={classes.rows}>
      <Row label={<Trans>Prompts</Trans>}>
        <p>
          {variations === 1 ? (
            <Plural value={prompts.length} one="#, drawn once" other="#, each drawn once" />
          ) : (
            <Plural
              value={prompts.length}
              one={<Trans>#, drawn {variations} times</Trans>}
              other={<Trans>#, each drawn {variations} times</Trans>}
            />
          )}
        </p>
        {repeated > 0 ? (
          <p className="muted small">
            <Plural value={repeated} one="# repeated" other="# repeated" />
          </p>
        ) : null}
        {own > 0 ? (
          <p className="muted small">
            <Plural
              value={own}
              one="# with settings of its own"
              other="# with settings of their own"
            />
          </p>
        ) : null}
        <ol className={classes.first}>
          {prompts.slice(0, firstShown).map((prompt, index) => (
            // A prompt is its place.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <span className="tabular">{index + 1}</span>
              <span title={wordsOf(prompt)}>
                {wordsOf(prompt)}
                {typeof prompt === "string" ? null : (
                  <span className={classes.own}>{ownWords(prompt)}</span>
                )}
              </span>
            </li>
          ))}
          {rest > 0 ? (
            <li>
              <span />
              <span>
                <Plural value={rest} one="and # more" other="and # more" />
              </span>
            </li>
          ) : null}
        </ol>
      </Row>
      <Row label={<Trans>References</Trans>}>
        {references.length === 0 ? (
          <span className="muted">
            <Trans>none</Trans>
          </span>
        ) : (
          <div className={classes.thumbs}>
            {references.map((reference) => (
              <img key={reference.id} src={reference.previewUrl} alt={reference.name} />
            ))}
            <span>
              <Plural
                value={references.length}
                one="# picture, sent with each prompt"
                other="# pictures, sent with each prompt"
              />
            </span>
          </div>
        )}
      </Row>
      <Row label={<Trans>Model</Trans>}>
        {nameOf(model.id)}
        {model.status === "shut_down" ? (
          <p className={classes.warn}>
            <Trans>Google has shut this model down. Only a proxy may still serve it.</Trans>
          </p>
        ) : null}
      </Row>
      <Row label={<Trans>Shape and size</Trans>}>
        <span className="tabular">
          {aspectRatio}, {imageSize}{" "}
          {pixels ? (
            <span className="quiet unbroken">
              ({pixels[0]} × {pixels[1]} px)
            </span>
          ) : null}
        </span>
      </Row>
      {model.simulated ? null : (
        <Row label={<Trans>If an answer is lost</Trans>}>
          {i18n._(doubtWords(settings.onDoubt).short)}
        </Row>
      )}
      <Row label={<Trans>Charged to</Trans>}>
        <ChargedTo payer={props.payer} keySection={props.keySection} />
      </Row>
    </dl>
  );
}

function Row(props: { label: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
      <dd className={classes.change}>
        <Link to={addresses.configure}>
          <Trans>Change</Trans>
          <span className="unseen">
            {": "}
            {props.label}
          </span>
        </Link>
      </dd>
    </div>
  );
}

function ChargedTo({ payer, keySection }: { payer: Payer; keySection: ReactNode }) {
  const [isChoosing, setIsChoosing] = useState(false);
  if (payer.by === "gone" && !isChoosing) setIsChoosing(true);
  // The list stays once it is there: it must not vanish under an arrow key.
  if (isChoosing) return keySection;
  if (payer.by === "nobody") return <Trans>nobody: the simulator is free</Trans>;
  if (payer.by === "server") return <Trans>the server’s own key</Trans>;
  if (payer.by === "remembered") {
    const name = payer.key.name ?? vendorName(payer.key.vendor);
    const last = payer.key.last_four === null ? "" : `•••• ${payer.key.last_four}`;
    return (
      <span className="tabular">
        <Trans>
          your remembered key {name} {last}
        </Trans>
      </span>
    );
  }
  if (payer.by === "typed" && (payer.key.state === "works" || payer.key.state === "unreachable")) {
    const last = lastFour(payer.key.key);
    return (
      <span className="tabular">
        <Trans>your Gemini key •••• {last}</Trans>
      </span>
    );
  }
  return (
    <>
      {payer.by === "typed" && payer.key.state === "none" ? (
        <p className={classes.again}>
          <Trans>The key is not kept across a reload. Give it once more.</Trans>
        </p>
      ) : null}
      {keySection}
    </>
  );
}
