import { readFileSync } from "node:fs";
import { doubtPolicies } from "@bunch/contracts/doubt";
import { executionStatuses } from "@bunch/contracts/execution";
import { maxSeed } from "@bunch/contracts/picture-seed";
import { Command, CommanderError } from "commander";
import {
  batchCancel,
  batchDelete,
  batchPause,
  batchResume,
  batchRetry,
} from "./commands/batch-change.ts";
import { batchDecide } from "./commands/batch-decide.ts";
import { batchDownload } from "./commands/batch-download.ts";
import { batchList } from "./commands/batch-list.ts";
import { batchRun } from "./commands/batch-run.ts";
import { batchShow } from "./commands/batch-show.ts";
import { batchWatch } from "./commands/batch-watch.ts";
import { modelList } from "./commands/model-list.ts";
import type { CommandContext, GlobalOptions } from "./command-context.ts";
import { CannotGoOn, exitStatus, type ExitStatus } from "./exit-status.ts";
import { type OptionReader, optionReader } from "./read-options.ts";
import { displayWidth } from "./terminal/display-width.ts";
import type { Speech } from "./words/speak.ts";

const packageFile = new URL("../package.json", import.meta.url);

/** Reads the command line and runs what it names; wrong use ends as a CannotGoOn of status 2. */
export async function runProgram(
  argv: readonly string[],
  speech: Speech,
  createContext: (options: GlobalOptions) => CommandContext,
): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.allThere;
  const program = build(speech, (run) => async (given) => {
    const options = optionReader(speech.words, given);
    const context = createContext({
      server: options.text("server"),
      lang: options.text("lang"),
      json: options.flag("json"),
    });
    status = await run(context, options);
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitStatus.allThere;
    if (error.code === "commander.help") return exitStatus.refused;
    throw new CannotGoOn(exitStatus.refused, "usage", usageWords(speech, error));
  }
}

type Run = (context: CommandContext, options: OptionReader) => Promise<ExitStatus>;
type Handler = (given: Record<string, unknown>) => Promise<void>;

