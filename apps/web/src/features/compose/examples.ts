import type { Language } from "../../language/languages.ts";

export type Example = { prompts: string[]; aspectRatio: string; variations: number };
export type ExampleName = "product" | "campaign" | "character";

const product = {
  en: [
    "A hand-thrown stoneware mug with a speckled oat glaze, on a sage backdrop, soft light from the left, long gentle shadow, catalogue photograph, 85 mm.",
    "A tall bottle vase in warm white with a dark dipped foot, one lemon beside it, burnt-orange backdrop, hard afternoon light, plenty of space above.",
    "A wide serving bowl holding three lemons, on a low round plinth, dusty-pink backdrop, leaf shadows across the wall, photographed slightly from above.",
    "A small jug, white over mustard yellow, visible throwing rings, sky-blue backdrop, blinds casting stripes of light.",
    "A round moon jar in deep cobalt on a square plinth, straw-yellow backdrop, window light.",
    "A carafe with its cup, terracotta over white, pale apricot backdrop, studio light, no props, no text.",
    "Two stacked plates and a small cup on top, rust and speckled white, misty-blue backdrop, seen from 45 degrees.",
    "A teapot with a cobalt lid on a round plinth, sage backdrop, tree shadows in the late afternoon, calm and quiet.",
    "A low candle holder in near-black with a white candle, amber backdrop, dappled light, evening mood.",
    "Three dipped cups, teal and speckled white, in a loose triangle on a block, coral backdrop, striped light.",
    "A yellow bowl with two bananas on a plain blue backdrop, soft front light, playful, catalogue photograph.",
    "A bottle vase and a small moon jar side by side, blue-dipped and white, golden backdrop, one soft diagonal of light.",
  ],
  fr: [
    "Une tasse en grès tournée à la main, émail avoine moucheté, sur fond vert sauge, lumière douce venant de la gauche, ombre longue et légère, photo de catalogue, 85 mm.",
    "Un grand vase bouteille blanc chaud au pied trempé dans un émail sombre, un citron à côté, fond orange brûlé, lumière dure d’après-midi, beaucoup d’espace au-dessus.",
    "Un large saladier contenant trois citrons, sur un socle rond et bas, fond vieux rose, ombres de feuillage sur le mur, photographié légèrement d’en haut.",
    "Un petit pichet blanc et jaune moutarde, traces de tournage visibles, fond bleu ciel, stores projetant des rayures de lumière.",
    "Une jarre lune ronde en cobalt profond sur un socle carré, fond jaune paille, lumière de fenêtre.",
    "Une carafe avec son gobelet, terre cuite et blanc, fond abricot pâle, lumière de studio, sans accessoires, sans texte.",
    "Deux assiettes empilées et une petite tasse posée dessus, rouille et blanc moucheté, fond bleu brume, vues à 45 degrés.",
    "Une théière au couvercle cobalt sur un socle rond, fond sauge, ombres d’arbre en fin d’après-midi, ambiance calme.",
    "Un bougeoir bas presque noir avec une bougie blanche, fond ambre, lumière tachetée, ambiance du soir.",
    "Trois gobelets trempés, sarcelle et blanc moucheté, en triangle sur un bloc, fond corail, lumière rayée.",
    "Un bol jaune avec deux bananes sur fond bleu uni, lumière douce de face, esprit ludique, photo de catalogue.",
    "Un vase bouteille et une petite jarre lune côte à côte, trempés de bleu et blancs, fond doré, une diagonale de lumière douce.",
  ],
};

const campaign = {
  en: [
    "A quiet street at dawn, one lit shop window, room for a headline on the left, film grain.",
    "A long breakfast table seen from above, hands reaching in, warm morning light, room in the middle.",
    "A bicycle leaning on a tiled wall, a basket full of oranges, hard noon shadows, room above.",
    "An empty theatre, one seat taken, a single spot of light, room on the right.",
    "A rooftop garden after rain, puddles that mirror the sky, wide and calm.",
    "A night market stall, steam, red lamps, faces turned away, shallow focus.",
    "A paper boat on a marble floor, one hard ray of sun, lots of empty space.",
    "A train window at dusk, fields rushing by, a reflection smiling.",
  ],
  fr: [
    "Une rue calme à l’aube, une seule vitrine éclairée, de la place pour un titre à gauche, grain argentique.",
    "Une longue table de petit-déjeuner vue d’en haut, des mains qui se tendent, lumière chaude du matin, de la place au milieu.",
    "Un vélo contre un mur carrelé, un panier plein d’oranges, ombres dures de midi, de la place au-dessus.",
    "Un théâtre vide, un seul fauteuil occupé, un point de lumière, de la place à droite.",
    "Un jardin sur un toit après la pluie, des flaques qui reflètent le ciel, large et calme.",
    "Un étal de marché de nuit, de la vapeur, des lampes rouges, des visages tournés, faible profondeur de champ.",
    "Un bateau en papier sur un sol de marbre, un rayon de soleil dur, beaucoup de vide.",
    "Une fenêtre de train au crépuscule, des champs qui filent, un reflet qui sourit.",
  ],
};

const character = {
  en: [
    "A fox in a yellow raincoat waiting at a bus stop, side view, flat gouache, wide margins.",
    "The same fox in a yellow raincoat reading a map in a pine forest, flat gouache.",
    "The same fox in a yellow raincoat sharing an umbrella with a hedgehog, flat gouache.",
    "The same fox in a yellow raincoat baking bread in a small kitchen, flat gouache.",
    "The same fox in a yellow raincoat on a ferry, gulls above, flat gouache.",
    "The same fox in a yellow raincoat asleep on a pile of books, flat gouache.",
    "The same fox in a yellow raincoat planting tulips, flat gouache.",
    "The same fox in a yellow raincoat under a street lamp in the snow, flat gouache.",
    "The same fox in a yellow raincoat playing the accordion, flat gouache.",
    "The same fox in a yellow raincoat waving goodbye from a hill, flat gouache.",
  ],
  fr: [
    "Un renard en ciré jaune attend à un arrêt de bus, vu de côté, gouache à plat, larges marges.",
    "Le même renard en ciré jaune lit une carte dans une forêt de pins, gouache à plat.",
    "Le même renard en ciré jaune partage un parapluie avec un hérisson, gouache à plat.",
    "Le même renard en ciré jaune fait du pain dans une petite cuisine, gouache à plat.",
    "Le même renard en ciré jaune sur un ferry, des mouettes au-dessus, gouache à plat.",
    "Le même renard en ciré jaune endormi sur une pile de livres, gouache à plat.",
    "Le même renard en ciré jaune plante des tulipes, gouache à plat.",
    "Le même renard en ciré jaune sous un réverbère dans la neige, gouache à plat.",
    "Le même renard en ciré jaune joue de l’accordéon, gouache à plat.",
    "Le même renard en ciré jaune fait un signe d’adieu du haut d’une colline, gouache à plat.",
  ],
};

/** Batches to begin with, in the reader's language. */
export function examplesIn(language: Language): Record<ExampleName, Example> {
  return {
    product: { prompts: product[language], aspectRatio: "4:5", variations: 1 },
    campaign: { prompts: campaign[language], aspectRatio: "16:9", variations: 3 },
    character: { prompts: character[language], aspectRatio: "1:1", variations: 1 },
  };
}
