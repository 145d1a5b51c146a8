import type { Words } from "./en.ts";

/** What is wrong with a command as it was typed, in French. */
export const frUsage: Words["usage"] = {
  unknownOption: (flag) => `Il n’y a pas d’option ${flag}.`,
  unknownCommand: (name) => `Il n’y a pas de commande ${name}.`,
  missingArgument: (name) => `Il manque ${name}.`,
  missingValue: (flag) => `${flag} attend une valeur.`,
  tooMany:
    "Il y a un argument de trop. Mettez des guillemets autour de ce qui contient des blancs.",
  badValue: (message) => message,
  didYouMean: (guess) => `Vouliez-vous dire ${guess} ?`,
  seeHelp: (command) => `Voyez ${command} --help.`,
  noKeyHere:
    "Une clé ne se donne jamais sur la ligne de commande, où d’autres pourraient la lire. Définissez GEMINI_API_KEY ou donnez --key-file.",
};
