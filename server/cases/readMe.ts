/** What stands in a case bundle for whoever opens it by hand. */
export const READ_ME_TEXT = `Limn case bundle
================

session.log    who did and saw what and when: one JSON object a line; each names the SHA-256 of the line before
drawing.json   the drawing at the end: a Limn room file (npm run portrait -- drawing.json -o portrait.png)
versions/      earlier states of the drawing
pictures/      portraits and guides that people saw; the names begin with their SHA-256
MODEL_CARD.md  how the portraits are made, from what, and what they are not for
manifest.json  SHA-256 of every file, the end of the log, the server's public key
signature.txt  Ed25519 signature of "limn-case-v1", a line break and the bytes of manifest.json, in base64url

To check all of it, also without a network, in the folder of Limn:

    npm run verify-case -- FILE --key PUBLIC_KEY

PUBLIC_KEY is what the server printed when it started and what the session showed to the people in it. Without it
only this is known: that the bundle fits itself.

Every portrait is a generated illustration, not a photograph, and shows no real person. It says what a drawing is
compatible with, never who somebody is.
`;
