import type { enSet } from "./en-set.ts";

/** What there is to say of several models with the same prompts. */
export const frSet: typeof enSet = {
  modelsOdd: (most) =>
    `Nommez chaque modèle une seule fois, et ${most} au plus ; pour plus d’images d’un même modèle, utilisez --variations.`,
  oneKeyForSeveral: (vendors, variables) =>
    `--key-file et BUNCH_API_KEY contiennent une seule clé, et ces modèles sont dessinés par ${vendors} ; aucun ne doit voir la clé de l’autre. Définissez-en plutôt une pour chacun : ${variables}.`,
};
