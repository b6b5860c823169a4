// An article: its zones and claims over the text, what it says of its study, and the review of its claims.

import { api, el, tell } from './dom.js';
import { follow } from './panel.js';

const ZONES = {
  article: ['Article', 'claims are taken from this alone'],
  metadata: ['About the page', 'title, date, authors'],
  caption: ['Caption', 'under a picture'],
  reference: ['References', 'what it cites'],
  comments: ['Comments', 'what readers wrote: never told'],
  boilerplate: ['Boilerplate', 'menus, adverts, legal text'],
  unknown: ['Unknown', 'the author or a reader: nobody can tell'],
};
const numbers = new Intl.NumberFormat('en');
let read;
let marks = [];
let drafts = new Map();
let at = -1;

export function open(view) {
  const text = el('textarea', { id: 'article-text', rows: 5, placeholder: 'Paste an article, or a forum thread' });
  const link = el('input', { id: 'article-link', type: 'url', placeholder: 'https://', maxlength: 2000, 'aria-describedby': 'article-link-hint' });
  const file = el('input', { id: 'article-file', type: 'file', accept: '.txt,.html,.htm,text/plain,text/html' });
  const form = el('form', {
    class: 'card ask', 'aria-label': 'Which article',
    onsubmit: (event) => { event.preventDefault(); take(text.value, link.value.trim(), file.files[0]); },
  },
  el('div', { class: 'field wide' }, el('label', { for: 'article-text' }, 'Text'), text),
  el('div', { class: 'field' }, el('label', { for: 'article-link' }, 'or its address'), link,
    el('p', { class: 'hint', id: 'article-link-hint' }, 'Beside a text: where people can look it up.')),
  el('div', { class: 'field' }, el('label', { for: 'article-file' }, 'or a file'), file),
  el('button', { type: 'submit', class: 'primary' }, 'Read it'));
  view.append(form, el('div', { id: 'article-read' }));
}

function result() {
  return document.getElementById('article-read');
}

async function take(text, link, file) {
  tell('Reading');
  result().replaceChildren(el('p', { class: 'working' }, 'Reading…'));
  try {
    const from = link ? `?address=${encodeURIComponent(link)}` : '';
    if (file) read = await api(`article/read${from}`, file, file.type.startsWith('text/') ? file.type : 'application/octet-stream');
    else if (text.trim()) read = await api(`article/read${from}`, text, 'text/plain;charset=utf-8');
    else if (link) read = await api('article/link', { link });
    else throw new Error('Paste a text, give an address, or choose a file.');
  } catch (error) {
    result().replaceChildren(el('p', { class: 'alert', role: 'alert' }, error.message));
    return;
  }
  at = -1;
  drafts = new Map();
  document.getElementById('article-text').rows = 2;
  show();
  tell(`Read: ${numbers.format(read.characters)} characters, ${read.claims_found} claims.`);
}

function show() {
  const paper = el('div', { class: 'paper card', id: 'paper', tabindex: '-1', role: 'region', 'aria-label': 'Text with its zones and claims', onkeydown: key });
  marks = [];
  let zone;
  let section;
  read.pieces.forEach(([kind, claim, text], number) => {
    const first = kind !== zone;
    if (first) {
      section = el('div', { class: `zone ${kind}`, role: 'group', 'aria-label': ZONES[kind][0] }, el('p', { class: 'tag' }, ZONES[kind][0]));
      paper.append(section);
      zone = kind;
    }
    let said = first ? text.replace(/^\n+/, '') : text; // lines between zones are no part of the picture
    if (read.pieces[number + 1]?.[0] !== kind) said = said.trimEnd();
    section.append(claim < 0 ? said : mark(claim, text));
  });
  const cut = read.shown < read.characters || read.claims.length < read.claims_found;
  result().replaceChildren(
    cut ? el('p', { class: 'note' }, `Shown are the first ${numbers.format(read.shown)} of ${numbers.format(read.characters)} characters, and ${read.claims.length} of ${read.claims_found} claims. All of it was read.`) : '',
    el('div', { class: 'reading' }, paper, el('div', { class: 'beside' }, steps(), el('div', { id: 'claim' }), legend(), facts())),
  );
  choose(0, false);
}

/** A claim in the text: coloured, numbered, and said what it is. */
function mark(number, text) {
  const claim = read.claims[number];
  const made = el('mark', {
    class: `claim ${claim.kind}`, role: 'button', tabindex: '-1', 'aria-pressed': 'false',
    onclick: () => choose(number),
  }, text, el('sup', {}, ` ${number + 1} ${claim.kind}${claim.hedged ? ', careful' : ''}`));
  marks.push(made);
  return made;
}

function key(event) {
  const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: marks.length - 1 }[event.key];
  if (event.target.closest('.claim') && (event.key === 'Enter' || event.key === ' ')) choose(marks.indexOf(event.target));
  else if (to === undefined || !event.target.closest('.claim')) return;
  else choose(to);
  event.preventDefault();
}

