import { enLabels } from "./en-labels.ts";
import { enList } from "./en-list.ts";
import { enSet } from "./en-set.ts";
import { enWarns } from "./en-warns.ts";
import type { Formats } from "./formats.ts";

/** Everything the command line says in English; fr.ts has to have the same. Longer things lie in `problems` and `help`. */
export const en = (f: Formats) => {
  const pictures = (n: number) =>
    `${f.number(n)} ${f.plural(n, { one: "picture", other: "pictures" })}`;
  const prompts = (n: number) =>
    `${f.number(n)} ${f.plural(n, { one: "prompt", other: "prompts" })}`;
  return {
    yes: "Yes",
    no: "No",
    free: "free",
    none: "none",
    error: "Error:",
    warning: "Note:",
    about: (amount: string) => `about ${amount}`,

    // The server
    notAnAddress: (given: string) =>
      `"${given}" is no address of a server. Write it like http://localhost:3000.`,
    badPort: (given: string) =>
      `PORT is "${given}", which is no port. Set a number from 1 to 65535.`,
    stranger: (url: string, port: string, isOwn: boolean) =>
      `Something at ${url} answers that is not Bunch.\n${
        isOwn
          ? `Stop it, or let Bunch use another port: PORT=${port} in front of the command, or in .env.`
          : "Give the right address with --server."
      }`,
    silent: (url: string) =>
      `Something at ${url} takes connections and does not answer. See what it is, or give another address with --server.`,
    nobody: (url: string) =>
      `No server answers at ${url}. Start it there, or leave --server and BUNCH_URL out to use the one of this folder.`,
    starting:
      "No server runs yet, so one is started (it ends by itself when nothing is left to do) …",
    started: (url: string) => `The server runs at ${url}`,
    startFailed: (log: string) => `The server did not start. Its words are in ${log}.`,
    startFailedBecause: "The server did not start:",
    startTooSlow: (seconds: number, log: string) =>
      `The server was not ready within ${seconds} seconds. Look at ${log}, then try again.`,
    plainHttp: (host: string) =>
      `The key goes to ${host} without encryption: that address begins with http. Use https if others share the way.`,

    // What is asked for
    noPrompts: "There is no prompt. Give a file, - for the standard input, or --prompt.",
    fileUnreadable: (path: string, why: string) => `${path} cannot be read: ${why}.`,
    notText: (path: string) =>
      `${path} is not text. Give a file with prompts, blank lines between them, a .csv or a .jsonl.`,
    list: enList,
    promptTooLong: (n: number, length: number, most: number) =>
      `Prompt ${f.number(n)} has ${f.number(length)} characters, ${f.number(length - most)} too many. Shorten it.`,
    promptBadSign: (n: number) =>
      `Prompt ${f.number(n)} holds a character that cannot be stored. Type it again.`,
    tooManyPrompts: (n: number, most: number) =>
      `There are ${prompts(n)}; this server takes ${f.number(most)} at once. Leave some out, start two batches, or raise MAX_PROMPTS.`,
    repeated: (n: number) =>
      `${prompts(n)} ${f.plural(n, { one: "is there more than once and is", other: "are there more than once and are" })} drawn each time.`,
    reading: "Reading prompts from the keyboard: blank lines between them, Ctrl-D at the end.",
    refNotPicture: (path: string) => `${path} is not a PNG, JPEG or WebP picture.`,
    refTooLarge: (path: string, mb: number) =>
      `${path} is larger than ${f.number(mb)} MB. Make it smaller.`,
    tooManyRefs: (most: number) =>
      `At most ${f.number(most)} reference pictures are taken. Leave some out, or raise MAX_REFERENCE_IMAGES.`,
    badNumber: (option: string, rule: string) => `${option} has to be ${rule}.`,
    wholeFrom: (least: number, most: number) =>
      `a whole number from ${f.number(least)} to ${f.number(most)}`,
    dollars: "an amount in dollars, as 5 or 0.50",
    nameTooLong: "The name may have at most 200 characters.",

    // Keys
    keyFileBad: (path: string) => `${path} holds no key: one line without blanks is expected.`,
    keyAsk: (vendor: string | undefined) =>
      `${vendor ?? "API"} key (not shown here; the server alone keeps it, encrypted)`,
    set: enSet,
    warns: enWarns(f),
    keyMissing: (model: string, vendor: string | undefined, variable: string) =>
      `${model} needs a key of ${vendor ?? "its provider"}. Set ${variable}, give --key-file, or choose --model simulator.`,
    keyRefused: (company: string | undefined) =>
      `${company ?? "The provider"} refused this key. Nothing was charged.`,
    keyEmpty: "Type a key, or press Ctrl-C.",

    // Before it is sent
    pictures,
    prompts,
    timesEach: (all: number, n: number, each: number) =>
      `${pictures(all)}: ${prompts(n)} × ${f.number(each)}`,
    simulator: "Simulator",
    labels: enLabels,
    onDoubt: {
      repay: "drawn again by itself",
      ask: "you are asked first",
      fail: "given up",
    },
    price: (total: string, high: string) => `about ${total}, at most about ${high}`,
    each: (amount: string) => `about ${amount} each`,
    cap: (amount: string) => `stops before ${amount}`,
    capBelowPrice: "The cap is below the price: the batch will probably pause before its end.",
    firstPrompts: "First prompts",
    andMore: (n: number) => `and ${f.number(n)} more`,
    generate: (n: number, amount: string | null) =>
      `Generate ${pictures(n)}${amount ? ` — about ${amount}` : ""}?`,
    needsYes:
      "This is not a terminal, so nobody can be asked. Look at the price above and add --yes to start. Nothing was sent.",
    notSent: "Nothing was sent, and nothing is charged.",

    // The folder
    otherBatch: (folder: string) =>
      `${folder} belongs to another batch. Give another folder with --out; nothing was sent.`,
    otherServer: (folder: string, server: string) =>
      `The batch of ${folder} runs on ${server}. Give that address with --server, or another folder with --out; nothing was sent.`,
    noteBroken: (path: string) =>
      `${path} cannot be read. Give another folder with --out, or remove that file if its batch is over.`,
    folderUnwritable: (folder: string, why: string) =>
      `Nothing can be written in ${folder}: ${why}. Nothing was sent.`,
    goesOn: (id: string, begun: string) =>
      `This folder's batch ${id}, begun ${begun}, goes on; nothing is paid twice.`,
    perhapsSent:
      "The last try broke while it was being sent. It is sent again under the same number, so it cannot be paid twice.",
    batchGone:
      "The server does not know this folder's batch any more; it was deleted, or the server has other data.",
    isFinished: (id: string, begun: string) =>
      `This folder's batch ${id}, begun ${begun}, is finished.`,
    again: (isFree: boolean): string =>
      isFree ? "Generate all of it again?" : "Generate all of it again, and pay again?",
    addAgain: "Nothing was sent. To draw and pay all of it again, add --again.",
    keyChanged:
      "This batch was sent before with another key, and is under way. Give the same key, or find it with bunch batch list.",
    notKnownSent:
      "The server did not answer, so nobody knows yet whether the batch began. Run the same command again: it goes on, and pays nothing twice.",

    // Progress
    sent: (id: string) => `Batch ${id} has begun.`,
    done: (n: number, total: number) => `${f.number(n)} of ${f.number(total)}`,
    failed: (n: number) => `${f.number(n)} failed`,
    cancelled: (n: number) => `${f.number(n)} cancelled`,
    spent: (amount: string) => `${amount} spent`,
    undecided: (n: number) =>
      `${f.number(n)} ${f.plural(n, { one: "waits", other: "wait" })} for your decision`,
    upToMore: (amount: string) => `up to ${amount} more`,
    left: (rest: string) => `about ${rest} left`,
    leftCount: (n: number) => `${f.number(n)} left`,
    limitedTo: (perMinute: number) => `This key may draw ${pictures(perMinute)} a minute.`,
    waitingUntil: (why: string, until: string) => `${why} It goes on at ${until}.`,
    lineBroken: "The server does not answer; trying again …",
    saving: (n: number) => `Saving ${pictures(n)} …`,
    gaveUpWaiting: (minutes: number) =>
      `The server has not answered for ${f.number(minutes)} minutes. The batch goes on when it runs again; the same command goes on watching.`,
    stillRuns: (id: string) => `Stopped watching. Batch ${id} goes on.`,
    watchAgain: "Watch it again:",
    cancelIt: "Cancel it:",
    sameCommand: "the same command",

    // Saving
    cannotSave: (n: number, why: string) => `${pictures(n)} could not be saved: ${why}`,
    fetchAgain: "They are safe on the server. Fetch them with:",
    diskFull: (folder: string) => `the disk of ${folder} is full`,
    badCopy: "what came is not what the server has",

    // The end
    resultHere: (saved: number, total: number, folder: string) =>
      `${f.number(saved)} of ${pictures(total)} ${f.plural(saved, { one: "is", other: "are" })} in ${folder}`,
    resultPlain: (done: number, total: number) =>
      `${f.number(done)} of ${pictures(total)} completed`,
    took: (cost: string, duration: string) => `${cost}, ${duration}`,
    nothingDrawn: "No picture was drawn.",
    wasCancelled: "The batch was cancelled.",
    retryWith: (amount: string | null) =>
      `Try the failed ones again${amount ? ` (about ${amount})` : ""}:`,
    possible: (amount: string) =>
      `Up to ${amount} more may have been charged for calls that were never answered.`,
    overCap: (amount: string) =>
      `The cap is passed by ${amount}: an answer was charged above the most that its model is known to take.`,
    renamed: (n: number, name: string) =>
      n === 1
        ? `A file that is not of this batch was in the way, so one picture is called ${name}.`
        : `Files that are not of this batch were in the way, so ${pictures(n)} have another name, as ${name}.`,

    // Pauses
    paused: (id: string) => `Batch ${id} is paused.`,
    resumeWith: "Go on with:",
    goesOnAt: (moment: string) => `While the server runs, it goes on by itself at ${moment}.`,
    askKey: "Another key (not shown; Enter keeps the present one)",
    askCap: (now: string) =>
      `New cap in dollars, now ${now} (Enter without one leaves the batch paused)`,
    askResume: "Resume now?",
    capNotHigher: (now: string) => `Give an amount above ${now}.`,
    capFigures: (spent: string, left: string, next: string) =>
      `${spent} is spent, possible charges included; ${left} is left, and the next picture may cost up to ${next}.`,
    doubtsWait: (n: number, amount: string) =>
      `${pictures(n)} may have been drawn and charged without reaching us: up to ${amount}. Draw ${f.plural(n, { one: "it", other: "them" })} again, or give ${f.plural(n, { one: "it", other: "them" })} up?`,
    decideWith: "Decide with one of:",
    askDecision: (n: number) => `What shall become of ${n === 1 ? "it" : "them"}?`,
    decideLater: "Decide later",
    drawAgain: (amount: string) => `Draw again — about ${amount}, at the risk of a second charge`,
    giveUp: "Give up; a retry stays possible",
    drawAgainAsk: (n: number, amount: string | null) =>
      `Draw ${pictures(n)} again${amount ? ` — about ${amount}` : ""}?`,
    gaveUp: (n: number) => `${pictures(n)} ${f.plural(n, { one: "is", other: "are" })} given up.`,
    nothingUndecided: "No picture of this batch waits for a decision.",
    decideOne: "Say one of --draw-again and --give-up.",
    resumed: (id: string) => `Batch ${id} goes on.`,

    // Other commands
    noBatchFits: "No batch fits.",
    noBatches: "No batches yet. Begin with: bunch batch run prompts.txt --model simulator",
    moreBatches: (n: number) => `Only the newest ${f.number(n)} are shown; --limit shows more.`,
    noSuchBatch: (id: string) => `There is no batch ${id}. See bunch batch list.`,
    severalBatches: (id: string) => `Several batches begin with ${id}. Give more of it.`,
    badId: (id: string) => `"${id}" is no batch's id. See bunch batch list.`,
    pausedNow: (id: string) => `Batch ${id} is paused. What is under way is finished, and charged.`,
    cancelledNow: (notStarted: number, amount: string, underWay: number) =>
      [
        `Cancelled: ${f.number(notStarted)} not started${notStarted > 0 ? `, saves about ${amount}` : ""}`,
        ...(underWay > 0 ? [`${f.number(underWay)} under way will still be charged`] : []),
      ].join("; ") + ".",
    nothingFailed: "Nothing has failed, so there is nothing to try again.",
    retryAsk: (n: number, amount: string | null) =>
      `Try ${f.number(n)} failed again${amount ? ` — about ${amount}` : ""}?`,
    retried: (n: number) =>
      `${pictures(n)} ${f.plural(n, { one: "is", other: "are" })} drawn again.`,
    deleteAsk: (id: string, n: number) =>
      `Delete batch ${id} and its ${pictures(n)} from the server?`,
    deleteNeedsYes:
      "This is not a terminal, so nobody can be asked. Add --yes to delete. Nothing was deleted.",
    deleted: (id: string) =>
      `Batch ${id} is deleted, with its pictures. Copies in your folders stay.`,
    nothingDone: "Nothing was done.",
    downloaded: (n: number, fetched: number, folder: string) =>
      `${pictures(n)} ${f.plural(n, { one: "is", other: "are" })} in ${folder} (${f.number(fetched)} fetched now).`,
    noPictures: "There is no picture in this batch.",
    needsKey: "needs a key",
    needsNoKey: "needs no key",
    isDefault: "used unless another is chosen",
    isShutDown: (on: string) => `shut down on ${on}`,
    eachBySize: (size: string, amount: string) => `${size} ${amount}`,
    upToRefs: (n: number) => `up to ${f.number(n)}`,
    status: {
      pending: "waiting",
      processing: "under way",
      paused: "paused",
      completed: "completed",
      cancelled: "cancelled",
      failed: "failed",
    },

    // Wrong use of the command
    usage: {
      unknownOption: (flag: string) => `There is no option ${flag}.`,
      unknownCommand: (name: string) => `There is no command ${name}.`,
      missingArgument: (name: string) => `${name} is missing.`,
      missingValue: (flag: string) => `${flag} wants a value.`,
      tooMany: "There is one argument too many. Put quotes around what holds blanks.",
      badValue: (message: string) => message,
      didYouMean: (guess: string) => `Did you mean ${guess}?`,
      seeHelp: (command: string) => `See ${command} --help.`,
      noKeyHere:
        "A key is never given on the command line, where others could read it. Set GEMINI_API_KEY or give --key-file.",
    },
    bug: "This is a fault in bunch itself:",
  };
};
export type Words = ReturnType<typeof en>;
