/** What the system gives as a reason. */
export default {
  fr: {
    'reason.cancelled_by_staff': 'par l’équipe',
    'reason.cancelled_by_customer': 'par le client',
    'reason.pickup_expired': 'non retirée à temps',
    'reason.overdue': 'pas commencée à temps',
    'reason.stock_corrected': 'stock corrigé',
    'reason.insufficient_stock': 'stock insuffisant',
  },
  en: {
    'reason.cancelled_by_staff': 'by staff',
    'reason.cancelled_by_customer': 'by the customer',
    'reason.pickup_expired': 'not collected in time',
    'reason.overdue': 'not begun in time',
    'reason.stock_corrected': 'stock corrected',
    'reason.insufficient_stock': 'not enough stock',
  },
};
