/** The namespaces of XMP that exported pictures use, and ours for what no other has a name for. */
export const xmpNames = {
  dc: "http://purl.org/dc/elements/1.1/",
  xmp: "http://ns.adobe.com/xap/1.0/",
  iptc: "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
  bunch: "urn:bunch:picture:1.0/",
} as const;

/** The keyword under which XMP stands in a PNG. */
export const xmpKeyword = "XML:com.adobe.xmp";
/** The keyword under which AUTOMATIC1111 writes prompt and settings into a PNG. */
export const parametersKeyword = "parameters";
/** What a JPEG's segment of XMP begins with. */
export const xmpSegment = `${xmpNames.xmp}\0`;
