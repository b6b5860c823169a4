// A panel of the operators' as the page itself shows it, for review beside the article.

import { api, el } from './dom.js';
import { ask, fieldsOf } from './dialog.js';

const PARTS = { heading: 'h4', quote: 'blockquote', quiet: 'small', plain: 'p' };
const STYLES = { good: 'good', danger: 'danger', plain: null };

function draw(panel, press) {
  return el('div', { class: 'panel', tabindex: '-1' },
    el('h3', {}, panel.title),
    ...panel.parts.map((part) => el(PARTS[part.style], {}, part.text)),
    el('div', { class: 'row' }, ...panel.buttons.map((one) => (
      el('button', { type: 'button', class: STYLES[one.style], onclick: () => press(one.action) }, one.label)))));
}

/** Show in `place` what `action` leads to, and go on from there; `done(panel)` is called after each step. */
export async function follow(place, action, done, values) {
  try {
    const shown = await api('operate', { platform: 'page', action, values: values || {} });
    if (shown.form) {
      ask('page', fieldsOf.page(shown.form), (filled) => follow(place, shown.form.action, done, filled));
      return;
    }
    const drawn = draw(shown.panel, (next) => follow(place, next, done));
    place.replaceChildren(drawn);
    await done(shown.panel);
    drawn.focus({ preventScroll: true });
  } catch (error) {
    place.querySelector('.alert')?.remove();
    place.prepend(el('p', { class: 'alert', role: 'alert' }, error.message));
  }
}
