// A Slack message from its payload: Block Kit (https://docs.slack.dev/reference/block-kit/blocks) and mrkdwn
// (https://docs.slack.dev/messaging/formatting-message-text).

import { el, inline, link } from './dom.js';

const around = (mark, kind) => `(?<![\\p{L}\\p{N}])[${mark}](?<${kind}>[^\\s${mark}](?:[^${mark}\\n]*[^\\s${mark}])?)[${mark}](?![\\p{L}\\p{N}])`;
const MARKS = new RegExp([
  '<(?<address>https?://[^|<>]+)(?:\\|(?<label>[^<>]*))?>',
  '<(?<mention>[@#!][^<>]*)>',
  '`(?<code>[^`\\n]+)`',
  around('*', 'bold'),
  around('_', 'italic'),
  around('~', 'strike'),
].join('|'), 'gu');

const make = {
  address: (found) => link(decoded(found.address), decoded(found.label || found.address)),
  mention: (found) => el('span', { class: 'mention' }, decoded(found.mention)),
  code: (found) => el('code', {}, decoded(found.code)),
  bold: (found) => el('strong', {}, ...marks(found.bold)),
  italic: (found) => el('em', {}, ...marks(found.italic)),
  strike: (found) => el('s', {}, ...marks(found.strike)),
};

function decoded(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function marks(text) {
  return inline(text, MARKS, make, decoded);
}

function lines(object) {
  if (object.type === 'plain_text') return object.text.split('\n').map((one) => el('p', {}, decoded(one)));
  return object.text.split('\n').map((one) => (
    one.startsWith('&gt;') ? el('blockquote', {}, ...marks(one.slice(4))) : el('p', {}, ...marks(one))
  ));
}

function button(one, press) {
  const label = decoded(one.text.text);
  return el('button', { type: 'button', class: one.style, onclick: () => press(one.action_id, label) }, label);
}

function block(one, press, files) {
  switch (one.type) {
    case 'header': return el('h3', {}, decoded(one.text.text));
    case 'section': return el('div', { class: 'section' }, ...lines(one.text));
    case 'context': return el('div', { class: 'context' }, ...one.elements.flatMap(lines));
    case 'divider': return el('hr');
    case 'actions': return el('div', { class: 'row' }, ...one.elements.map((inner) => button(inner, press)));
    case 'image': return el('div', { class: 'gallery' }, el('img', { src: files?.[one.slack_file.id], alt: one.alt_text }));
    default: return el('p', { class: 'alert' }, `The preview cannot draw a block of type ${one.type}.`);
  }
}

export function draw(payload, press, files) {
  return el('div', { class: 'body' }, ...payload.blocks.map((one) => block(one, press, files)));
}

/** What notifications and screen readers get: the text that is sent beside the blocks. */
export function spoken(payload) {
  return decoded(payload.text);
}
