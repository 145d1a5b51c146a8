import { openDatabase } from "../wiring/database.ts";
import { begin } from "./begin.ts";

await begin(async (begun, opened) => {
  const { log } = begun.logFor("server");
  const database = await openDatabase(begun.config, log, begun.end.stop);
  opened.defer(() => database.stop());
  log.info({}, "The database has the newest schema.");
}, "migrate");
