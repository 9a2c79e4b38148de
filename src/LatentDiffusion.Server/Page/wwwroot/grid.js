// A table of pictures over one or two parameters.

import { draw, getPicture } from './api.js';

const number = name => (request, value) => ({ ...request, [name]: Number(value) });

const axes = {
  '': ['nothing', request => request],
  steps: ['steps', number('steps')],
  guidance: ['guidance', number('guidance_scale')],
  seed: ['seeds', (request, value) => ({ ...request, seed: value })],
  scheduler: ['schedulers', (request, value) => ({ ...request, scheduler: value })],
  model: ['models', (request, value) => ({ ...request, model: value })],
  strength: ['how much to change', number('strength')],
  words: ['words of the prompt', (request, value, first) => ({ ...request, prompt: request.prompt.replaceAll(first, value) })],
};

/** Fills the menus in. */
export function fill(...selects) {
  for (const select of selects) for (const [value, [name]] of Object.entries(axes)) select.add(new Option(name, value));
}

const values = (what, text) => what === '' ? [''] : text.split(',').map(v => v.trim()).filter(v => v !== '');

/** Draws the table, one picture after the other; what fails says so in its place. */
export async function drawGrid(request, x, y, target, onStatus, signal) {
  const columns = values(x.what, x.values), rows = values(y.what, y.values);
  if (!columns.length || !rows.length) throw new Error('The grid has no values: write them separated by commas.');
  if (columns.length * rows.length > 100) throw new Error(`The grid has ${columns.length * rows.length} pictures; it may have 100.`);
  // One seed for all, so that what differs is what the grid compares.
  const base = { ...request, count: 1, previews: false, seed: request.seed ?? String(Math.floor(Math.random() * 2 ** 31)) };
  const table = document.createElement('table'), head = table.createTHead().insertRow();
  const caption = table.createCaption();
  caption.textContent = `${axes[x.what][0]} by ${axes[y.what][0]}, seed ${base.seed}`;
  head.append(header('', 'col'), ...columns.map(c => header(c, 'col')));
  target.replaceChildren(table);
  const body = table.createTBody();
  let done = 0;
  for (const row of rows) {
    const line = body.insertRow();
    line.append(header(row, 'row'));
    for (const column of columns) {
      const cell = line.insertCell();
      cell.textContent = '…';
      const one = axes[y.what][1](axes[x.what][1](base, column, columns[0]), row, rows[0]);
      try {
        const end = await draw(one, () => {}, signal);
        if (end.state !== 'completed') throw new Error(end.error ?? end.state);
        const picture = new Image();
        picture.src = URL.createObjectURL(await getPicture(end.images[0].url));
        picture.alt = `${row} ${column}`.trim() || one.prompt;
        cell.replaceChildren(picture);
      } catch (error) {
        if (signal.aborted) throw error;
        cell.textContent = error.message;
      }
      onStatus(++done, columns.length * rows.length);
    }
  }
}

function header(text, scope) {
  const cell = document.createElement(text === '' && scope === 'col' ? 'td' : 'th');
  if (cell.tagName === 'TH') cell.scope = scope;
  cell.textContent = text;
  return cell;
}
