// A text field with a list of suggestions, by the pattern of https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.

import { el } from './dom.js';

export class Combobox {
  /** `suggest(text)` gives [{label, note, value}], or a promise of it; `choose(option)` is called with the one taken. */
  constructor(input, suggest, choose) {
    this.input = input;
    this.suggest = suggest;
    this.choose = choose;
    this.options = [];
    this.at = -1;
    this.list = el('ul', { class: 'list', id: `${input.id}-list`, role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
    for (const [name, value] of Object.entries({
      role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener('input', () => this.refresh());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.close());
  }

  async refresh() {
    const typed = this.input.value;
    const options = await this.suggest(typed);
    if (typed !== this.input.value || document.activeElement !== this.input) return;
    this.show(options);
  }

  show(options) {
    this.options = options;
    this.at = -1;
    this.list.replaceChildren(...options.map((one, at) => el(
      'li',
      { role: 'option', id: `${this.list.id}-${at}`, 'aria-selected': 'false', onmousedown: (event) => { event.preventDefault(); this.take(at); } },
      el('span', {}, one.label),
      one.note ? el('small', {}, one.note) : null,
    )));
    this.list.hidden = options.length === 0;
    this.input.setAttribute('aria-expanded', String(options.length > 0));
    this.input.removeAttribute('aria-activedescendant');
  }

  close() {
    this.show([]);
  }

  key(event) {
    if (this.list.hidden) return;
    const count = this.options.length;
    if (event.key === 'ArrowDown') this.mark((this.at + 1) % count);
    else if (event.key === 'ArrowUp') this.mark(this.at <= 0 ? count - 1 : this.at - 1);
    else if (event.key === 'Escape') { this.close(); event.stopPropagation(); }
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.at >= 0) this.take(this.at);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((one, index) => one.setAttribute('aria-selected', String(index === this.at)));
    const marked = this.list.children[this.at];
    marked.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', marked.id);
  }

  take(at) {
    const chosen = this.options[at];
    this.close();
    this.choose(chosen);
  }
}
