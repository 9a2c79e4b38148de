// Asks c2pa-rs what it says of signed files, and of tampered ones. Usage: node check.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import init, { WasmReader } from '@contentauth/c2pa-wasm';
import { protectedPlaces } from './store.mjs';

const folder = process.argv[2], tampered = 300;
await init({ module_or_path: readFileSync(new URL(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'))) });
const anchors = readFileSync(join(folder, 'trust.pem'), 'utf8');
let passed = 0, failed = 0;

function expect(holds, what) {
  if (holds) passed++;
  else { failed++; console.log(`FAILED: ${what}`); }
}

async function read(bytes, extension, settings) {
  const reader = await WasmReader.fromBytes(`image/${extension}`, bytes, JSON.stringify(settings));
  const report = JSON.parse(reader.json());
  reader.free();
  return report;
}

const codes = list => (list ?? []).map(s => s.code);

async function checkSound(name, bytes, extension) {
  const report = await read(bytes, extension, {}), results = report.validation_results.activeManifest;
  expect(report.validation_state === 'Valid', `${name}: ${report.validation_state}, ${codes(report.validation_status)}`);
  expect(codes(results.failure).every(c => c === 'signingCredential.untrusted'), `${name}: ${codes(results.failure)}`);
  const trust = { trust_anchors: anchors, user_anchors: anchors };
  const trusting = await read(bytes, extension, { trust, verify: { verify_trust: true } });
  expect(trusting.validation_state === 'Trusted', `${name}, with the trust list: ${trusting.validation_state}`);
  expect(codes(trusting.validation_results.activeManifest.failure).length === 0, `${name}, with the trust list, has failures`);
  const success = codes(results.success);
  for (const code of ['claimSignature.validated', 'assertion.dataHash.match', 'assertion.hashedURI.match'])
    expect(success.includes(code), `${name}: no ${code}`);
  expect(success.includes('timeStamp.validated') === name.includes('stamped'), `${name}: time stamp`);
  const manifest = report.manifests[report.active_manifest], isEdit = name.startsWith('edited');
  const actions = manifest.assertions.find(a => a.label.startsWith('c2pa.actions')).data.actions;
  expect(actions.map(a => a.action).join() === (isEdit ? 'c2pa.opened,c2pa.edited' : 'c2pa.created'), `${name}: actions`);
  const type = isEdit ? 'compositeWithTrainedAlgorithmicMedia' : 'trainedAlgorithmicMedia';
  expect(actions.at(-1).digitalSourceType.endsWith(`/${type}`), `${name}: digitalSourceType`);
  expect(isEdit ? report.manifests[manifest.ingredients[0].active_manifest] !== undefined : !manifest.ingredients?.length,
    `${name}: ingredients`);
}

/** Changes one byte: of every two, one in the store. The same files on every run, up to what random keys and names change in them. */
async function checkTampered(name, bytes, extension, count) {
  const { inside, outside } = protectedPlaces(bytes, extension);
  let random = 12345;
  const next = below => (random = (random * 1103515245 + 12345) % 2147483648, Math.floor(random / 2147483648 * below));
  for (let k = 0; k < count; k++) {
    const places = k % 2 === 0 ? inside : outside, at = places[next(places.length)], changed = bytes.slice();
    changed[at] ^= 1 + next(255);
    let state;
    try { state = (await read(changed, extension, {})).validation_state; } catch (e) { state = String(e); }
    expect(state !== 'Valid' && state !== 'Trusted', `${name} with byte ${at} changed is ${state}`);
  }
}

const names = readdirSync(folder).filter(n => !n.endsWith('.pem')).sort();
expect(names.length === 12, `there are ${names.length} files, not 12`);
for (const name of names) {
  const bytes = new Uint8Array(readFileSync(join(folder, name))), extension = name.split('.')[1];
  await checkSound(name, bytes, extension);
  await checkTampered(name, bytes, extension, tampered / names.length);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
