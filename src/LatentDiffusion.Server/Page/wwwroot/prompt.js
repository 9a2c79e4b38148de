// The prompt's weights in colour, and the count of its tokens.

import { getJson } from './api.js';

const syntax = /\\[()[\]\\]|<lora:[^>]*>|\b(?:AND|BREAK)\b|\(|\[|:\s*[+-]?[.\d]+\s*\)|\)|\]|[^\\()[\]:<A-Z]+|[^]/g;

/** The pieces of a prompt: texts with weights, as the server reads them. */
export function pieces(prompt) {
  const found = [], round = [], square = [];
  const multiply = (from, weight) => { for (let i = from; i < found.length; i++) found[i].weight *= weight; };
  for (const [text] of prompt.matchAll(syntax)) {
    const piece = { text, weight: 1, isWord: /^(?:AND|BREAK|<lora:.*)$/.test(text) };
    if (text === '(') round.push(found.length);
    else if (text === '[') square.push(found.length);
    found.push(piece);
    if (text === ')' && round.length) multiply(round.pop(), 1.1);
    else if (text === ']' && square.length) multiply(square.pop(), 1 / 1.1);
    else if (text[0] === ':' && text.length > 1 && round.length) multiply(round.pop(), parseFloat(text.slice(1)));
  }
  return found;
}

const kind = ({ weight, isWord }) => isWord ? 'word' : weight > 1.3 ? 'much' : weight > 1.001 ? 'more' : weight < 0.999 ? 'less' : '';

/** Shows the weights behind a text area, which grows with its text. */
export function highlight(area) {
  const marks = area.previousElementSibling;
  const show = () => {
    marks.replaceChildren(...pieces(area.value).map(piece => {
      const span = document.createElement('span');
      span.className = kind(piece);
      span.textContent = piece.text;
      return span;
    }), '\u200b');
  };
  area.addEventListener('input', show);
  show();
}

/** Counts tokens a moment after the last change. */
export function countTokens(area, output, model) {
  let timer = 0;
  const count = async () => {
    try {
      const { count, room } = await getJson('api/tokens', { method: 'POST', json: { prompt: area.value, model: model(), weighted: true } });
      output.textContent = count === null ? '' : `${count} of ${room} tokens`;
      output.classList.toggle('over', count > room);
    } catch (error) {
      output.textContent = error.message;
      output.classList.add('over');
    }
  };
  area.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(count, 300); });
  return count;
}
