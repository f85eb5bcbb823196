/** What the metadata of a portrait says. libvips cuts an EXIF text at its first " (". */
export function portraitDescription(modelVersion: string): string {
  return `Generated illustration, not a photograph - Limn, ${modelVersion}`;
}

/**
 * The XMP packet of a portrait, with IPTC's word for "made by a trained model":
 * http://cv.iptc.org/newscodes/digitalsourcetype/
 */
export function generatedXmp(description: string): string {
  const text = description.replace(/[<>&]/g, '');
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}
