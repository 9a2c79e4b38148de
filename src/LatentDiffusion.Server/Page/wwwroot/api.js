// Talks to the server: JSON, the key that it may ask for, and its events.

let key = sessionStorage.getItem('key') ?? '';
let asking = null;

/** A request to the server. Asks for the key where the server does, and fails with what the server says is wrong. */
export async function call(path, { method = 'GET', body, json, signal } = {}) {
  const headers = json === undefined ? {} : { 'Content-Type': 'application/json' };
  if (key) headers.Authorization = `Bearer ${key}`;
  const response = await fetch(path, { method, headers, body: json === undefined ? body : JSON.stringify(json), signal });
  if (response.status === 401) {
    await askForKey();
    return call(path, { method, body, json, signal });
  }
  if (!response.ok) {
    const error = await response.json().catch(() => ({}));
    throw new Error(error.error ?? `The server answered ${response.status}.`);
  }
  return response;
}

export const getJson = async (path, options) => (await call(path, options)).json();

/** A picture, which needs the key to be fetched. */
export const getPicture = async path => (await call(path)).blob();

/** Begins a job, tells of each change, and gives its end. Aborting cancels it. */
export async function draw(request, onStatus, signal) {
  const job = await getJson('api/jobs', { method: 'POST', json: request, signal });
  onStatus(job);
  const response = await call(`api/jobs/${job.id}/events`, { signal });
  for await (const { name, data } of events(response.body)) {
    if (name === 'end') return data;
    onStatus(data);
  }
  throw new Error('The server went away.');
}

/** The events in a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
      const lines = text.slice(0, end).split('\n');
      const field = name => lines.filter(l => l.startsWith(`${name}: `)).map(l => l.slice(name.length + 2)).join('\n');
      yield { name: field('event'), data: JSON.parse(field('data')) };
    }
  }
}

function askForKey() {
  return asking ??= new Promise(resolve => {
    const dialog = document.getElementById('key-dialog');
    dialog.addEventListener('close', () => {
      key = document.getElementById('key').value;
      sessionStorage.setItem('key', key);
      asking = null;
      resolve();
    }, { once: true });
    dialog.showModal();
  });
}
