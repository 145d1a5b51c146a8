import { goneOf, insteadOf } from "@bunch/contracts/gone-model";
import type { Model } from "@bunch/contracts/model";
import { type PromptEntry, wordsOf } from "@bunch/contracts/prompt-row";
import { useModelName } from "../../api/use-model-name.ts";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { vendorName } from "../../language/vendor-name.ts";
import { doubtWords } from "./doubt-words.ts";
import { lastFour } from "./key-store.ts";
import { GoneNote } from "../../models/gone-note.tsx";
import { missingFor, type Payer } from "./payer.ts";
import { VendorKey } from "./payer-sections.tsx";
import { useOwnWords } from "./own-words.tsx";
import type { Reference } from "./reference-store.ts";
import classes from "./review.module.css";
import { eachPrice, type Settings, settingsWith } from "./settings.ts";
import type { Keys, VendorPayer } from "./use-batch-draft.ts";

const firstShown = 4;

/** What was configured, row by row, each with a way back to change it. */
export function ReviewRows(props: {
  prompts: PromptEntry[];
  references: Reference[];
  settings: Settings;
  payers: readonly VendorPayer[];
  keys: Keys;
  known: Model[];
  /** Takes another model in the place of one that is gone. */
  onSwap: (gone: string, instead: string) => void;
}) {
  const { prompts, references, settings } = props;
  const { models, aspectRatio, imageSize, pixels, variations } = settings;
  const nameOf = useModelName();
  const missing = props.payers.flatMap(({ payer }) => missingFor(payer));
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
        {models.map((one) => (
          <p key={one.id}>{nameOf(one.id)}</p>
        ))}
        {models.map((one) => {
          const gone = goneOf(one, { missing });
          if (!gone) return null;
          const instead = insteadOf(one, props.known, missing);
          return (
            <div key={one.id} className={classes.gone}>
              <GoneNote
                model={one}
                gone={gone}
                instead={
                  instead
                    ? {
                        model: instead,
                        name: nameOf(instead.id),
                        price: eachPrice(settingsWith(settings, instead), references.length),
                      }
                    : null
                }
                onTake={(id) => props.onSwap(one.id, id)}
              />
            </div>
          );
        })}
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
      {settings.seed === null ? null : (
        <Row label={<Trans>Seed</Trans>}>
          <span className="tabular">{settings.seed}</span>
        </Row>
      )}
      {settings.isFree ? null : (
        <Row label={<Trans>If an answer is lost</Trans>}>
          {i18n._(doubtWords(settings.onDoubt).short)}
        </Row>
      )}
      <Row label={<Trans>Charged to</Trans>}>
        {props.payers.map((one, place) => (
          <div key={one.model.vendor} className={classes.payer}>
            <ChargedTo payer={one.payer} vendor={one.model.vendor}>
              <VendorKey {...one} keys={props.keys} place={place} />
            </ChargedTo>
          </div>
        ))}
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

function ChargedTo(props: {
  payer: Payer;
  vendor: string;
  /** Where the key is given. */
  children: ReactNode;
}) {
  const { payer, children: keySection } = props;
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
    const name = vendorName(props.vendor);
    return (
      <span className="tabular">
        {props.vendor === "gemini" ? (
          <Trans>your Gemini key •••• {last}</Trans>
        ) : (
          <Trans>
            your {name} key •••• {last}
          </Trans>
        )}
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
