// Forms of the operators' commands, as dialogs. A form is read from a modal of Discord's
// (https://docs.discord.com/developers/components/reference#label), a view of Slack's
// (https://docs.slack.dev/surfaces/modals), or as it is.

import { el } from './dom.js';

const CHANNEL = { value: 'peer-support', label: '#peer-support' };

function discordField({ label, description, component: one }) {
  const base = { id: one.custom_id, label, hint: description, required: one.required };
  if (one.type === 8) return { ...base, kind: 'choice', options: [CHANNEL], value: one.default_values?.[0]?.id };
  if (one.type === 3) return { ...base, kind: 'choice', options: one.options, value: one.options.find((option) => option.default)?.value };
  return { ...base, kind: one.style === 2 ? 'text' : 'line', value: one.value, longest: one.max_length };
}

function slackField({ label, hint, optional, element: one }) {
  const plain = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const base = { id: one.action_id, label: plain(label.text), hint: hint && plain(hint.text), required: !optional };
  if (one.type === 'conversations_select') return { ...base, kind: 'choice', options: [CHANNEL], value: one.initial_conversation };
  if (one.type === 'static_select') {
    const options = one.options.map((option) => ({ value: option.value, label: plain(option.text.text) }));
    return { ...base, kind: 'choice', options, value: one.initial_option?.value };
  }
  return { ...base, kind: one.multiline ? 'text' : 'line', value: one.initial_value, longest: one.max_length };
}

/** By where it comes from: what gives {title, action, submit, close, fields} of a form. */
export const fieldsOf = {
  discord: (modal) => ({
    title: modal.title, action: modal.custom_id, submit: 'Submit', close: 'Cancel', fields: modal.components.map(discordField),
  }),
  slack: (view) => ({
    title: view.title.text, action: JSON.parse(view.private_metadata).do, submit: view.submit.text, close: view.close.text,
    fields: view.blocks.map(slackField),
  }),
  page: (form) => ({ ...form, close: 'Cancel' }),
};

function input(field, id) {
  const attributes = { id, name: field.id, required: field.required, 'aria-describedby': field.hint ? `${id}-hint` : null };
  if (field.kind === 'choice') {
    const options = field.required && field.value ? field.options : [{ value: '', label: '' }, ...field.options];
    return el('select', attributes, ...options.map((one) => el('option', { value: one.value, selected: one.value === field.value }, one.label)));
  }
  const made = el(field.kind === 'text' ? 'textarea' : 'input', { ...attributes, maxlength: field.longest, rows: field.kind === 'text' ? 4 : null });
  made.value = field.value || '';
  return made;
}

/** Ask with a dialog; `send(values)` is called with what was filled in. Escape, or its second button, sends nothing. */
export function ask(platform, form, send) {
  const label = (field, id) => el('div', { class: 'field' },
    el('label', { for: id }, field.label, field.required ? null : el('small', {}, ' (optional)')),
    input(field, id),
    field.hint ? el('p', { class: 'hint', id: `${id}-hint` }, field.hint) : null);
  const dialog = el('dialog', { class: `modal ${platform}`, 'aria-labelledby': 'dialog-title' });
  dialog.append(el('form', {
    onsubmit: (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(event.target));
      dialog.close();
      send(values);
    },
  },
  el('h2', { id: 'dialog-title' }, form.title),
  ...form.fields.map((field, at) => label(field, `dialog-${at}`)),
  el('div', { class: 'row' },
    el('button', { type: 'button', onclick: () => dialog.close() }, form.close),
    el('button', { type: 'submit', class: 'primary' }, form.submit))));
  const before = document.activeElement;
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
