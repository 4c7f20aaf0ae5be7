/** One route: what it is for, what it takes, what it answers. */
import { html, nothing } from '../vendor/lit/lit.js';
import { t } from '../shared/i18n.js';
import { newId } from '../shared/new-id.js';
import { exampleOf, fields, phrase, prose, resolve, typeOf } from './schema.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** All routes of a document: `{id, method, path, tag, operation, parameters}`. */
export function operationsOf(document) {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => {
    const operation = item[method];
    const tag = operation.tags?.[0] ?? path.replace(/^\/api\/v1/, '').split('/')[1] ?? 'api';
    return { id: `${method}-${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`, method, path, tag, operation, parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) => resolve(document, each)) };
  }));
}

/** HTTP's own words, where the author found none better. */
const reasons = { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 304: 'Not Modified', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 409: 'Conflict', 413: 'Content Too Large', 422: 'Unprocessable Content', 429: 'Too Many Requests', 503: 'Service Unavailable' };

const contentOf = (holder) => {
  const [[type, media] = []] = Object.entries(holder?.content ?? {});
  return media && { type, media };
};

/** Everything searchable of a route, in lower case. */
export function wordsOf(document, { method, path, tag, operation, parameters }) {
  const body = contentOf(resolve(document, operation.requestBody))?.media.schema;
  return [method, path, tag, operation.summary, operation.description, operation.operationId, ...parameters.map(({ name }) => name), JSON.stringify(resolve(document, body) ?? '')].join(' ').toLowerCase();
}

function mediaExample(document, media) {
  const [named] = Object.values(media.examples ?? {});
  return media.example ?? (named && resolve(document, named).value) ?? exampleOf(document, media.schema);
}

/** What stands before every path: the document's first server. */
const rootOf = (document) => (document.servers?.[0]?.url ?? '').replace(/\/$/, '');

function curl(document, { method, path, operation, parameters }) {
  const body = contentOf(resolve(document, operation.requestBody));
  const filled = parameters.filter((each) => each.in === 'path').reduce((text, { name, schema, example }) => text.replace(`{${name}}`, encodeURIComponent(String(example ?? exampleOf(document, schema)))), path);
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${new URL(rootOf(document) + filled, location.origin)}'`,
    `-H 'Authorization: Bearer KEY'`,
    ...(method === 'post' ? [`-H 'Idempotency-Key: ${newId()}'`] : []),
    ...(body ? [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(mediaExample(document, body.media)).replaceAll("'", "'\\''")}'`] : []),
  ].join(' \\\n  ');
}

export function block(title, text, copy, copied) {
  return html`<figure class="code"><figcaption>${title}<button class="quiet" @click=${() => copy(text)}>${t(copied === text ? 'docs.copied' : 'docs.copy')}</button></figcaption><pre tabindex="0"><code>${text}</code></pre></figure>`;
}

const json = (value) => JSON.stringify(value, null, 2);

export function operationView(document, each, { copy, copied, curls }) {
  const { id, method, path, operation, parameters } = each;
  const request = contentOf(resolve(document, operation.requestBody));
  // The command is made once, so that its key does not change while one reads.
  if (!curls.has(id)) curls.set(id, curl(document, each));
  const schemes = [...new Set((operation.security ?? document.security ?? []).flatMap(Object.keys))];
  return html`<section class="operation" id=${id} aria-labelledby="${id}-title">
    <h3 id="${id}-title"><span class="method ${method}">${method}</span> <span class="path">${path.split(/(\{[^}]+\})/).map((part) => part.startsWith('{') ? html`<var>${part}</var>` : part)}</span> <a class="anchor" href="#${id}" aria-label=${t('docs.link', { name: `${method} ${path}` })}>#</a></h3>
    <div class="two">
      <div class="prose">
        ${operation.deprecated ? html`<p><span class="chip attention">${t('docs.deprecated')}</span></p>` : nothing}
        ${operation.summary ? html`<p class="summary">${operation.summary}</p>` : nothing}${operation.description === operation.summary ? nothing : prose(operation.description)}
        ${schemes.length ? html`<p class="security">${t('docs.security', { names: schemes.join(', ') })}</p>` : nothing}
        ${parameters.length ? html`<h4>${t('docs.parameters')}</h4><dl class="fields">${parameters.map((parameter) => html`<div><dt><code>${parameter.name}</code><small>${t(`docs.in.${parameter.in}`)}</small>${parameter.required ? html`<em>${t('docs.required')}</em>` : nothing}</dt><dd><span class="type">${typeOf(document, parameter.schema)}</span>${prose(parameter.description)}</dd></div>`)}</dl>` : nothing}
        ${request ? html`<h4>${t('docs.body')} <span class="type">${typeOf(document, request.media.schema)}</span></h4>${fields(document, request.media.schema)}` : nothing}
        <h4>${t('docs.responses')}</h4>
        ${Object.entries(operation.responses ?? {}).map(([status, response]) => responseView(document, status, resolve(document, response)))}
      </div>
      <div class="samples">
        ${block(t('docs.curl'), curls.get(id), copy, copied)}
        ${request ? block(t('docs.body'), json(mediaExample(document, request.media)), copy, copied) : nothing}
        ${Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2')).map(([status, response]) => {
          const content = contentOf(resolve(document, response));
          return content && content.type.includes('json') ? block(`${status} · ${t('docs.example')}`, json(mediaExample(document, content.media)), copy, copied) : nothing;
        })}
      </div>
    </div>
  </section>`;
}

function responseView(document, status, response) {
  const content = contentOf(response);
  const tone = status.startsWith('2') ? 'success' : status.startsWith('5') ? 'danger' : 'attention';
  const head = html`<span class="chip ${tone} figures">${status}</span> <span>${response.description ? phrase(response.description) : reasons[status]}</span>`;
  const type = content ? html`<span class="type">${typeOf(document, content.media.schema)}</span>` : nothing;
  const inside = content ? fields(document, content.media.schema) : nothing;
  return inside === nothing ? html`<p class="response">${head} ${type}</p>` : html`<details class="response"><summary>${head}</summary>${type}${inside}</details>`;
}
