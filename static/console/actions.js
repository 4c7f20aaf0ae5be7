/** What the agent can do from the keyboard and the command palette: one list for both and for the help. */
import { language, languages, setLanguage, t } from '../shared/i18n.js';
import { VIEWS } from './inbox.js';
import { toggleTheme } from './theme.js';

const someone = (app) => Boolean(app.desk.open?.customer);
const topic = (app) => Boolean(app.desk.open?.topic);
const supervisor = (app) => ['supervisor', 'admin'].includes(app.desk.me.role);

/** `{id, icon, key?, shown?(app), run(app)}`; the words are `action.ID`. */
export const actions = [
  { id: 'next', key: 'j', icon: 'arrow-down', run: (app) => app.inbox.step(1) },
  { id: 'previous', key: 'k', icon: 'chevron-up', run: (app) => app.inbox.step(-1) },
  { id: 'reply', key: 'r', icon: 'send', shown: someone, run: (app) => app.timeline.write({ note: false }) },
  { id: 'note', key: 'n', icon: 'note', shown: someone, run: (app) => app.timeline.write({ note: true }) },
  { id: 'finish', key: 'e', icon: 'check', shown: topic, run: (app) => app.timeline.head.finish() },
  { id: 'snooze', key: 's', icon: 'alarm-clock', shown: topic, run: (app) => app.timeline.head.openMenu('snooze') },
  { id: 'take', key: 'm', icon: 'user', shown: topic, run: (app) => app.timeline.head.assign(app.desk.me.id) },
  { id: 'assign', key: 'a', icon: 'users', shown: topic, run: (app) => app.timeline.head.openMenu('assign') },
  { id: 'sell', key: 'o', icon: 'shopping-bag', shown: someone, run: (app) => app.startSale() },
  { id: 'phone', key: 'p', icon: 'phone', run: (app) => app.focusPhone() },
  { id: 'search', key: '/', icon: 'search', run: (app) => app.openPalette() },
  { id: 'details', key: 'd', icon: 'user', shown: (app) => Boolean(app.desk.open), run: (app) => app.toggleCustomer() },
  { id: 'help', key: '?', icon: 'keyboard', run: (app) => app.showHelp() },
  ...VIEWS.map((view, index) => ({ id: `view.${view}`, key: String(index + 1), icon: 'inbox', run: (app) => app.desk.inbox.show(view) })),
  { id: 'away', icon: 'bell-off', shown: (app) => app.desk.presence === 'online', run: (app) => app.desk.setPresence('away') },
  { id: 'back', icon: 'bell', shown: (app) => app.desk.presence === 'away', run: (app) => app.desk.setPresence('online') },
  { id: 'theme', icon: 'moon', run: () => toggleTheme() },
  {
    id: 'language',
    icon: 'languages',
    run: () =>
      setLanguage(
        languages.find((each) => each !== language()),
        { remember: true },
      ),
  },
  { id: 'store', icon: 'store', run: () => location.assign('/store') },
  { id: 'sourcing', icon: 'warehouse', shown: supervisor, run: () => location.assign('/sourcing') },
  { id: 'outbox', icon: 'email', run: () => location.assign('/outbox') },
  { id: 'docs', icon: 'info', run: () => location.assign('/docs') },
  { id: 'sign_out', icon: 'log-out', run: (app) => app.signOut() },
];

export const actionWord = ({ id }) => t(`action.${id}`);

/** The actions that make sense now. */
export const possible = (app) => actions.filter(({ shown }) => !shown || shown(app));
