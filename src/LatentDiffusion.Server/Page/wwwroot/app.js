// Puts the page together.

import { draw, getJson } from './api.js';
import { Gallery } from './gallery.js';
import { drawGrid, fill } from './grid.js';
import { Painter } from './painter.js';
import { countTokens, highlight } from './prompt.js';
import { pair, read, set, use } from './settings.js';

const at = id => document.getElementById(id);
const painter = new Painter(at('paint'));
const gallery = new Gallery(answer => again(answer), startFrom);
const count = countTokens(at('prompt'), at('tokens'), () => at('model').value || null);
let running = null;

function tell(text) { at('status').textContent = text; }

function fail(error) {
  at('error').textContent = error?.message ?? '';
  at('error').hidden = !error;
}

/** Runs what draws, with the buttons and the progress as they must be then. */
async function run(work) {
  running?.abort();
  const own = running = new AbortController();
  fail(null);
  at('cancel').disabled = false;
  at('empty').hidden = true;
  at('progress').hidden = false;
  at('progress').removeAttribute('value');
  at('results').scrollIntoView({ block: 'nearest' }); // on small screens it is far below
  try {
    await work(own.signal);
  } catch (error) {
    if (own.signal.aborted) tell('Cancelled.');
    else { tell(''); fail(error); }
  } finally {
    if (running === own) { at('cancel').disabled = true; at('progress').hidden = true; running = null; }
  }
}

function show(job) {
  if (job.state === 'waiting') tell(job.position > 0 ? `Waiting; ${job.position} before it.` : 'Waiting; it is next.');
  else tell(job.steps ? `Step ${job.step} of ${job.steps}` : 'Getting ready…');
  if (job.steps) at('progress').value = job.step / job.steps;
  if (job.preview) showPicture(job.preview, 'The picture as it forms');
}

function showPicture(address, text) {
  Object.assign(at('preview'), { src: address, alt: text, hidden: false });
}

const drawOne = () => run(async signal => {
  const end = await draw(read(painter), show, signal);
  if (end.state !== 'completed') throw new Error(end.error ?? 'Cancelled.');
  for (const picture of end.images) showPicture(await gallery.add(picture), picture.parameters.split('\n')[0]);
  tell([`Done: ${end.images.length === 1 ? 'seed' : 'seeds'} ${end.images.map(i => i.seed).join(', ')}.`, ...end.warnings].join(' '));
});

function again({ parameters }) {
  use(parameters);
  tell('The settings are those of the picture.');
  at('prompt').focus();
}

async function startFrom(file) {
  await painter.load(file);
  at('start').open = true;
  at('start-tools').hidden = false;
  at('paint').scrollIntoView({ block: 'nearest' });
  tell('Drawing starts from the picture.');
}

async function settingsOf(file) {
  try {
    again(await getJson('api/parameters', { method: 'POST', body: file }));
    fail(null);
  } catch (error) { fail(error); }
}

/** What differs from model to model. */
async function useModel() {
  tell('Loading the model…');
  try {
    const model = await getJson(`api/models/${encodeURIComponent(at('model').value)}`);
    for (const side of ['width', 'height']) {
      for (const input of [at(side), at(`${side}-range`)]) Object.assign(input, { min: model.size_multiple, step: model.size_multiple });
      set(side, model[side]);
    }
    set('steps', model.steps);
    set('guidance', model.guidance_scale);
    at('start').hidden = !model.takes_images;
    tell('');
    await count();
  } catch (error) { tell(''); fail(error); }
}

async function begin() {
  const info = await getJson('api/info');
  for (const name of info.models) at('model').add(new Option(name, name, false, name === info.default_model));
  for (const name of info.schedulers) at('scheduler').add(new Option(name, name));
  for (const name of info.loras) at('lora').add(new Option(name, name));
  at('lora-field').hidden = info.loras.length === 0;
  at('steps').max = at('steps-range').max = info.limits.steps;
  at('count').max = info.limits.count;
  for (const side of ['width', 'height']) at(side).max = at(`${side}-range`).max = info.limits.side;
  await useModel();
}

function theme(dark) {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  at('theme').setAttribute('aria-pressed', dark);
}

const prefers = matchMedia('(prefers-color-scheme: dark)');
const saved = localStorage.getItem('theme');
theme(saved ? saved === 'dark' : prefers.matches);
prefers.addEventListener('change', e => { if (!localStorage.getItem('theme')) theme(e.matches); });
at('theme').addEventListener('click', () => {
  const dark = document.documentElement.dataset.theme !== 'dark';
  localStorage.setItem('theme', dark ? 'dark' : 'light');
  theme(dark);
});

for (const id of ['steps', 'guidance', 'width', 'height', 'strength']) pair(id);
for (const id of ['prompt', 'negative']) highlight(at(id));
set('strength', 0.8);
fill(at('x-what'), at('y-what'));
at('form').addEventListener('submit', e => { e.preventDefault(); drawOne(); });
at('form').addEventListener('keydown', e => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); drawOne(); } });
at('cancel').addEventListener('click', () => running?.abort());
at('model').addEventListener('change', useModel);
at('random').addEventListener('click', () => { at('seed').value = ''; });
at('lora').addEventListener('change', () => {
  at('prompt').value += ` <lora:${at('lora').value}:1>`;
  at('lora').value = '';
  at('prompt').dispatchEvent(new Event('input'));
});
at('start-file').addEventListener('change', e => { if (e.target.files[0]) startFrom(e.target.files[0]).catch(fail); });
at('again-file').addEventListener('change', e => { if (e.target.files[0]) settingsOf(e.target.files[0]); });
at('brush').addEventListener('input', e => { painter.brush = Number(e.target.value); });
at('erase').addEventListener('click', e => {
  painter.isErasing = !painter.isErasing;
  e.target.setAttribute('aria-pressed', painter.isErasing);
});
at('undo-mask').addEventListener('click', () => painter.clear());
at('remove-start').addEventListener('click', () => { painter.remove(); at('start-tools').hidden = true; at('start-file').value = ''; });
for (const side of ['left', 'top', 'right', 'bottom'])
  at(`out-${side}`).addEventListener('input', e => { painter.sides[side] = Math.max(0, Number(e.target.value)); painter.show(); });
at('draw-grid').addEventListener('click', () => run(async signal => {
  const axis = name => ({ what: at(`${name}-what`).value, values: at(`${name}-values`).value });
  await drawGrid(read(painter), axis('x'), axis('y'), at('grid-result'), (done, all) => {
    tell(`${done} of ${all} pictures`);
    at('progress').value = done / all;
  }, signal);
  tell('The grid is done.');
}));

document.addEventListener('dragover', e => { e.preventDefault(); document.body.classList.add('dropping'); });
document.addEventListener('dragleave', e => { if (!e.relatedTarget) document.body.classList.remove('dropping'); });
document.addEventListener('drop', e => {
  e.preventDefault();
  document.body.classList.remove('dropping');
  const file = e.dataTransfer.files[0];
  if (!file) return;
  if (at('start').contains(e.target)) startFrom(file).catch(fail);
  else settingsOf(file);
});
// Leaving the page ends the stream of events, and with it the job.
begin().catch(fail);
