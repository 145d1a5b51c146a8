import { Plural, Trans } from "@lingui/react/macro";
import { useLingui } from "@lingui/react";
import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useFormats } from "../../language/use-formats.ts";
import { obstacleWords } from "./obstacle-words.ts";
import type { Obstacle } from "./readiness.ts";
import type { PriceTold } from "./use-estimate.ts";
import classes from "./price-bar.module.css";

/** Sticks to the foot of Configure: how many pictures, about how much, why it waits, and the way on. */
export function PriceBar(props: {
  price: PriceTold;
  prompts: number;
  variations: number;
  /** How many models draw each. */
  models: number;
  isFree: boolean;
  obstacle: Obstacle | null;
  onReview: () => void;
}) {
  const { i18n } = useLingui();
  const formats = useFormats();
  const { price, prompts, variations, obstacle } = props;
  const total = formats.total(price.likely);
  const each = formats.each(price.each);
  return (
    <div className={classes.foot}>
      <div className={classes.inside}>
        <div className={classes.sum}>
          <b>
            <Plural value={price.images} one="# picture" other="# pictures" />
            {price.images === 0 ? null : (
              <>
                {" · "}
                {props.isFree ? <Trans>free</Trans> : <Trans>about {total}</Trans>}
              </>
            )}
          </b>
          <span className={classes.why} role="status">
            {obstacle ? (
              i18n._(obstacleWords(obstacle))
            ) : (
              <>
                <Plural value={prompts} one="# prompt" other="# prompts" />
                {" × "}
                <Plural value={variations} one="# picture" other="# pictures" />
                {props.models > 1 ? (
                  <>
                    {" × "}
                    <Plural value={props.models} one="# model" other="# models" />
                  </>
                ) : null}
                .{" "}
                {props.isFree ? null : (
                  <span className={classes.wide}>
                    <Trans>Nothing is charged before you start.</Trans>
                  </span>
                )}
              </>
            )}
            {obstacle === "no_prompts" && !props.isFree ? (
              <span className={classes.wide}>
                {" "}
                <Trans>One picture costs about {each}.</Trans>
              </span>
            ) : null}
          </span>
        </div>
        <Button
          variant={obstacle ? "default" : "go"}
          aria-disabled={obstacle ? true : undefined}
          rightSection={<IconArrowRight size={20} stroke={1.6} aria-hidden />}
          onClick={props.onReview}
        >
          {price.images === 0 ? (
            <Trans>Review</Trans>
          ) : (
            <Plural value={price.images} one="Review # image" other="Review # images" />
          )}
        </Button>
      </div>
    </div>
  );
}
