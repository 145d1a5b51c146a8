import { Button } from "@mantine/core";
import { Link } from "react-router";
import { RecordAction, RecordCell, RecordName, RecordRow, Records } from "../records.tsx";
import type { Say, Stories } from "../story.tsx";

function People(props: { say: Say; label: string; kind?: "isLink" | "isDense" }) {
  const { say, kind } = props;
  const [who, spent] = [say("Who", "Qui"), say("Spent", "Dépensé")];
  const name = "marie.with.a.long.name@atelier-du-nord.example";
  return (
    <Records
      label={props.label}
      columns="minmax(0, 2fr) minmax(0, 1fr) 110px"
      heads={[{ text: who }, { text: spent, isEnd: true }, { text: "" }]}
    >
      <RecordRow isLink={kind === "isLink"} isDense={kind === "isDense"}>
        <RecordName under={say("Admin since May", "Admin depuis mai")}>
          {kind === "isLink" ? <Link to="/marie">{name}</Link> : name}
        </RecordName>
        <RecordCell name={spent} isEnd>
          $48.20
        </RecordCell>
        <RecordAction>
          {kind === "isLink" ? null : <Button size="sm">{say("Remove", "Retirer")}</Button>}
        </RecordAction>
      </RecordRow>
      <RecordRow isLink={kind === "isLink"} isDense={kind === "isDense"}>
        <RecordName>{kind === "isLink" ? <Link to="/lucie">lucie</Link> : "lucie"}</RecordName>
        <RecordCell name={spent} isWide>
          $0.00
        </RecordCell>
      </RecordRow>
    </Records>
  );
}

export const stories: Stories = {
  "with what can be done": ({ say }) => <People say={say} label={say("People", "Personnes")} />,
  "each a way": ({ say }) => (
    <People say={say} kind="isLink" label={say("People to open", "Personnes à ouvrir")} />
  ),
  dense: ({ say }) => (
    <People say={say} kind="isDense" label={say("People, close", "Personnes, serrées")} />
  ),
};
