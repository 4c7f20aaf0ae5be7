/** What an order's sourcing says to those who look at it: which plan is in force, which came before and why they ended. Pure. */

/** Rejected, or given up by the node in another way. */
const ENDED = ['rejected', 'expired', 'cancelled'];

/** `{inForce, earlier}`: the plan in force, and `[{plan, number, names, ended}…]` of those before it, the newest first. */
export function plansOf({ plans }, order) {
  const earlier = plans.slice(0, -1).map((plan, index) => ({
    plan,
    number: index + 1,
    names: [...new Set(plan.parts.map(({ node_name: name }) => name))],
    ended: endedOf(plan, order),
  }));
  return { inForce: plans.at(-1), earlier: earlier.reverse() };
}

/** Which of a plan's parts came to nothing: `[{name, status, reason}…]`. */
export function endedOf({ parts }, { fulfillments }) {
  return parts.flatMap((part) => {
    const fulfillment = fulfillments?.find(({ id }) => id === part.fulfillment_id);
    return fulfillment && ENDED.includes(fulfillment.status) ? [{ name: part.node_name, status: fulfillment.status, reason: fulfillment.reason }] : [];
  });
}

/** The names of articles by their SKU. */
export const titlesOf = ({ lines }) => Object.fromEntries(lines.map(({ sku, title }) => [sku, title]));

/** The moment at which the last of it arrives, where that is after what was promised. */
export function lateArrival(plan, promisedAt) {
  const promised = Date.parse(promisedAt);
  const arrivals = (plan?.parts ?? []).map(({ arrives_at: at }) => at).filter(Boolean);
  const last = arrivals.reduce((latest, at) => (!latest || Date.parse(at) > Date.parse(latest) ? at : latest), undefined);
  return last && Date.parse(last) > promised ? last : undefined;
}

/** The number of the last event by which this order was sourced; another one means that its plan has changed. */
export const lastSourced = (events, id) => events.findLast(({ type, entity }) => type === 'order.sourced' && entity.id === id)?.seq;

/** How many units no plan sends for now: they wait for stock. */
export const waitingUnits = ({ lines }) => lines.reduce((sum, { quantities }) => sum + (quantities?.backordered ?? 0), 0);
