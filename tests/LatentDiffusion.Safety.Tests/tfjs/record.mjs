// Writes ../References/tfjs.json: the classes of drawn pictures by nsfwjs's own model, prepared and run as nsfwjs does, by TensorFlow.js's
// plain JavaScript backend. Run it with `npm install --ignore-scripts --legacy-peer-deps && node record.mjs [FOLDER OF NSFWJS]`.
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';

const require = createRequire(import.meta.url);
const folder = join(process.argv[2] ?? 'node_modules/nsfwjs', 'dist/models/mobilenet_v2');
const { modelTopology, weightsManifest } = require(join(process.cwd(), folder, 'model.min.js'));
const weightSpecs = weightsManifest.flatMap(group => group.weights);
const weightData = new Uint8Array(Buffer.from(require(join(process.cwd(), folder, 'group1-shard1of1.min.js')), 'base64')).buffer;
await tf.setBackend('cpu');
const model = await loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });

const result = [];
for (const [width, height] of [[224, 224], [128, 128], [512, 512], [300, 200], [97, 411], [1, 1], [2, 640]]) {
  for (let seed = 0; seed < 3; seed++) {
    const picture = tf.tensor3d(draw(width, height, seed), [height, width, 3], 'int32');
    const classes = tf.tidy(() => {
      let values = tf.div(tf.cast(picture, 'float32'), 255);
      if (height !== 224 || width !== 224) values = tf.image.resizeBilinear(values, [224, 224], true);
      return model.predict(tf.reshape(values, [1, 224, 224, 3]));
    });
    result.push({ width, height, seed, classes: Array.from(classes.dataSync()) });
  }
}
writeFileSync('../References/tfjs.json', '[\n' + result.map(each => JSON.stringify(each)).join(',\n') + '\n]\n');

// By whole numbers, so that the C# tests draw the same.
function draw(width, height, seed) {
  const pixels = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        const disc = (2 * x - width) ** 2 + (2 * y - height) ** 2 < (width * height) / (seed + 1) ? 90 + 40 * c : 0;
        pixels.push((disc + (x * (seed + 1)) / 2 + y * (c + 1) + seed * 31 * c) & 255);
      }
  return pixels;
}
