import type { Stage } from "../drawing/stage.ts";
import { drawCity } from "./city.ts";
import { drawCritter } from "./critter.ts";
import { drawFruit } from "./fruit.ts";
import { drawHills } from "./hills.ts";
import { drawPlant } from "./plant.ts";
import { drawStillLife } from "./still-life.ts";

type Scene = { draw: (stage: Stage) => void; words: string };

const scenes: readonly Scene[] = [
  {
    draw: drawCritter,
    words:
      "cat|kitten|dog|puppy|fox|rabbit|bunny|bear|lion|tiger|animal|creature|robot|chat|chaton|chien|renard|lapin|ours|tigre|créature",
  },
  {
    draw: drawCity,
    words:
      "city|town|street|skyline|building|house|shop|tower|bridge|car|ville|village|rue|immeuble|maison|boutique|tour|pont|voiture",
  },
  {
    draw: drawHills,
    words:
      "mountain|hill|landscape|sunset|sunrise|sea|ocean|beach|lake|desert|valley|island|montagne|colline|paysage|coucher|lever|mer|océan|plage|lac|désert|vallée|île",
  },
  {
    draw: drawPlant,
    words:
      "flower|garden|plant|tree|forest|leaf|jungle|rose|tulip|fleur|jardin|plante|arbre|forêt|feuille|tulipe",
  },
  {
    draw: drawStillLife,
    words:
      "vase|mug|bowl|cup|jug|bottle|ceramic|pottery|product|lamp|chair|table|coffee|tea|perfume|tasse|bol|cruche|bouteille|céramique|poterie|produit|lampe|chaise|café|thé|parfum",
  },
  { draw: drawFruit, words: "banana|fruit|apple|lemon|orange|food|banane|pomme|citron|cuisine" },
];

/** The scene whose word comes first in the prompt; without any, one by chance, but no creature: the prompt may be about a person. */
export function chooseScene(prompt: string, random: () => number): Scene {
  const others = scenes.filter((scene) => scene.draw !== drawCritter);
  const chance = others[Math.floor(random() * others.length)];
  let best: { scene: Scene; at: number } | undefined;
  for (const scene of scenes) {
    const at = prompt.search(new RegExp(`(?<!\\p{L})(${scene.words})[sx]?(?!\\p{L})`, "iu"));
    if (at >= 0 && (!best || at < best.at)) best = { scene, at };
  }
  const scene = best?.scene ?? chance;
  if (!scene) throw new Error("There is no scene to draw.");
  return scene;
}
