import type { HelpWords } from "./en-help.ts";

/** What `--help` says in French. */
export const frHelp: HelpWords = {
  usage: "Usage :",
  usageOfGroup: "<commande> [options]",
  options: "Options :",
  globalOptions: "Pour toutes les commandes :",
  commands: "Commandes :",
  arguments: "Arguments :",
  program: "Dessine des images par lots, en ligne de commande.",
  batch: "lancer, suivre et récupérer des lots",
  model: "ce qui dessine, et à quel prix",
  run: "dessiner une image par prompt et les enregistrer dans un dossier ; la même commande dans le même dossier continue où elle en était",
  list: "les lots les plus récents",
  show: "un lot : où il en est, ce qu’il a coûté, ce qui a échoué et pourquoi",
  watch: "suivre un lot ; avec --out ses images sont enregistrées à mesure",
  cancel: "ne plus rien commencer d’un lot ; ce qui est en cours est terminé, et facturé",
  pause: "ne plus rien commencer jusqu’à la reprise",
  resume: "faire continuer un lot en pause, avec une autre clé ou un autre plafond si besoin",
  retry: "redessiner les images en échec d’un lot",
  decide: "décider du sort d’images peut-être déjà facturées mais jamais arrivées",
  download: "enregistrer les images d’un lot dans un dossier ; ce qui y est n’est pas repris",
  remove: "supprimer du serveur un lot et ses images",
  models: "les modèles, leurs tailles et leurs prix",
  help: "montrer cette aide",
  helpCommand: "montrer l’aide d’une commande",
  version: "montrer la version",
  argPrompts:
    "un fichier de prompts séparés par des lignes vides, ou un .csv ou .jsonl avec format, taille, références ou nom pour chacun ; - est l’entrée standard",
  argId: "le numéro d’un lot, ou son début",
  optServer: "adresse du serveur (BUNCH_URL ; sinon celui de ce dossier, démarré au besoin)",
  optLang: "langue : en ou fr",
  optPrompt: "un prompt ; peut être donné plusieurs fois",
  optRef: "image de référence (PNG, JPEG, WebP) ; peut être donnée plusieurs fois",
  optModel:
    "le modèle qui dessine, comme le nomme bunch model list ; de deux à quatre (répété, ou avec des virgules) dessinent côte à côte",
  optRatio: "format, comme 1:1 ou 16:9",
  optSize: "taille, comme 1K, 2K ou 4K",
  optVariations: "images par prompt, de 1 à 4",
  optSeed:
    "la même graine redonne la même image, de 0 à 4294967295 ; chaque image de plus prend la suivante",
  optName: "nom du lot",
  optMaxCost: "plafond en dollars : pause avant de coûter davantage",
  optOnDoubt:
    "si une réponse se perd et est peut-être facturée : repay redessine, ask demande, fail abandonne",
  optDrawAgain: "les redessiner, au risque de payer deux fois",
  optGiveUp: "s’en passer ; un nouvel essai reste possible",
  optOut: "dossier des images",
  optMetadata:
    "écrire le prompt et les réglages dans les images, comme d’autres programmes les lisent",
  optYes: "ne rien demander",
  optAgain: "si le lot de ce dossier est fini, tout redessiner et repayer",
  optJson: "lignes JSON sur stdout, les mots sur stderr",
  optKeyFile:
    "fichier de la clé (sinon GEMINI_API_KEY, OPENAI_API_KEY, BUNCH_API_KEY, ou demandée)",
  optLimit: "combien",
  optStatus: "seulement ceux dans cet état",
  optSearch: "seulement ceux dont le nom, le modèle ou les premiers prompts contiennent ce texte",
  exit: `Code de retour :
  0  toutes les images sont là
  1  aucune n’a été dessinée, ou une erreur
  2  mauvais usage ou refus, rien n’a été envoyé
  3  fini, avec des échecs
  4  en pause
  5  annulé
  130  interrompu (le lot continue)`,
  example: `Pour essayer sans rien payer :
  bunch batch run --prompt "un renard roux" --model simulator`,
};
