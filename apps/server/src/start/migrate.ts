import { readConfig } from "../config.ts";
import { openDatabase } from "../wiring.ts";
import { begin } from "./begin.ts";

await begin(
  async (begun) => {
    const { log, close } = begun.logFor("server");
    const database = await openDatabase(begun.config, log, begun.end.stop);
    log.info({}, "The database has the newest schema.");
    await database.stop();
    await close();
  },
  () => readConfig(process.env, "migrate"),
);
