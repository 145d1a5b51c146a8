import type { ListWords } from "./en-list.ts";

const row: ListWords["row"] = {
  no_prompt_column: (headings) =>
    `aucune colonne ne s’appelle «\u00A0prompt\u00A0». Il y a\u00A0: ${headings}. Nommez ainsi celle des textes.`,
  no_column_for: (name, headings) =>
    `aucune colonne ne s’appelle «\u00A0${name}\u00A0», qui figure dans le prompt. Il y a\u00A0: ${headings}.`,
  double_column: () => "une autre colonne dit la même chose. Gardez l’une des deux.",
  no_rows: () => "il n’y a aucun prompt.",
  too_many_prompts: (value, allowed) => `cela ferait ${value} prompts, sur ${allowed} au plus.`,
  unclosed_quote: () => "un guillemet s’ouvre et ne se ferme jamais. Fermez-le, ou doublez-le.",
  too_many_cells: (_, allowed) =>
    `il y a plus de ${allowed} cellules. Mettez entre guillemets les textes qui contiennent un séparateur.`,
  bad_json: (value) => `«\u00A0${value}\u00A0» n’est ni un texte ni un objet. Corrigez son JSON.`,
  bad_value: (value) =>
    `«\u00A0${value}\u00A0» ne convient pas ici. Écrivez un texte, un nombre ou une liste de nombres.`,
  unknown_field: () => "aucun prompt n’a ce champ. Retirez-le.",
  empty_prompt: () => "il n’y a pas de prompt. Écrivez-en un, ou retirez la ligne.",
  empty_value: () =>
    "cette cellule doit figurer dans le prompt, et elle est vide. Remplissez-la, ou retirez la ligne.",
  prompt_too_long: (_, excess) => `le prompt a ${excess} caractères de trop. Raccourcissez-le.`,
  bad_character: () => "le prompt contient un caractère abîmé. Retapez-le.",
  bad_ratio: (value, allowed) =>
    `«\u00A0${value}\u00A0» n’est pas un format. Écrivez par exemple ${allowed}.`,
  bad_size: (value, allowed) =>
    `«\u00A0${value}\u00A0» n’est pas une taille. Écrivez par exemple ${allowed}.`,
  bad_count: (value) => `«\u00A0${value}\u00A0» n’est pas un nombre d’images. Écrivez 1 à 4.`,
  bad_reference: (value, count) =>
    `«\u00A0${value}\u00A0» ne désigne aucune image de référence\u00A0; ${count} ont été données. Écrivez leurs numéros, toutes ou aucune.`,
  bad_name: (value) =>
    `«\u00A0${value}\u00A0» ne peut pas être partout un nom de fichier. Retirez les signes comme / et |, et les points aux extrémités.`,
  name_taken: (value, other) =>
    `la ligne ${other} a aussi le nom de fichier «\u00A0${value}\u00A0». Donnez-en un autre.`,
};

export const frList: ListWords = {
  unfit: (path) => `${path} ne convient pas, rien n’a donc été envoyé\u00A0:`,
  place: (number, column) => (column === "" ? `ligne ${number}` : `ligne ${number}, ${column}`),
  ignored: (path, columns) =>
    `Les colonnes de ${path} qui ne disent rien ici sont laissées de côté\u00A0: ${columns}.`,
  noReference: "sans référence",
  ofReference: (places) => `référence ${places}`,
  row,
};
