// A message of the bot's as a platform shows it, and what is behind it: its lengths, its plain text, its JSON.

import { el } from './dom.js';
import * as discord from './discord.js';
import * as slack from './slack.js';

export const DRAWN = { discord, slack };
export const NAMES = { discord: 'Discord', slack: 'Slack' };
export const ONLY_YOU = { discord: 'Only you can see this', slack: 'Only visible to you' };

const clock = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit' });
const numbers = new Intl.NumberFormat('en');

/** A length in words: 1,430 of 4,000 characters. */
function told(size) {
  return `${numbers.format(size.count)} of ${numbers.format(size.most)} ${size.what}`;
}

export function head(name, badge) {
  return el('p', { class: 'head' }, el('strong', {}, name), badge ? el('span', { class: 'badge' }, badge) : null, el('time', {}, clock.format(new Date())));
}

export function avatar(name, kind) {
  return el('span', { class: `avatar ${kind}`, 'aria-hidden': 'true' }, name[0]);
}

/** A message, drawn from its payload. `did` is the line above it: what it is an answer to. */
export function bot(platform, reply, name, did, press, tag = 'li') {
  const item = el(tag, { class: `message bot${reply.private ? ' private' : ''}${reply.under ? ' under' : ''}` });
  const only = reply.private ? el('p', { class: 'only' }, ONLY_YOU[platform]) : null;
  item.append(
    avatar(name, 'us'),
    el('article', { tabindex: '-1', 'aria-label': `${name} answered${reply.private ? `, ${ONLY_YOU[platform].toLowerCase()}` : ''}` },
      platform === 'slack' ? only : null,
      did ? el('p', { class: 'did' }, did) : null,
      head(name, 'APP'),
      DRAWN[platform].draw(reply.payload, (action, label) => press(item, reply, action, label), reply.files),
      platform === 'discord' ? only : null,
      lengths(platform, reply)),
  );
  return item;
}

/** What is behind a message, filled when it is opened first. */
function lengths(platform, reply) {
  const inside = el('details', { class: 'lengths' }, el('summary', {}, `${told(reply.sizes[0])}: lengths, plain text, JSON`));
  inside.addEventListener('toggle', () => {
    if (inside.childElementCount > 1) return;
    inside.append(
      el('ul', {}, ...reply.sizes.map((one) => el('li', {},
        el('meter', { max: one.most, value: one.count, 'aria-label': `${one.what} of what ${NAMES[platform]} takes` }),
        told(one)))),
      el('h3', {}, 'As a screen reader reads it'),
      el('pre', { class: 'plain', tabindex: '0', 'aria-label': 'As a screen reader reads it' }, DRAWN[platform].spoken(reply.payload)),
      el('h3', {}, 'JSON'),
      el('pre', { tabindex: '0', 'aria-label': 'JSON of the message' }, JSON.stringify(reply.payload, null, 1)),
    );
  });
  return inside;
}
