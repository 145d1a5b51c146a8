import { xmpNames } from "@bunch/contracts/metadata/xmp-names";
import type { PictureOrigin } from "./picture-origin.ts";

/** Drawn by a model, in the words of the IPTC: https://cv.iptc.org/newscodes/digitalsourcetype/ */
const digitalSourceType = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/** What XML 1.0 has no way to write, not even as a reference. */
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** How a picture was made, as XMP: what other programs read under names of theirs, the settings under names of ours. */
export function xmpPacket(origin: PictureOrigin): string {
  const { model, aspectRatio, imageSize, seed, creatorTool, title, prompt } = origin;
  const seedAttribute = seed === null ? "" : ` bunch:Seed="${seed}"`;
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="${rdf}">
<rdf:Description rdf:about="" xmlns:dc="${xmpNames.dc}" xmlns:xmp="${xmpNames.xmp}" xmlns:Iptc4xmpExt="${xmpNames.iptc}" xmlns:bunch="${xmpNames.bunch}" xmp:CreatorTool="${attribute(creatorTool)}" Iptc4xmpExt:DigitalSourceType="${digitalSourceType}" bunch:Model="${attribute(model)}" bunch:AspectRatio="${attribute(aspectRatio)}" bunch:ImageSize="${attribute(imageSize)}"${seedAttribute}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${text(title)}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text(prompt)}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;
}

function text(value: string): string {
  return value
    .replace(unwritable, "\uFFFD")
    .replace(/[&<>]/g, (sign) => signs[sign] ?? sign)
    .replaceAll("\r", "&#xD;");
}

/** In an attribute line breaks and tabs would be read as spaces. */
function attribute(value: string): string {
  return text(value)
    .replaceAll('"', "&quot;")
    .replace(/[\t\n]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`);
}
