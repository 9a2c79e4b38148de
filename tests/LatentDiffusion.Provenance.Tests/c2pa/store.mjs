// Which bytes of a file C2PA protects: all outside the manifest store, and in it the CBOR of assertions and claims, and of the signature
// all
// but its unprotected header. Names of boxes, checksums and numbers of segments, padding and time stamps are not bound by any hash.

const text = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));
const big = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

/** The places of the bytes of the store, in their order; and the range that is not hashed. */
function locate(bytes, extension) {
  const places = [];
  const add = (from, to) => { for (let i = from; i < to; i++) places.push(i); };
  if (extension === 'png') {
    for (let at = 8; at < bytes.length; at += 12 + big(bytes, at)) {
      if (text(bytes, at + 4, 4) !== 'caBX') continue;
      add(at + 8, at + 8 + big(bytes, at));
      return { places, range: [at, at + 12 + big(bytes, at)] };
    }
  } else if (extension === 'jpeg') {
    let range = null;
    for (let at = 2; bytes[at] === 0xFF && bytes[at + 1] !== 0xDA;) {
      const end = at + 2 + bytes[at + 2] * 256 + bytes[at + 3];
      if (bytes[at + 1] === 0xEB) {
        add(at + 12 + (range ? 8 : 0), end);
        range = [range?.[0] ?? at, end];
      }
      at = end;
    }
    return { places, range };
  } else {
    for (let at = 12; at < bytes.length;) {
      const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 4, true);
      if (text(bytes, at, 4) === 'C2PA') {
        add(at + 8, at + 8 + length);
        return { places, range: [at, at + 8 + length + length % 2] };
      }
      at += 8 + length + length % 2;
    }
  }
  throw new Error('There is no manifest store.');
}

/** The CBOR boxes of a store that hashes bind, as ranges in it. */
function bound(store, from = 0, to = store.length, label = '') {
  const ranges = [];
  for (let at = from; at < to; at += big(store, at)) {
    const end = at + big(store, at), kind = text(store, at + 4, 4);
    if (kind === 'jumb') {
      const name = text(store, at + 33, store.indexOf(0, at + 33) - at - 33);
      ranges.push(...bound(store, at + 8, end, name));
    } else if (kind === 'cbor' && label === 'c2pa.signature') {
      // D2 84 59 and two bytes of length come before the protected header.
      ranges.push([at + 13, at + 13 + store[at + 11] * 256 + store[at + 12]], [end - 64, end]);
    } else if (kind === 'cbor') ranges.push([at + 8, end]);
  }
  return ranges;
}

export function protectedPlaces(bytes, extension) {
  const { places, range } = locate(bytes, extension), store = Uint8Array.from(places, i => bytes[i]);
  const inside = bound(store).flatMap(([from, to]) => places.slice(from, to));
  const outside = [...bytes.keys()].filter(i => i < range[0] || i >= range[1]);
  return { inside, outside };
}
