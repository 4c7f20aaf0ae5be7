/** The agent console's entry. */
import { addWords } from '../shared/i18n.js';
import '../shared/icon.js';
import './theme.js';
import words from './words.js';

addWords(words);
await import('./app.js');
