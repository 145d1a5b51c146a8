import { Button } from "@mantine/core";
import { PageFrame } from "../page-frame.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = {
  "with everything": ({ say }) => (
    <PageFrame
      above={<a href="#above">{say("All batches", "Tous les lots")}</a>}
      heading={<h1>{say("Autumn catalogue", "Catalogue d’automne")}</h1>}
      sub={say("12 pictures · 29 November", "12 images · 29 novembre")}
      actions={
        <>
          <Button>{say("Run again", "Relancer")}</Button>
          <Button variant="go">{say("Download all", "Tout télécharger")}</Button>
        </>
      }
    >
      <p>{say("What the page is about.", "Le contenu de la page.")}</p>
    </PageFrame>
  ),
  "heading alone": ({ say }) => (
    <PageFrame heading={<h1>{say("Settings", "Réglages")}</h1>}>
      <p>{say("What the page is about.", "Le contenu de la page.")}</p>
    </PageFrame>
  ),
};
