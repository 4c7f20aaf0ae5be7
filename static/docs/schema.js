/** JSON schemas as people read them: what type, which fields, and an example that fits. */
import { html, nothing } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';

const DEEPEST = 7;

const nameOf = (ref) => decodeURIComponent(ref.split('/').at(-1));
const isNull = (schema) => schema.type === 'null';
const typesOf = (schema) => [schema.type].flat().filter((type) => type && type !== 'null');

/** Follows a `$ref` inside the document. */
export function resolve(document, node) {
  let seen = 0;
  let at = node;
  while (at?.$ref && seen++ < 10) at = at.$ref.replace(/^#\//, '').split('/').reduce((place, key) => place?.[decodeURIComponent(key).replace(/~1/g, '/').replace(/~0/g, '~')], document);
  return at ?? {};
}

/** The fields of a schema with those of all that it is made of. */
function fieldsOf(document, schema, depth = 0) {
  const own = resolve(document, schema);
  if (depth > DEEPEST) return [];
  const required = new Set(own.required ?? []);
  const inherited = (own.allOf ?? []).flatMap((part) => fieldsOf(document, part, depth + 1));
  return [...inherited, ...Object.entries(own.properties ?? {}).map(([name, field]) => ({ name, field, required: required.has(name) }))];
}

/** `string (uuid)`, `list of Order`, `one of …`: as Lit, with links to named schemas. */
export function typeOf(document, schema) {
  if (schema === true || !schema || !Object.keys(schema).length) return t('docs.any');
  if (schema.$ref) return html`<a href="#schema-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    const real = choices.filter((each) => !isNull(each));
    const types = real.map((each, at) => html`${at ? html` · ` : nothing}${typeOf(document, each)}`);
    return html`${real.length > 1 ? html`${t('docs.one_of')} ` : nothing}${types}${real.length < choices.length ? html` ${t('docs.or_null')}` : nothing}`;
  }
  if (schema.allOf) return schema.allOf.map((each, at) => html`${at ? ' + ' : nothing}${typeOf(document, each)}`);
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum) return schema.enum.map((each, at) => html`${at ? ' | ' : nothing}<code>${JSON.stringify(each)}</code>`);
  const [type = schema.properties ? 'object' : undefined] = typesOf(schema);
  const ending = [schema.type].flat().includes('null') ? html` ${t('docs.or_null')}` : nothing;
  // The words around a type come from the dictionary with the type's place in them.
  const around = (key, inner) => {
    const [before, after] = t(key, { type: '\u0000' }).split('\u0000');
    return html`${before}${typeOf(document, inner)}${after}${ending}`;
  };
  if (type === 'array') return around('docs.array', schema.items);
  if (type === 'object' && schema.additionalProperties && !schema.properties) return around('docs.map', schema.additionalProperties);
  return html`${type ?? t('docs.any')}${schema.format ? html` <small>(${schema.format})</small>` : nothing}${ending}`;
}

/** A text with `code` in it, within a line. */
export const phrase = (text) => (text ?? '').split('`').map((part, at) => at % 2 ? html`<code>${part}</code>` : part);

/** The same in paragraphs. */
export function prose(text) {
  if (!text) return nothing;
  return text.trim().split(/\n{2,}/).map((paragraph) => html`<p>${phrase(paragraph)}</p>`);
}

const inner = (schema) => schema?.items ? inner(schema.items) : schema;

/** The fields as a list; what is not a schema with a name of its own is shown within. */
export function fields(document, schema, depth = 0) {
  const list = fieldsOf(document, schema);
  const choices = resolve(document, schema).oneOf ?? resolve(document, schema).anyOf;
  if (!list.length && choices) return html`<ul class="choices">${choices.filter((each) => !isNull(each)).map((each) => html`<li>${typeOf(document, each)}${each.$ref || depth > DEEPEST ? nothing : fields(document, each, depth + 1)}</li>`)}</ul>`;
  if (!list.length) return nothing;
  return html`<dl class="fields">${list.map(({ name, field, required }) => {
    const within = inner(field);
    const nested = within && !within.$ref && (within.properties || within.oneOf?.some((each) => each.properties)) && depth < DEEPEST;
    return html`<div><dt><code>${name}</code>${required ? html`<em>${t('docs.required')}</em>` : nothing}</dt><dd><span class="type">${typeOf(document, field)}</span>${prose(field.description)}${nested ? fields(document, within, depth + 1) : nothing}</dd></div>`;
  })}</dl>`;
}

const samples = { uuid: '01936b1c-7d5e-7a40-9c1f-3f2a6b8d4e10', 'date-time': '2026-11-21T13:05:00Z', date: '2026-11-21', email: 'camille@example.org', uri: 'https://example.org' };

/** An example: the author's where there is one, else made from the types. */
export function exampleOf(document, schema, depth = 0) {
  if (schema?.example !== undefined) return schema.example;
  const own = resolve(document, schema);
  if (own.example !== undefined) return own.example;
  if (own.examples?.length) return own.examples[0];
  if (own.default !== undefined && own.default !== null) return own.default;
  if (own.const !== undefined) return own.const;
  if (own.enum) return own.enum[0];
  if (depth > DEEPEST) return null;
  const choice = (own.oneOf ?? own.anyOf)?.find((each) => !isNull(each));
  if (choice) return exampleOf(document, choice, depth + 1);
  const list = fieldsOf(document, own);
  if (list.length) return Object.fromEntries(list.map(({ name, field }) => [name, exampleOf(document, field, depth + 1)]));
  switch (typesOf(own)[0]) {
    case 'array': return [exampleOf(document, own.items ?? {}, depth + 1)];
    case 'object': return own.additionalProperties && own.additionalProperties !== true ? { key: exampleOf(document, own.additionalProperties, depth + 1) } : {};
    case 'integer': case 'number': return own.minimum ?? 1;
    case 'boolean': return true;
    case 'string': return samples[own.format] ?? 'text';
    default: return null;
  }
}
