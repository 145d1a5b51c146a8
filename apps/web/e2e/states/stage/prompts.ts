const english = [
  "A hand-thrown stoneware mug with a speckled oat glaze, on a sage backdrop",
  "A tall bottle vase in warm white, one lemon beside it",
  "A wide serving bowl holding three lemons, dusty-pink backdrop",
  "A fox in a yellow raincoat waiting at a bus stop, flat gouache",
  "A quiet city street at dawn, one lit shop window",
  "A round moon jar in deep cobalt on a square plinth",
  "Two bananas on a plain blue backdrop, playful catalogue photograph",
  "Rolling hills under a low sun, film grain",
  "A potted fern on a window sill, late afternoon",
  "A small jug, white over mustard yellow, blinds casting stripes of light",
  "A cat with sunglasses on a terrace by the sea",
  "A low candle holder in near-black with a white candle, evening mood",
];

const french = [
  "Une tasse en grès tournée à la main, émail avoine moucheté, fond sauge",
  "Un grand vase bouteille blanc chaud, un citron à côté",
  "Un large plat creux avec trois citrons, fond rose poudré",
  "Un renard en ciré jaune attend à l’arrêt de bus, gouache en aplat",
  "Une rue calme de la ville à l’aube, une vitrine allumée",
  "Une jarre ronde bleu cobalt sur un socle carré",
  "Deux bananes sur un fond bleu uni, photo de catalogue enjouée",
  "Des collines sous un soleil bas, grain argentique",
  "Une fougère en pot sur un rebord de fenêtre, fin d’après-midi",
  "Une petite cruche, blanc sur jaune moutarde, rais de lumière",
  "Un chat à lunettes de soleil sur une terrasse au bord de la mer",
  "Un bougeoir bas presque noir, bougie blanche, ambiance du soir",
];

/** Twelve prompts for the pictures of the product. */
export function promptsOf(language: string): string[] {
  return language === "fr" ? french : english;
}
