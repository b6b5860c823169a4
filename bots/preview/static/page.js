// The page: which view is shown. A view's code is fetched when it is opened first.

import { api } from './dom.js';
import { open } from './chat.js';

const VIEWS = ['chat', 'article', 'digest'];
const place = (view) => document.getElementById(`view-${view}`);
const opened = new Set(['chat']);

const about = await api('topics');
open(about);

async function show() {
  const wanted = location.hash.slice(1);
  const view = VIEWS.includes(wanted) ? wanted : 'chat';
  if (!opened.has(view)) {
    opened.add(view);
    const { open: openView } = await import(`./${view}.js`);
    openView(place(view), about);
  }
  for (const one of VIEWS) place(one).hidden = one !== view;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${view}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.documentElement.dataset.view = view;
  place(view).dispatchEvent(new Event('shown'));
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  [...document.querySelectorAll('.view:not([hidden]) :is(input, textarea, select)')].find((one) => one.checkVisibility()).focus();
});
addEventListener('hashchange', show);
await show();
document.documentElement.dataset.ready = 'true';
