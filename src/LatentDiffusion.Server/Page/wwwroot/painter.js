// The picture to start from: a mask painted over it, and room around it.

export class Painter {
  #canvas; #image = null; #mask = document.createElement('canvas'); #painted = false; #cursor = null;

  constructor(canvas) {
    this.#canvas = canvas;
    this.brush = 20;
    this.isErasing = false;
    this.sides = { left: 0, top: 0, right: 0, bottom: 0 };
    let last = null;
    canvas.addEventListener('pointerdown', e => { canvas.setPointerCapture(e.pointerId); last = this.#at(e); this.#stroke(last, last); });
    canvas.addEventListener('pointermove', e => { if (last) { const to = this.#at(e); this.#stroke(last, to); last = to; } });
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => { last = null; });
    canvas.addEventListener('keydown', e => this.#key(e));
    canvas.addEventListener('blur', () => { this.#cursor = null; this.show(); });
  }

  get hasImage() { return this.#image !== null; }

  /** The picture as a data URL, at most as large as the server takes. */
  get image() { return this.#url(canvas => canvas.drawImage(this.#image, 0, 0)); }

  /** The mask: white where it was painted; null where nothing was. */
  get mask() {
    return this.#painted ? this.#url(canvas => {
      const fill = (colour, operation) => {
        Object.assign(canvas, { fillStyle: colour, globalCompositeOperation: operation });
        canvas.fillRect(0, 0, this.#mask.width, this.#mask.height);
      };
      canvas.drawImage(this.#mask, 0, 0);
      fill('#fff', 'source-in');
      fill('#000', 'destination-over');
    }) : null;
  }

  async load(file) {
    this.#image = await createImageBitmap(file);
    this.#mask.width = this.#image.width;
    this.#mask.height = this.#image.height;
    this.clear();
  }

  remove() { this.#image = null; this.#painted = false; }

  clear() {
    this.#mask.getContext('2d').clearRect(0, 0, this.#mask.width, this.#mask.height);
    this.#painted = false;
    this.show();
  }

  show() {
    if (!this.#image) return;
    const { left, top, right, bottom } = this.sides, { width, height } = this.#image;
    this.#canvas.width = width + left + right;
    this.#canvas.height = height + top + bottom;
    const context = this.#canvas.getContext('2d');
    context.drawImage(this.#image, left, top);
    context.globalAlpha = 0.6;
    context.drawImage(this.#mask, left, top);
    context.globalAlpha = 1;
    if (!this.#cursor) return;
    context.strokeStyle = '#e8590c';
    context.lineWidth = 2;
    context.beginPath();
    context.arc(this.#cursor.x + left, this.#cursor.y + top, this.brush / 2, 0, 2 * Math.PI);
    context.stroke();
  }

  #url(paint) {
    const canvas = document.createElement('canvas');
    canvas.width = this.#image.width;
    canvas.height = this.#image.height;
    paint(canvas.getContext('2d'));
    return canvas.toDataURL('image/png');
  }

  #at(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * this.#canvas.width / box.width - this.sides.left,
      y: (event.clientY - box.top) * this.#canvas.height / box.height - this.sides.top,
    };
  }

  #stroke(from, to) {
    const context = this.#mask.getContext('2d');
    context.globalCompositeOperation = this.isErasing ? 'destination-out' : 'source-over';
    context.strokeStyle = '#e64980'; // seen on white and on black
    context.lineWidth = this.brush;
    context.lineCap = 'round';
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y + 0.01);
    context.stroke();
    this.#painted ||= !this.isErasing;
    this.show();
  }

  #key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!this.#image || !(event.key in moves || event.key === ' ')) return;
    event.preventDefault();
    const from = this.#cursor ?? { x: this.#image.width / 2, y: this.#image.height / 2 };
    const [dx, dy] = moves[event.key] ?? [0, 0], far = Math.max(1, this.brush / 2);
    this.#cursor = {
      x: Math.min(this.#image.width, Math.max(0, from.x + dx * far)), y: Math.min(this.#image.height, Math.max(0, from.y + dy * far)),
    };
    if (event.key === ' ' || event.shiftKey) this.#stroke(from, this.#cursor);
    else this.show();
  }
}
