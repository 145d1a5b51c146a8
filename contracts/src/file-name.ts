/** The longest name that a picture may be given: with number and ending it stays below what file systems take. */
export const maxFileNameBytes = 180;

const pictureEnding = /\.(?:png|jpe?g|webp)$/iu;
// What Windows keeps for devices, with any ending.
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;
const unsafe = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A wished file name without a picture's ending: the picture brings its own. */
export function fileStem(name: string): string {
  return name.normalize("NFC").trim().replace(pictureEnding, "");
}

/** Whether a stem can be a file's name on Windows, macOS and Linux alike, in a folder and in an archive. */
export function isSafeFileStem(stem: string): boolean {
  return (
    stem !== "" &&
    stem.isWellFormed() &&
    !unsafe.test(stem) &&
    !reserved.test(stem) &&
    !/^[.\s]|[.\s]$/u.test(stem) &&
    new TextEncoder().encode(stem).byteLength <= maxFileNameBytes
  );
}
