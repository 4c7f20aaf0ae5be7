/** The icons of the methods of delivery and of the kinds of node. */
export const METHOD_ICONS = { ship: 'truck', relay_point: 'map-pin', pickup: 'store' };
export const KIND_ICONS = { warehouse: 'warehouse', store: 'store', supplier: 'package', relay_point: 'map-pin' };
