/** The words of sourcing rules. */
import en from './words-en.js';
import fr from './words-fr.js';

export default { fr, en };
