/** The API as this visitor: the one the chat knows, so that order and conversation belong to the same person. */
import { Api } from '../shared/api.js';
import { Visitor } from '../widget/visitor.js';

// The chat's script may still be loading, or be blocked: then we read and renew the same visitor ourselves.
const own = new Visitor(location.origin);
const token = (fresh) => (window.Comptoir && !fresh ? window.Comptoir.visitorToken() : own.token(fresh));

/** As this visitor: stock and orders. */
export const visitor = new Api({ token });

/** What is everybody's: products and stores, without waiting for a token. */
export const catalogue = new Api();
