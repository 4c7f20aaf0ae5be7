/** Where goods are sent, as ISO 3166 codes; the shop's own first. */
export const countries = ['FR', 'BE', 'CH', 'LU', 'DE', 'ES', 'IT', 'NL'];
