// The fields of the form: as a request, and from the parameters that a picture carries.

const field = id => document.getElementById(id);
const number = id => field(id).value.trim() === '' ? null : Number(field(id).value);

/** A slider and a number that go together. */
export function pair(id) {
  const range = field(`${id}-range`), input = field(id);
  range.addEventListener('input', () => { input.value = range.value; });
  input.addEventListener('input', () => { range.value = input.value; });
}

export function set(id, value) {
  if (value === null || value === undefined) return;
  field(id).value = value;
  const range = field(`${id}-range`);
  if (range) range.value = value;
}

/** What the form asks for. */
export function read(painter) {
  const request = {
    prompt: field('prompt').value, negative_prompt: field('negative').value || null, model: field('model').value || null, weighted: true,
    steps: number('steps'), guidance_scale: number('guidance'), width: number('width'), height: number('height'),
    seed: field('seed').value.trim() === '' ? null : field('seed').value.trim(), count: number('count') ?? 1,
    scheduler: field('scheduler').value || null, hires_scale: number('hires'), previews: field('previews').checked,
  };
  if (!painter.hasImage) return request;
  const sides = painter.sides, outpaints = Object.values(sides).some(s => s > 0);
  Object.assign(request, { image: painter.image, width: null, height: null, hires_scale: null });
  if (outpaints) return { ...request, outpaint: sides };
  return { ...request, strength: number('strength'), mask: painter.mask, mask_blur: painter.mask ? number('blur') ?? 0 : 0 };
}

/** Fills the form in with the parameters of a picture. */
export function use(parameters) {
  set('prompt', parameters.prompt ?? '');
  set('negative', parameters.negative_prompt ?? '');
  for (const id of ['steps', 'seed', 'width', 'height', 'strength']) set(id, parameters[id]);
  set('guidance', parameters.guidance_scale);
  set('count', 1);
  useScheduler(parameters.sampler);
  const models = [...field('model').options].map(o => o.value);
  if (models.includes(parameters.model)) set('model', parameters.model);
  for (const id of ['prompt', 'negative']) field(id).dispatchEvent(new Event('input'));
}

/** Schedulers in pictures may go by the names of classes, or those of other tools; the list then gets one more. */
function useScheduler(name) {
  const select = field('scheduler');
  if (!name) return;
  const same = [...select.options].find(o => o.value.toLowerCase() === name.toLowerCase());
  if (!same) select.add(new Option(name, name));
  select.value = same?.value ?? name;
}