/** Go to a claim: say what it is, and where it is a draft, what may be decided. */
function choose(number, focus = true) {
  if (!marks[number]) return;
  marks[at]?.setAttribute('aria-pressed', 'false');
  marks[at]?.setAttribute('tabindex', '-1');
  at = number;
  marks[at].setAttribute('aria-pressed', 'true');
  marks[at].setAttribute('tabindex', '0');
  if (focus) {
    marks[at].focus({ preventScroll: true });
    marks[at].scrollIntoView({ block: 'nearest' });
  }
  document.getElementById('step').textContent = `Claim ${at + 1} of ${marks.length}`;
  about();
}

function about() {
  const claim = read.claims[at];
  const rows = [
    ['Kind', claim.kind],
    ['Drugs', claim.drugs.join(', ') || 'names none'],
    ['Classes', claim.classes.join(', ')],
    ['In whom', claim.species.join(', ') || 'does not say'],
    ['Wording', claim.hedged ? 'careful: may, suggests, could' : 'certain'],
    ['Who says it', claim.speaker || 'the author'],
  ];
  const inside = document.getElementById('claim');
  const details = el('dl', { class: 'facts' }, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  const review = el('div', { class: 'review' });
  inside.replaceChildren(details, review);
  const draft = drafts.get(claim.start);
  if (draft) follow(review, `review/show/${draft.id}`, refreshed);
  else if (drafts.size) review.append(el('p', { class: 'note' }, 'It is on nothing that a topic is about, so it was not kept.'));
}

function steps() {
  const step = (label, by) => el('button', { type: 'button', onclick: () => choose(at + by) }, label);
  const add = el('button', { type: 'button', class: 'primary', onclick: () => store(add) }, 'Add it: claims become drafts');
  return el('div', { class: 'card' },
    el('h2', {}, 'Claims'),
    read.claims.length
      ? el('div', { class: 'row' }, step('Previous claim', -1), step('Next claim', 1), el('span', { id: 'step' }))
      : el('p', {}, 'No sentence of the article asserts anything about health.'),
    el('div', { class: 'row' }, add),
    el('p', { id: 'stored', class: 'note' }));
}

async function store(button) {
  button.disabled = true;
  try {
    const added = await api('article/add', { sha256: read.sha256 });
    kept(added);
    const how = added.already ? 'It was there already' : 'Added';
    document.getElementById('stored').textContent = `${how}: document ${added.document}, ${added.drafts.length} claims. Choose a claim to review it; what you approve is told in the chat at once.`;
    const first = read.claims.findIndex((one) => drafts.has(one.start));
    if (first >= 0) choose(first);
  } catch (error) {
    button.disabled = false;
    document.getElementById('stored').replaceChildren(el('span', { class: 'alert', role: 'alert' }, error.message));
  }
}

function kept(told) {
  drafts = new Map(told.drafts.map((one) => [one.start, one]));
  read.claims.forEach((claim, number) => {
    const draft = drafts.get(claim.start);
    if (draft) marks[number].querySelector('sup').textContent = ` ${number + 1} ${claim.kind}, ${draft.status}`;
    marks[number].classList.toggle('told', draft?.status === 'published');
    marks[number].classList.toggle('not-told', Boolean(draft) && draft.status !== 'published' && draft.status !== 'draft');
  });
}

/** After a decision: which claims are told now. */
async function refreshed(panel) {
  tell(panel.title);
  kept(await api('article/drafts', { sha256: read.sha256 }));
}

function legend() {
  const shown = Object.entries(ZONES).filter(([kind]) => read.zones[kind]);
  return el('div', { class: 'card' },
    el('h2', {}, 'Colours'),
    el('ul', { class: 'legend' },
      el('li', {}, el('span', { class: 'swatch' }, el('mark', { class: 'claim' }, 'Claim')), `${read.claims_found}, numbered in the text`),
      ...shown.map(([kind, [name, what]]) => el('li', {}, el('span', { class: `swatch zone ${kind}` }, name), what))));
}

function facts() {
  const study = read.study;
  const rows = [
    ['Title', study.title], ['Publisher', study.publisher], ['Published', study.published], ['Address', read.address || study.url],
    ['DOIs', study.dois.join(', ')], ['In whom', study.species.join(', ')], ['Kind of study', study.study_types.join(', ')],
    ['How many', study.sample_size], ['Drugs', study.drugs.join(', ')], ['Names', study.names.map((pair) => `${pair.brand} (${pair.generic})`).join(', ')],
  ];
  return el('div', { class: 'card' },
    el('h2', {}, 'What it says of itself'),
    el('dl', { class: 'facts' }, ...rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value ? String(value) : 'does not say')])));
}
