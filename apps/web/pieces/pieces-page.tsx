import type { Story } from "../src/ui/story.tsx";
import { allStories } from "./all-stories.ts";
import classes from "./pieces-page.module.css";
import { addressOf, languages, sayIn, type Shown } from "./shown.ts";

/** All pieces in all their states, or one story alone. */
export function PiecesPage({ shown }: { shown: Shown }) {
  if (shown.story !== null) return <OneStory shown={shown} />;
  return (
    <main className={classes.page}>
      <h1>Pieces</h1>
      <Looks shown={shown} />
      {allStories.map(({ piece, stories, overPage }) => (
        <section key={piece} aria-label={piece} className={classes.piece}>
          <h2>{piece}</h2>
          <div className={classes.stories}>
            {Object.entries(stories).map(([name, story]) => {
              const address = `${piece}/${name}`;
              return (
                <div key={name} className={classes.story}>
                  <p className="small muted">
                    <a href={addressOf({ ...shown, story: address })}>{name}</a>
                  </p>
                  {overPage ? null : <Drawn address={address} story={story} shown={shown} />}
                </div>
              );
            })}
          </div>
        </section>
      ))}
    </main>
  );
}

function OneStory({ shown }: { shown: Shown }) {
  const [piece = "", name = ""] = shown.story?.split("/") ?? [];
  const story = allStories.find((one) => one.piece === piece)?.stories[name];
  return (
    <main className={classes.page}>
      <h1 className="unseen">{shown.story}</h1>
      <p>
        <a href={addressOf({ ...shown, story: null })}>All pieces</a>
      </p>
      {story ? (
        <Drawn address={shown.story ?? ""} story={story} shown={shown} />
      ) : (
        <p>There is no such story.</p>
      )}
    </main>
  );
}

function Drawn(props: { address: string; story: Story; shown: Shown }) {
  const Story = props.story;
  return (
    <div data-story={props.address}>
      <Story say={sayIn(props.shown.language)} />
    </div>
  );
}

function Looks({ shown }: { shown: Shown }) {
  return (
    <nav className={classes.looks} aria-label="Looks">
      {Object.entries(languages).map(([language, name]) => (
        <a
          key={language}
          href={addressOf({ ...shown, language: language as Shown["language"] })}
          aria-current={language === shown.language || undefined}
        >
          {name}
        </a>
      ))}
      {(["light", "dark"] as const).map((scheme) => (
        <a
          key={scheme}
          href={addressOf({ ...shown, scheme })}
          aria-current={scheme === shown.scheme || undefined}
        >
          {scheme}
        </a>
      ))}
    </nav>
  );
}
