// A Discord message from its payload: Components V2 (https://docs.discord.com/developers/components/reference) and
// the Markdown that a text display knows (https://support.discord.com/hc/en-us/articles/210298617).

import { el, inline, link } from './dom.js';

const STYLES = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' };
const INSIDE = '(?:\\\\.|[^\\\\])+?';
const MARKS = new RegExp([
  '\\\\(?<escaped>[\\p{P}\\p{S}])',
  '`(?<code>[^`]+)`',
  `\\*\\*(?<bold>${INSIDE})\\*\\*`,
  `__(?<under>${INSIDE})__`,
  `~~(?<strike>${INSIDE})~~`,
  `\\|\\|(?<spoiler>${INSIDE})\\|\\|`,
  `\\*(?<italic>${INSIDE})\\*`,
  `(?<!\\w)_(?<slanted>${INSIDE})_(?!\\w)`,
  '\\[(?<label>[^\\]]+)\\]\\(<?(?<masked>https?://[^\\s)>]+)>?\\)',
  '<(?<angled>https?://[^\\s<>]+)>',
  '(?<bare>https?://[^\\s<>]*[^\\s<>.,:;!?\'")\\]])',
  '(?<mention><[@#][!&]?\\d+>|@everyone|@here)',
].join('|'), 'gu');

const make = {
  escaped: (found) => found.escaped,
  code: (found) => el('code', {}, found.code),
  bold: (found) => el('strong', {}, ...marks(found.bold)),
  under: (found) => el('u', {}, ...marks(found.under)),
  strike: (found) => el('s', {}, ...marks(found.strike)),
  spoiler: (found) => el('span', { class: 'spoiler' }, ...marks(found.spoiler)),
  italic: (found) => el('em', {}, ...marks(found.italic)),
  slanted: (found) => el('em', {}, ...marks(found.slanted)),
  masked: (found) => link(found.masked, found.label),
  angled: (found) => link(found.angled),
  bare: (found) => link(found.bare),
  mention: (found) => el('span', { class: 'mention' }, found.mention),
};

function marks(text) {
  return inline(text, MARKS, make);
}

const LINES = [
  // one level under the channel's own heading, however large Discord draws it
  [/^### (.*)/, (text) => el('h4', {}, ...marks(text))],
  [/^## (.*)/, (text) => el('h3', {}, ...marks(text))],
  [/^# (.*)/, (text) => el('h3', { class: 'large' }, ...marks(text))],
  [/^-# (.*)/, (text) => el('p', { class: 'subtext' }, ...marks(text))],
  [/^> (.*)/, (text) => el('blockquote', {}, ...marks(text))],
  [/^[-*] (.*)/, (text) => el('p', { class: 'item' }, ...marks(text))],
];

function line(text) {
  for (const [pattern, draw] of LINES) {
    const found = pattern.exec(text);
    if (found) return draw(found[1]);
  }
  return el('p', { class: text ? false : 'empty' }, ...marks(text));
}

function component(one, press, files) {
  switch (one.type) {
    case 17: {
      const box = el('div', { class: 'container' }, ...one.components.map((inner) => component(inner, press, files)));
      if (one.accent_color !== undefined) box.style.setProperty('--accent', `#${one.accent_color.toString(16).padStart(6, '0')}`);
      return box;
    }
    case 10: return el('div', { class: 'text' }, ...one.content.split('\n').map(line));
    case 14: return el('hr', { class: one.divider ? false : 'gap' });
    case 1: return el('div', { class: 'row' }, ...one.components.map((inner) => component(inner, press, files)));
    case 2: return el('button', { type: 'button', class: STYLES[one.style], onclick: () => press(one.custom_id, one.label) }, one.label);
    case 12: return el('div', { class: 'gallery' }, ...one.items.map((item) => el('img', {
      src: files?.[item.media.url.replace('attachment://', '')], alt: item.description,
    })));
    default: return el('p', { class: 'alert' }, `The preview cannot draw a component of type ${one.type}.`);
  }
}

export function draw(payload, press, files) {
  return el('div', { class: 'body' }, ...payload.components.map((one) => component(one, press, files)));
}

/** What a screen reader reads: the texts with their marks taken as marks, then the buttons. */
export function spoken(payload) {
  const drawn = draw(payload, () => {});
  const said = { BUTTON: (one) => `Button: ${one.textContent}`, IMG: (one) => `Picture: ${one.alt}` };
  return [...drawn.querySelectorAll('.text > *, button, img')].map((one) => (said[one.tagName]?.(one) ?? one.textContent)).join('\n');
}
