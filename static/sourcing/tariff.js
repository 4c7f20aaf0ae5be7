/**
 * A carrier's tariff as a sheet: one column for each weight, one row for each distance band, a cost where they meet. A cell without a cost
 * is a step that the band does not have. Pure.
 */

/** `{…carrier}` → `{services, co2_per_parcel, co2_per_tonne_km, weights: [grams…], rows: [{up_to_km|null, days, costs: [cost|null…]}…]}`. */
export function sheetOf({ services, bands, co2_per_parcel = 0, co2_per_tonne_km = 0 }) {
  const weights = [...new Set(bands.flatMap(({ steps }) => steps.map((step) => step.up_to_grams)))].sort((one, other) => one - other);
  const rows = bands.map(({ up_to_km, days, steps }) => ({
    up_to_km: up_to_km ?? null,
    days,
    costs: weights.map((grams) => steps.find((step) => step.up_to_grams === grams)?.cost ?? null),
  }));
  return { services: [...services], co2_per_parcel, co2_per_tonne_km, weights, rows };
}

/** The sheet with its weights and bands in ascending order, as the wire wants them; a band without an end is the last. */
export function sorted(sheet) {
  const order = sheet.weights.map((_, column) => column).sort((one, other) => (sheet.weights[one] ?? Infinity) - (sheet.weights[other] ?? Infinity));
  const rows = sheet.rows.map((row) => ({ ...row, costs: order.map((column) => row.costs[column]) }));
  rows.sort((one, other) => reach(one) - reach(other));
  return { ...sheet, weights: order.map((column) => sheet.weights[column]), rows };
}

const reach = ({ up_to_km: km }) => km ?? Number.MAX_SAFE_INTEGER;

/** The carrier that a sheet in order describes. */
export function carrierOf({ services, co2_per_parcel, co2_per_tonne_km, weights, rows }) {
  const steps = (costs) => costs.flatMap((cost, column) => (cost === null ? [] : [{ up_to_grams: weights[column], cost }]));
  const bands = rows.map(({ up_to_km, days, costs }) => ({ ...(up_to_km === null ? {} : { up_to_km }), days, steps: steps(costs) }));
  return { services, bands, co2_per_parcel, co2_per_tonne_km };
}

/** A new distance, before the band that reaches everywhere, with the costs of the one before. */
export function withBand(sheet) {
  const at = sheet.rows.length && sheet.rows.at(-1).up_to_km === null ? sheet.rows.length - 1 : sheet.rows.length;
  const before = sheet.rows[at - 1] ?? sheet.rows[at];
  const row = { up_to_km: null, days: before?.days ?? 1, costs: before ? [...before.costs] : sheet.weights.map(() => null) };
  return { ...sheet, rows: sheet.rows.toSpliced(at, 0, row) };
}

export function withoutBand(sheet, at) {
  return { ...sheet, rows: sheet.rows.toSpliced(at, 1) };
}

/** A new weight, still to be given. */
export function withWeight(sheet) {
  return { ...sheet, weights: [...sheet.weights, null], rows: sheet.rows.map((row) => ({ ...row, costs: [...row.costs, null] })) };
}

export function withoutWeight(sheet, at) {
  return { ...sheet, weights: sheet.weights.toSpliced(at, 1), rows: sheet.rows.map((row) => ({ ...row, costs: row.costs.toSpliced(at, 1) })) };
}

/** What the wire could not even say. */
export function gaps(sheet) {
  const missing = sheet.weights.flatMap((grams, column) => (grams === null ? [{ field: `weights[${column}]`, problem: '' }] : []));
  const twice = sheet.weights.flatMap((grams, column) => (grams !== null && sheet.weights.indexOf(grams) < column ? [{ field: `weights[${column}]`, problem: '' }] : []));
  return [...missing, ...twice];
}

/** Where on the sheet a carrier's field stands: `bands[1].steps[0].cost` → `rows[1].costs[0]`. */
export function placeOf(sheet, field) {
  const [, row, part, step] = /^bands\[(\d+)\](?:\.(\w+)(?:\[(\d+)\])?)?/.exec(field) ?? [];
  if (row === undefined) return field;
  if (step === undefined) return part && part !== 'steps' ? `rows[${row}].${part}` : `rows[${row}]`;
  const columns = (sheet.rows[row]?.costs ?? []).flatMap((cost, column) => (cost === null ? [] : [column]));
  return `rows[${row}].costs[${columns[step] ?? 0}]`;
}
