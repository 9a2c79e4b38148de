// The pictures that were drawn, with their parameters.

import { getJson, getPicture } from './api.js';

export class Gallery {
  #list = document.getElementById('gallery');
  #title = document.getElementById('gallery-title');

  /** @param again Takes the settings of a picture. @param start Starts from a picture. */
  constructor(again, start) {
    this.again = again;
    this.start = start;
  }

  /** Adds a picture of a job, in front. */
  async add(picture) {
    const file = await getPicture(picture.url), address = URL.createObjectURL(file);
    const card = document.getElementById('card').content.cloneNode(true).firstElementChild;
    const image = card.querySelector('img'), name = `${picture.seed}.png`;
    const prompt = picture.parameters.split('\n')[0];
    Object.assign(image, { src: address, alt: prompt || 'A picture without a prompt', width: picture.width, height: picture.height });
    Object.assign(card.querySelector('a'), { href: address });
    card.querySelector('pre').textContent = picture.parameters;
    const does = {
      again: async () => this.again(await getJson('api/parameters', { method: 'POST', body: file })),
      start: () => this.start(file),
      remove: () => { card.remove(); URL.revokeObjectURL(address); this.#title.hidden = this.#list.children.length === 0; },
    };
    for (const [what, action] of Object.entries(does)) {
      const button = card.querySelector(`[data-do="${what}"]`);
      button.setAttribute('aria-label', `${button.textContent}: seed ${picture.seed}`);
      button.addEventListener('click', action);
    }
    Object.assign(card.querySelector('[data-do="save"]'), { href: address, download: name });
    this.#list.prepend(card);
    this.#title.hidden = false;
    return address;
  }
}
