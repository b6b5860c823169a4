// The chat: two channels, what is written in them, and what the bot sends back.

import { api, el, tell } from './dom.js';
import { Composer, understood } from './composer.js';
import { NAMES, avatar, bot, head } from './message.js';
import * as discord from './discord.js';
import * as slack from './slack.js';

const $ = (id) => document.getElementById(id);
const PLATFORMS = ['discord', 'slack'];
let about;

function log(platform) {
  return $(`${platform}-log`);
}

/** Put messages at the end of their channels, and then scroll to the first of each: the page is laid out only once. */
function append(added) {
  for (const [platform, item] of added) log(platform).append(item);
  const seen = new Set();
  for (const [platform, item] of added) {
    if (!seen.has(platform)) log(platform).scrollTop = item.offsetTop - 12;
    seen.add(platform);
  }
}

/** A message that a person wrote, with the action of its menu. */
function person(platform, name, text) {
  const action = el('button', { type: 'button', class: 'action', onclick: () => check(platform, text) }, about.action[platform]);
  return el('li', { class: 'message' },
    avatar(name, 'person'),
    el('article', { 'aria-label': `${name} wrote` }, head(name), el('p', { class: 'said' }, ...mentioned(text)), action));
}

function mentioned(text) {
  const name = `@${about.name}`;
  const at = text.indexOf(name);
  if (at < 0) return [text];
  return [text.slice(0, at), el('span', { class: 'mention' }, name), text.slice(at + name.length)];
}

function answer(platform, reply, did) {
  return bot(platform, reply, about.name, did, (item, of, action, label) => pressed(platform, item, of, action, label));
}

function here(platform) {
  return $('both').checked ? PLATFORMS : [platform];
}

/** Whether anything of a channel is in the window now: on a phone that is one of the two. */
function inView(platform) {
  const box = log(platform).getBoundingClientRect();
  return box.width > 0 && box.top < innerHeight && box.bottom > 0;
}

/** Show an error beside the place where it happened, and say it. */
async function attempt(platform, work) {
  try {
    await work();
  } catch (error) {
    append([[platform, el('li', { class: 'alert' }, error.message)]]);
    tell(error.message);
  }
}

function announce(platforms, reply) {
  const where = platforms.map((one) => NAMES[one]).join(' and ');
  tell(`New reply in ${where}: ${reply.title}.${reply.private ? ' Only you can see it.' : ''}`);
}

function typedIn(platform, said) {
  const topic = about.topics.find((one) => one.command === said.topic);
  const aspect = topic.about.find((one) => one.id === said.about);
  if (platform === 'slack') return `You typed /${[said.topic, said.text, aspect && aspect.word].filter(Boolean).join(' ')}`;
  return `You used /${[said.topic, said.text && `drug:${said.text}`, aspect && `about:${aspect.label}`, said.share && 'share:yes'].filter(Boolean).join(' ')}`;
}

/** The line above a reply. */
function above(platform, said) {
  if (said.kind === 'command') return typedIn(platform, said);
  return platform === 'discord' ? `Replying to You: ${said.said}` : 'In the thread';
}

/** What somebody has written on `platform`, which is sent there, or on both. */
function send(platform, said) {
  return attempt(platform, async () => {
    if (said.kind === 'operate') return operate(platform, { line: said.line, values: said.values || {} }, `You ${platform === 'slack' ? 'typed' : 'used'} /healthfacts ${said.line}`);
    const places = here(platform);
    if (said.kind === 'no command') throw new Error(`${said.text} is no command. Type / to see those that there are.`);
    if (said.kind !== 'command') append(places.map((one) => [one, person(one, 'You', said.said || said.text)]));
    if (said.kind === 'talk') return tell('Sent. The bot reads only what mentions it.');
    const replies = await api('ask', {
      topic: said.topic || about.topics[0].command, kind: said.kind, text: said.text, about: said.about || null, share: Boolean(said.share),
    });
    const add = (platforms) => append(platforms.flatMap((one) => replies[one].map((reply) => [one, answer(one, reply, above(one, said))])));
    const seen = places.filter(inView);
    add(seen);
    announce(places, replies[places[0]][0]);
    if (seen.length < places.length) setTimeout(() => add(places.filter((one) => !seen.includes(one)))); // what is seen is painted first
  });
}

/** The action in a message's menu. */
function check(platform, text) {
  return attempt(platform, async () => {
    const replies = await api('ask', { topic: about.topics[0].command, kind: 'message', text });
    append(replies[platform].map((reply) => [platform, answer(platform, reply, `About the message: ${text}`)]));
    announce([platform], replies[platform][0]);
    log(platform).lastElementChild.querySelector('article').focus({ preventScroll: true });
  });
}

/** Put a reply where it belongs: in place of `item`, or at the end. */
async function placed(platform, item, reply, did) {
  const latest = answer(platform, reply, did);
  await Promise.all([...latest.querySelectorAll('img')].map((one) => one.decode())); // its height is known then, to scroll by
  if (reply.instead && item) {
    item.replaceWith(latest);
    log(platform).scrollTop = latest.offsetTop - 12;
  } else append([[platform, latest]]);
  return latest;
}

function pressed(platform, item, of, action, label) {
  return attempt(platform, async () => {
    if (/^(do|wrong):/.test(action)) return operate(platform, { action }, label && `You pressed ${label}`, item);
    const replies = await api('press', { platform, action, private: of.private });
    let latest;
    for (const one of replies) latest = await placed(platform, item, { ...one, under: platform === 'slack' && of.under }); // Slack stays in the thread
    latest.querySelector('article').focus({ preventScroll: true });
    announce([platform], replies.at(-1));
  });
}

/** What operators do: a command, a button of a panel or a filled form. A form opens as a dialog. */
async function operate(platform, doing, did, item) {
  const shown = await api('operate', { platform, ...doing });
  if (shown.modal) {
    const { fieldsOf, ask } = await import('./dialog.js');
    const form = fieldsOf[platform](shown.modal);
    tell(`${NAMES[platform]} asks: ${form.title}`);
    ask(platform, form, (values) => attempt(platform, () => operate(platform, { action: form.action, values }, `You sent the form ${form.title}`, item)));
    return;
  }
  const latest = await placed(platform, item, shown.reply, did);
  latest.querySelector('article').focus({ preventScroll: true });
  announce([platform], shown.reply);
}

function example(text) {
  return el('li', {}, el('button', { type: 'button', onclick: () => send('discord', understood(text, about)) }, text));
}

export function open(topics) {
  about = topics;
  for (const platform of PLATFORMS) {
    new Composer(platform, $(`${platform}-composer`), about, (said) => send(platform, said));
    append([[platform, person(platform, 'Robin', about.seed)]]);
  }
  $('tries').append(...about.examples.map(example));
  // Drawn and thrown away, so that the first answer is not the first time that this code runs: 15 ms sooner.
  (window.requestIdleCallback || setTimeout)(() => {
    const text = { type: 10, content: '## a\n### b\n**c** \\* [1] <https://example.org>\n-# d' };
    const button = { type: 2, style: 2, label: 'e', custom_id: 'f' };
    discord.draw({ components: [{ type: 17, components: [text, { type: 14 }] }, { type: 1, components: [button] }] });
    const section = { type: 'section', text: { type: 'mrkdwn', text: '*a* b &amp; <https://example.org|c>' } };
    const actions = { type: 'actions', elements: [{ action_id: 'd', text: { text: 'e' } }] };
    slack.draw({ blocks: [section, { type: 'context', elements: [section.text] }, { type: 'divider' }, actions] });
  });
}
