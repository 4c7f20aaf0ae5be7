/** The timeline's events as rows to draw: days, messages in groups, notes, orders, steps, calls and visits. Pure. */
const GROUP_WITHIN = 5 * 60_000;
// The actors' own bookkeeping between each other.
const UNSEEN = /^(reservation\.|sourcing\.|customer\.link_|proof\.ended)/;

/**
 * `sent` is what the agent said that no event confirms yet. `deliveries` are emails and SMS, oldest first; those before the first
 * event are left out unless the timeline is here from its `beginning`.
 */
export function rowsOf(events, { sent = [], me, deliveries = [], beginning = true } = {}) {
  const ended = new Map(events.filter(({ type }) => type === 'touch.closed').map((event) => [event.data.touch, event]));
  const begun = new Set(events.filter(({ type }) => type === 'touch.opened').map(({ data }) => data.touch));
  // A link is told on both sides; who linked stands on the one that became the alias.
  const linked = new Set(events.filter(({ type }) => type === 'customer.linked').map(({ entity }) => entity.id));
  const confirmed = new Set(events.map(({ data }) => data?.message_id).filter(Boolean));
  const rows = [];
  let day;
  const add = (row) => {
    const date = new Date(row.at).toDateString();
    if (date !== day) rows.push({ kind: 'day', key: `day ${date}`, at: row.at });
    day = date;
    rows.push(row);
  };
  const since = beginning ? -Infinity : Date.parse(events[0]?.at);
  const mail = deliveries.filter(({ created_at: at }) => Date.parse(at) >= since);
  const addMail = (before) => {
    while (mail.length && Date.parse(mail[0].created_at) < before) {
      const { id, created_at: at, ...delivery } = mail.shift();
      add({ kind: 'delivery', key: id, id, at, ...delivery });
    }
  };
  for (const event of events) {
    addMail(Date.parse(event.at));
    // A call stands where it began, with its length; where the timeline starts in the middle of it, its end stands for it.
    if (UNSEEN.test(event.type) || event.data.kind === 'visitor') continue;
    if (event.type === 'customer.adopted' && linked.has(event.data.other)) continue;
    if (event.type === 'touch.closed' && begun.has(event.data.touch)) continue;
    add(rowOf(event, ended));
  }
  addMail(Infinity);
  for (const message of sent) {
    if (confirmed.has(message.message_id)) continue;
    const { message_id: id, kind, text, channel, to, state, problem, at } = message;
    add({ kind, key: id, id, at, text, channel, to, from: 'staff', name: me.name, state, problem });
  }
  return grouped(rows);
}

function rowOf(event, ended) {
  const { seq, at, type, data, by } = event;
  const base = { key: data.message_id ?? seq, seq, at, by: by?.name };
  switch (type) {
    case 'message.posted':
      return { ...base, kind: 'message', from: data.from, name: data.name, text: data.text, channel: data.channel, to: data.to };
    case 'note.posted':
      return { ...base, kind: 'note', from: 'staff', name: data.name, text: data.text };
    case 'order.placed':
      return { ...base, kind: 'order', order: event.entity.id, data };
    case 'touch.opened':
    case 'touch.closed':
      return {
        ...base,
        kind: 'touch',
        touch: data.touch,
        channel: data.channel,
        seconds: data.seconds ?? ended.get(data.touch)?.data.seconds,
        over: type === 'touch.closed' || ended.has(data.touch),
      };
    default:
      return {
        ...base,
        kind: 'step',
        type,
        data,
        entity: event.entity.id,
        order: event.entity.kind === 'order' ? event.entity.id : undefined,
      };
  }
}

// What one person says in a row, on one channel, has one head and one time.
function grouped(rows) {
  const together = (one, other) =>
    one?.kind === 'message' &&
    other?.kind === 'message' &&
    one.from === other.from &&
    one.name === other.name &&
    one.channel === other.channel &&
    new Date(other.at) - new Date(one.at) < GROUP_WITHIN;
  return rows.map((row, index) => ({ ...row, first: !together(rows[index - 1], row), last: !together(row, rows[index + 1]) }));
}