function build(speech: Speech, handle: (run: Run) => Handler): Command {
  const { help } = speech;
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const program = new Command("bunch");
  program
    .description(help.program)
    .usage(help.usageOfGroup)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({
      showGlobalOptions: true,
      displayWidth,
      subcommandTerm: (command) => command.name(),
      styleTitle: (title) => titles(speech)[title] ?? title,
      optionTerm: (option) => option.flags,
    })
    .helpOption("-h, --help", help.help)
    .helpCommand(false)
    .version(version, "-V, --version", help.version)
    .option("--server <url>", help.optServer)
    .option("--lang <en|fr>", help.optLang)
    .option("--json", help.optJson)
    .addHelpText("after", `\n${help.exit}\n\n${help.example}`);
  const group = (name: string, description: string) =>
    program.command(name).description(description).helpCommand(false).usage(help.usageOfGroup);

  const batch = group("batch", help.batch);
  const many = (value: string, before: string[] = []) => [...before, value];
  const add = (name: string, description: string) => batch.command(name).description(description);
  const act = (command: Command, run: Run, argument?: string) =>
    command.action(async () => {
      const [first] = command.args;
      await handle(run)({
        ...command.optsWithGlobals(),
        ...(argument ? { [argument]: first } : {}),
      });
    });

  act(
    add("run", help.run)
      .argument("[prompts.txt|.csv|.jsonl|-]", help.argPrompts)
      .option("--prompt <text>", help.optPrompt, many)
      .option("--ref <picture>", help.optRef, many)
      .option("--model <id>", help.optModel, many)
      .option("--ratio <w:h>", help.optRatio)
      .option("--size <size>", help.optSize)
      .option("--variations <n>", help.optVariations)
      .option("--seed <n>", help.optSeed)
      .option("--name <name>", help.optName)
      .option("--max-cost <dollars>", help.optMaxCost)
      .option("--on-doubt <repay|ask|fail>", help.optOnDoubt)
      .option("--out <folder>", `${help.optOut} (pictures/)`)
      .option("--metadata", help.optMetadata)
      .option("--key-file <file>", help.optKeyFile)
      .option("--yes", help.optYes)
      .option("--again", help.optAgain)
      .addHelpText("after", `\n${help.exit}`),
    (context, options) =>
      batchRun(context, {
        file: options.text("file"),
        prompt: options.texts("prompt"),
        ref: options.texts("ref"),
        model: options.texts("model"),
        ratio: options.text("ratio"),
        size: options.text("size"),
        variations: options.whole("variations", 1, 4),
        seed: options.whole("seed", 0, maxSeed),
        name: options.short("name", 200),
        maxCost: options.dollars("maxCost"),
        onDoubt: options.oneOf("onDoubt", doubtPolicies),
        out: options.text("out"),
        keyFile: options.text("keyFile"),
        metadata: options.flag("metadata"),
        yes: options.flag("yes"),
        again: options.flag("again"),
      }),
    "file",
  );
  act(
    add("list", help.list)
      .option("--limit <n>", help.optLimit)
      .option("--status <status>", help.optStatus)
      .option("--search <text>", help.optSearch),
    (context, options) =>
      batchList(context, {
        search: options.text("search"),
        limit: options.whole("limit", 1, 10_000),
        status: options.oneOf("status", executionStatuses),
      }),
  );
  const one = (name: string, description: string) =>
    add(name, description).argument("<id>", help.argId);
  const id = (options: OptionReader) => ({ id: options.text("id") ?? "" });
  const saving = (options: OptionReader) => ({
    out: options.text("out"),
    metadata: options.flag("metadata"),
  });
  act(one("show", help.show), (context, options) => batchShow(context, id(options)), "id");
  act(
    one("watch", help.watch)
      .option("--out <folder>", help.optOut)
      .option("--metadata", help.optMetadata),
    (context, options) => batchWatch(context, { ...id(options), ...saving(options) }),
    "id",
  );
  act(one("cancel", help.cancel), (context, options) => batchCancel(context, id(options)), "id");
  act(one("pause", help.pause), (context, options) => batchPause(context, id(options)), "id");
  act(
    one("resume", help.resume)
      .option("--key-file <file>", help.optKeyFile)
      .option("--max-cost <dollars>", help.optMaxCost),
    (context, options) =>
      batchResume(context, {
        ...id(options),
        keyFile: options.text("keyFile"),
        maxCost: options.dollars("maxCost"),
      }),
    "id",
  );
  act(
    one("retry", help.retry).option("--yes", help.optYes),
    (context, options) => batchRetry(context, { ...id(options), yes: options.flag("yes") }),
    "id",
  );
  act(
    one("decide", help.decide)
      .option("--draw-again", help.optDrawAgain)
      .option("--give-up", help.optGiveUp)
      .option("--yes", help.optYes),
    (context, options) =>
      batchDecide(context, {
        ...id(options),
        drawAgain: options.flag("drawAgain"),
        giveUp: options.flag("giveUp"),
        yes: options.flag("yes"),
      }),
    "id",
  );
  act(
    one("download", help.download)
      .option("--out <folder>", help.optOut)
      .option("--metadata", help.optMetadata),
    (context, options) => batchDownload(context, { ...id(options), ...saving(options) }),
    "id",
  );
  act(
    one("delete", help.remove).option("--yes", help.optYes),
    (context, options) => batchDelete(context, { ...id(options), yes: options.flag("yes") }),
    "id",
  );
  act(group("model", help.model).command("list").description(help.models), modelList);
  return program;
}

function titles({ help }: Speech): Record<string, string> {
  return {
    "Usage:": help.usage,
    "Options:": help.options,
    "Global Options:": help.globalOptions,
    "Commands:": help.commands,
    "Arguments:": help.arguments,
  };
}

const keyOptions = ["--key", "--api-key", "--apikey", "--api_key", "-k"];

function usageWords({ words }: Speech, error: CommanderError): string {
  const { usage } = words;
  // What follows an = may be a secret that was given by mistake.
  const named = (/'([^']*)'/.exec(error.message)?.[1] ?? "").replace(/=.*$/s, "");
  const guess = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1];
  const sentences = [
    sentenceOf(usage, error.code, named),
    ...(guess ? [usage.didYouMean(guess)] : []),
    ...(keyOptions.includes(named) ? [usage.noKeyHere] : []),
    usage.seeHelp("bunch"),
  ];
  return sentences.join(" ");
}

function sentenceOf(usage: Speech["words"]["usage"], code: string, named: string): string {
  switch (code) {
    case "commander.unknownOption":
      return usage.unknownOption(named);
    case "commander.unknownCommand":
      return usage.unknownCommand(named);
    case "commander.missingArgument":
      return usage.missingArgument(named);
    case "commander.optionMissingArgument":
      return usage.missingValue(named);
    default:
      return usage.tooMany;
  }
}
