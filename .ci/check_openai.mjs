// Draws with the client that OpenAI publishes for JavaScript, from a server whose address is the argument.
import OpenAI, { toFile } from 'openai';
import assert from 'node:assert/strict';

const client = new OpenAI({ apiKey: 'any', baseURL: `${process.argv[2]}/v1`, timeout: 120_000, maxRetries: 0 });
const sizeOf = base64 => {
  const png = Buffer.from(base64, 'base64');
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
};

assert.deepEqual((await client.models.list()).data.map(m => m.id), ['emoji']);
const drawn = await client.images.generate({ model: 'emoji', prompt: 'a red apple', n: 2, size: '64x64', seed: 1, steps: 4 });
assert.deepEqual(drawn.data.map(d => sizeOf(d.b64_json)), [[64, 64], [64, 64]]);

const events = [];
const asked = { model: 'emoji', prompt: 'a cat', size: '64x64', steps: 6, stream: true, partial_images: 2 };
for await (const event of await client.images.generate(asked))
  events.push(event);
assert.deepEqual(events.map(e => e.type), [...Array(2).fill('image_generation.partial_image'), 'image_generation.completed']);
assert.deepEqual(sizeOf(events.at(-1).b64_json), [64, 64]);

const image = await toFile(Buffer.from(drawn.data[0].b64_json, 'base64'), 'apple.png', { type: 'image/png' });
const edited = await client.images.edit({ model: 'emoji', image, prompt: 'a green apple', size: '64x64', steps: 4 });
assert.deepEqual(sizeOf(edited.data[0].b64_json), [64, 64]);

await assert.rejects(
  client.images.generate({ model: 'none', prompt: 'x' }), e => e instanceof OpenAI.NotFoundError && e.code === 'model_not_found');
await assert.rejects(
  client.images.generate({ model: 'emoji', prompt: '' }), e => e instanceof OpenAI.BadRequestError && e.param === 'prompt');
console.log('the openai package generates, streams, edits, lists, and is told of errors');
