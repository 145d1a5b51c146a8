import type { Page } from "playwright-core";
import type { Shifts } from "../shifts.ts";
import type { Say } from "../words.ts";
import type { Person } from "./stage/people.ts";
import type { Stage } from "./stage/start-stage.ts";

/** Who looks at a page: one of these people, somebody who has not signed in, or whoever is at a server without sign-in. */
export type Viewer = Person | "a stranger" | "the owner";

/** A page that is on its way to a state. */
export type Visit = {
  page: Page;
  stage: Stage;
  /** The language of what people wrote: prompts and names. */
  language: "en" | "fr";
  say: Say;
  /** The address of the server it looks at. */
  url: string;
  /** Waits for an answer or news, which push what is below them down when they come. */
  makeRoom: Shifts["makeRoom"];
};

/** A face of the web app that people may see, and the way to it. */
export type State = {
  /** As its picture and its test are called. */
  name: string;
  viewer: Viewer;
  /** What the browser's console may say on the way, where the state is about something that is refused. */
  refusal?: RegExp;
  come: (visit: Visit) => Promise<void>;
};
