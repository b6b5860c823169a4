// Where one writes, as each platform has it: Discord gives a command fields, Slack leaves it one line.

import { api, el } from './dom.js';
import { Combobox } from './combobox.js';

const OPERATORS = '/healthfacts';

/**
 * What was typed -> {kind: 'command', topic, text} | {kind: 'operate', line} | {kind: 'mention', text} |
 * {kind: 'talk', text} | {kind: 'no command', text}.
 */
export function understood(typed, about) {
  const text = typed.trim();
  if (text === OPERATORS || text.startsWith(`${OPERATORS} `)) return { kind: 'operate', line: text.slice(OPERATORS.length).trim() };
  if (text.startsWith('/')) {
    const [command, ...rest] = text.slice(1).split(/\s+/);
    const topic = about.topics.find((one) => one.command === command);
    return topic ? { kind: 'command', topic: command, text: rest.join(' ') } : { kind: 'no command', text: `/${command}` };
  }
  const name = `@${about.name}`;
  const at = text.toLowerCase().indexOf(name.toLowerCase());
  if (at < 0) return { kind: 'talk', text };
  return { kind: 'mention', text: `${text.slice(0, at)} ${text.slice(at + name.length)}`.trim(), said: text };
}

function starting(typed, about, usage) {
  const found = [];
  const word = typed.toLowerCase();
  for (const topic of about.topics) {
    if (word.startsWith('/') && `/${topic.command}`.startsWith(word)) {
      found.push({ label: `/${topic.command}`, note: usage || topic.description, value: `/${topic.command} ` });
    }
  }
  for (const one of about.operating) {
    const command = `${OPERATORS} ${one.path}`;
    if (word.startsWith('/') && command.startsWith(word) && command !== word) {
      found.push({ label: usage ? one.usage : command, note: one.description, value: one.options.length ? `${command} ` : command });
    }
  }
  const name = `@${about.name}`;
  if (word.startsWith('@') && name.toLowerCase().startsWith(word)) found.push({ label: name, note: 'mention the bot', value: `${name} ` });
  return found;
}

export class Composer {
  /** `send({kind, topic, text, about, share, said})` is called with what was written. */
  constructor(platform, place, about, send) {
    this.platform = platform;
    this.about = about;
    this.send = send;
    this.place = place;
    this.line();
  }

  /** One line to write in. */
  line(typed = '') {
    const id = `${this.platform}-input`;
    const name = this.platform === 'discord' ? 'Message #peer-support in Discord' : 'Message #peer-support in Slack';
    const input = el('input', { id, type: 'text', maxlength: 4000, 'aria-label': name, placeholder: 'Message, or / for commands' });
    input.value = typed;
    const usage = this.platform === 'slack' ? this.about.usage : '';
    const box = new Combobox(input, (text) => starting(text, this.about, usage), (option) => this.put(option.value));
    input.addEventListener('input', () => this.maybeCommand(input.value));
    const form = el('form', { onsubmit: (event) => { event.preventDefault(); box.close(); this.submit(input); } },
      input, box.list, el('button', { type: 'submit', class: 'send' }, 'Send'));
    this.place.replaceChildren(form);
    return input;
  }

  /** Put a text in, as if it had been typed. */
  put(text) {
    const input = this.line(text);
    input.focus();
    this.maybeCommand(text);
  }

  submit(input) {
    const said = understood(input.value, this.about);
    if (!said.text && said.kind === 'talk') return;
    input.value = '';
    this.send(said);
  }

  /** A command of Discord's that has options opens its fields as soon as it is typed. */
  maybeCommand(typed) {
    if (this.platform !== 'discord') return;
    const topic = this.about.topics.find((one) => typed.startsWith(`/${one.command} `));
    if (topic) {
      this.command(`/${topic.command}`, topicOptions(topic), typed.slice(topic.command.length + 2), ({ drug, about, share }) => ({
        kind: 'command', topic: topic.command, text: drug, about: about || null, share: share === 'yes',
      }));
    }
    const operating = this.about.operating.find((one) => one.options.length && typed.startsWith(`${OPERATORS} ${one.path} `));
    if (operating) {
      const command = `${OPERATORS} ${operating.path}`;
      this.command(command, operating.options, typed.slice(command.length + 1), (values) => ({ kind: 'operate', line: operating.path, values }));
    }
  }

  /** A command of Discord's with its options; `said(values)` makes of them what is sent. Escape goes back to the line. */
  command(name, options, typed, said) {
    const fields = options.map((option, at) => this.option(option, at === 0 ? typed : ''));
    const submit = (event) => {
      event.preventDefault();
      fields.forEach(({ box }) => box?.close());
      const values = Object.fromEntries(fields.map(({ input }, at) => [options[at].name, input.value.trim()]).filter(([, value]) => value));
      if (options.some((one) => one.required && !values[one.name])) return;
      this.line().focus();
      this.send(said({ drug: '', ...values }));
    };
    const form = el(
      'form',
      {
        class: 'command', 'aria-label': `${name} in Discord`, onsubmit: submit,
        onkeydown: (event) => {
          if (event.key === 'Escape') this.line().focus();
          else if (event.key === 'Enter' && event.target.tagName === 'SELECT') submit(event);
        },
      },
      el('strong', {}, name),
      ...fields.flatMap(({ input, box }, at) => [
        el('label', { class: at === 0 ? 'first' : null }, el('span', {}, options[at].name), input), box ? box.list : null,
      ]),
      el('button', { type: 'submit', class: 'send' }, 'Send'),
    );
    this.place.replaceChildren(form);
    fields[0].input.focus();
    fields[0].box?.refresh();
  }

  option({ name, description, required, choices, suggest }, typed) {
    const id = `discord-${name}`;
    if (choices?.length) {
      const left = required ? [] : [{ value: '', label: '(left out)' }];
      return { input: el('select', { id, title: description }, ...[...left, ...choices].map((one) => el('option', { value: one.value }, one.label))) };
    }
    const input = el('input', { id, type: 'text', maxlength: suggest ? 100 : 1000, title: description, required });
    input.value = typed;
    const box = suggest && new Combobox(input, suggest, (option) => { input.value = option.value; input.focus(); });
    return { input, box };
  }
}

/** The options of a topic's command. */
function topicOptions(topic) {
  return [
    { name: 'drug', description: topic.options.drug, suggest: (typed) => api('suggest', { topic: topic.command, typed }) },
    { name: 'about', description: topic.options.about, choices: topic.about.map((one) => ({ value: one.id, label: one.label })) },
    { name: 'share', description: topic.options.share, required: true, choices: Object.entries(topic.share).map(([value, label]) => ({ value, label })) },
  ];
}
