// A digest: composed, with the times at which it would come, and what it would say now.

import { api, el, tell } from './dom.js';
import { NAMES, bot } from './message.js';

const NOTHING_NEW = { rotate: 'tell other facts', say: 'say that nothing is new', skip: 'post nothing' };
let about;

export function open(view, topics) {
  about = topics;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const field = (id, label, input, hint) => el('div', { class: 'field' }, el('label', { for: id }, label), input, hint ? el('p', { class: 'hint', id: `${id}-hint` }, hint) : null);
  const topic = el('select', { id: 'digest-topic', name: 'topic' }, ...about.topics.map((one) => el('option', { value: one.command }, one.title)));
  const form = el('form', { class: 'card ask', 'aria-label': 'Compose a digest', onsubmit: (event) => { event.preventDefault(); compose(event.target); } },
    field('digest-topic', 'Topic', topic),
    field('digest-when', 'When', el('input', { id: 'digest-when', name: 'when', value: 'Mondays 09:00', maxlength: 100, 'aria-describedby': 'digest-when-hint' }), 'In words, or cron: 0 9 * * 1'),
    field('digest-zone', 'Time zone', el('input', { id: 'digest-zone', name: 'zone', list: 'zones', value: zone, maxlength: 60 })),
    el('datalist', { id: 'zones' }, ...Intl.supportedValuesOf('timeZone').map((one) => el('option', { value: one }))),
    el('fieldset', { class: 'field' }, el('legend', {}, 'When nothing is new'), ...Object.entries(NOTHING_NEW).map(([value, label]) => (
      el('label', {}, el('input', { type: 'radio', name: 'nothing_new', value, checked: value === 'rotate' }), label)))),
    el('fieldset', { class: 'field' }, el('legend', {}, 'News'),
      el('label', {}, el('input', { type: 'checkbox', name: 'added' }), 'with what was added from articles')),
    el('button', { type: 'submit', class: 'primary' }, 'Show it'));
  view.append(form, el('div', { id: 'digest-told' }), el('section', { class: 'card', 'aria-labelledby': 'digests-heading' },
    el('h2', { id: 'digests-heading' }, 'Digests that are set up'), el('div', { id: 'digests' })));
  view.addEventListener('shown', list);
  compose(form);
}

async function compose(form) {
  const given = new FormData(form);
  const wish = {
    topic: given.get('topic'), when: given.get('when'), zone: given.get('zone'), nothing_new: given.get('nothing_new'), added: given.has('added'),
  };
  await show(async () => {
    const told = await api('digest', wish);
    const rows = told.times.map((time) => el('tr', {}, el('td', {}, time.local), el('td', {}, time.utc)));
    return [told, el('div', { class: 'card' },
      el('table', {}, el('caption', {}, `Next times (cron ${told.cron})`),
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, told.zone), el('th', { scope: 'col' }, 'UTC'))), el('tbody', {}, ...rows)),
      wish.added && !told.news ? el('p', { class: 'note' }, 'Nothing was added from articles yet, so there is no news.') : null,
      el('p', { class: 'note' }, 'Nothing is sent from here: a channel gets digests from the running bot, set up with /healthfacts digest add or healthfacts digest add.'))];
  });
}

async function show(work) {
  const place = document.getElementById('digest-told');
  try {
    const [told, above] = await work();
    place.replaceChildren(above || '', told.discord ? editions(told) : el('p', { class: 'card' }, 'Nothing is new, so nothing would be posted.'));
    tell(told.discord ? `Shown: ${told.discord.title}` : 'Nothing would be posted.');
  } catch (error) {
    place.replaceChildren(el('p', { class: 'alert', role: 'alert' }, error.message));
  }
}

function editions(told) {
  const apps = Object.keys(NAMES).map((platform) => el('section', { class: `app ${platform}`, 'aria-label': `Digest in ${NAMES[platform]}` },
    el('h2', {}, NAMES[platform]),
    bot(platform, told[platform], about.name, '', () => tell('Its buttons work in the chat.'), 'div')));
  return el('div', {},
    el('div', { class: 'apps flow' }, ...apps),
    el('details', { class: 'card' }, el('summary', {}, 'As plain text'), el('pre', { tabindex: '0', 'aria-label': 'The digest as plain text' }, told.text)));
}

/** The digests that channels get already. */
async function list() {
  const place = document.getElementById('digests');
  try {
    const found = await api('digest/list', {});
    const stored = (one) => show(async () => [await api('digest/stored', { number: one.number }), el('p', { class: 'note' }, `Digest ${one.number}, as its channel would get it now.`)]);
    place.replaceChildren(found.length
      ? el('ul', {}, ...found.map((one) => el('li', { class: 'row' },
        `${one.number}: ${NAMES[one.platform]} ${one.channel}, ${one.written} (${one.zone}), ${one.status === 'active' ? `next ${one.next[0]}` : one.status}`,
        el('button', { type: 'button', onclick: () => stored(one) }, `Show digest ${one.number}`))))
      : el('p', {}, 'None yet. A preview has no platform to post to; run the bot with its tokens, and then /healthfacts digest add.'));
  } catch (error) {
    place.replaceChildren(el('p', { class: 'alert' }, error.message));
  }
}
