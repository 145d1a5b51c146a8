/** What `--help` says in English. */
export const enHelp = {
  usage: "Usage:",
  usageOfGroup: "<command> [options]",
  options: "Options:",
  globalOptions: "For every command:",
  commands: "Commands:",
  arguments: "Arguments:",
  program: "Draws pictures by the batch, from the command line.",
  batch: "start, watch and fetch batches",
  model: "what can draw, and what it costs",
  run: "draw a picture for each prompt and save them in a folder; the same command in the same folder goes on where it was",
  list: "the newest batches",
  show: "one batch: how far it is, what it cost, what failed and why",
  watch: "follow a batch; with --out its pictures are saved as they come",
  cancel: "start nothing more of a batch; what is under way is finished, and charged",
  pause: "start nothing more until it is resumed",
  resume: "let a paused batch go on, with another key or cap if given",
  retry: "draw the failed pictures of a batch again",
  decide: "say what becomes of pictures that may be charged already without having come",
  download: "save a batch's pictures in a folder; what is there is not fetched again",
  remove: "delete a batch and its pictures from the server",
  models: "models with sizes and prices",
  help: "show this help",
  helpCommand: "show the help of a command",
  version: "show the version",
  argPrompts:
    "a text file with prompts, blank lines between them, or a .csv or .jsonl with a shape, size, references or name for each; - is the standard input",
  argId: "a batch's id, or its beginning",
  optServer: "address of the server (BUNCH_URL; else this folder's own, started if need be)",
  optLang: "language: en or fr",
  optPrompt: "a prompt; may be given several times",
  optRef: "reference picture (PNG, JPEG, WebP); may be given several times",
  optModel:
    "which model draws, as bunch model list names it; two to four (again, or with commas) draw side by side",
  optRatio: "shape, as 1:1 or 16:9",
  optSize: "size, as 1K, 2K or 4K",
  optVariations: "pictures for each prompt, 1 to 4",
  optSeed:
    "the same seed draws the same again, 0 to 4294967295; each further picture takes the next",
  optName: "name of the batch",
  optMaxCost: "cap in dollars: pauses before it could cost more",
  optOnDoubt:
    "if an answer is lost and may be charged: repay draws again, ask asks you, fail gives up",
  optDrawAgain: "draw them once more, at the risk of a second charge",
  optGiveUp: "leave them out; a retry stays possible",
  optOut: "folder for the pictures",
  optMetadata: "write prompt and settings into the pictures, as other programs read them",
  optYes: "do not ask",
  optAgain: "if this folder's batch is finished, draw and pay all of it again",
  optJson: "JSON lines on stdout, words on stderr",
  optKeyFile: "file with the key (else GEMINI_API_KEY, OPENAI_API_KEY, BUNCH_API_KEY, or asked)",
  optLimit: "how many",
  optStatus: "only those of this status",
  optSearch: "only those whose name, model or first prompts hold this text",
  exit: `Exit status:
  0  all pictures are there
  1  none was drawn, or an error
  2  wrong use or refused, nothing was sent
  3  finished, some failed
  4  paused
  5  cancelled
  130  interrupted (the batch goes on)`,
  example: `Try it for nothing:
  bunch batch run --prompt "a red fox" --model simulator`,
};
export type HelpWords = typeof enHelp;
