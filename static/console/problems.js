/**
 * Why something failed, in the agent's language. The server's own sentence is exact but English; where this dictionary knows the code
 * (`problem.code.CODE`, or `problem.field.FIELD` for a field that is wrong) its words stand in its place.
 */
import { t } from '../shared/i18n.js';

export function told(problem) {
  const { code, field, message } = problem;
  const keys = code === 'invalid_field' ? [`problem.field.${(field ?? '').replace(/\[\d+\]/g, '')}`] : [`problem.code.${code}`];
  return keys.map((key) => [key, t(key)]).find(([key, words]) => words !== key)?.[1] ?? message;
}
