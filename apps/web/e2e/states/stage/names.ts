/** What the batches of the pages are called. */
export const names = {
  ceramics: { en: "Spring ceramics", fr: "Céramiques de printemps" },
  posters: { en: "Posters for the fair", fr: "Affiches pour la foire" },
  menu: { en: "Menu cards", fr: "Cartes de menu" },
  jumpers: { en: "Autumn catalogue", fr: "Catalogue d’automne" },
  postcards: { en: "Postcards", fr: "Cartes postales" },
  token: { en: "catalogue, every night", fr: "catalogue, chaque nuit" },
} as const;
