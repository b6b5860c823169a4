// Building the page. Text only ever becomes a text node: nothing here, or anywhere in the page, reads HTML.

export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** A link as the platforms make one: web addresses only, and the other site is not told where one came from. */
export function link(address, label = address) {
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, label);
}

/**
 * Turn `text` into nodes: `pattern` has one group for each kind of mark, and `make[kind]` gets the match.
 * What no pattern takes becomes text, by way of `plain`.
 */
export function inline(text, pattern, make, plain = (part) => part) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > end) nodes.push(plain(text.slice(end, found.index)));
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined && make[name]);
    nodes.push(make[kind](found.groups));
    end = found.index + found[0].length;
  }
  if (end < text.length) nodes.push(plain(text.slice(end)));
  return nodes;
}

/** Say a line to who listens to the page. */
export function tell(text) {
  document.getElementById('status').textContent = text;
}

/** Ask the preview for JSON. `body` is sent as JSON, or as it is where `type` is its content type. */
export async function api(path, body, type = 'application/json') {
  const options = body === undefined ? {} : {
    method: 'POST', headers: { 'Content-Type': type }, body: type === 'application/json' ? JSON.stringify(body) : body,
  };
  const response = await fetch(`/api/${path}`, options).catch(() => {
    throw new Error('healthfacts is not running any more. Start it again, then reload this page.');
  });
  const given = await response.json();
  if (given.error) throw new Error(given.error);
  return given;
}
