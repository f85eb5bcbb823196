/** Who changed a document where no person did. */
export const SERVER_SUBJECT = 'server';
