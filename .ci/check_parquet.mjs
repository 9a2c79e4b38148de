// Parquet files of a data set as hyparquet reads them, with which Hugging Face's site shows data sets: what their metadata calls features
// are their columns, and their rows are the pictures and lines of the same set as an ImageFolder.
//   node check_parquet.mjs FOLDER     (with data/*.parquet and imagefolder/SPLIT/metadata.jsonl)
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const folder = process.argv[2]
const lines = new Map()
for (const split of readdirSync(join(folder, 'imagefolder'))) {
  for (const text of readFileSync(join(folder, 'imagefolder', split, 'metadata.jsonl'), 'utf8').trim().split('\n')) {
    const line = JSON.parse(text)
    lines.set(line.key, { ...line, picture: readFileSync(join(folder, 'imagefolder', split, line.file_name)) })
  }
}

let rows = 0
for (const name of readdirSync(join(folder, 'data'))) {
  const file = await asyncBufferFromFile(join(folder, 'data', name)), metadata = await parquetMetadataAsync(file)
  const { info: { features } } = JSON.parse(metadata.key_value_metadata.find(entry => entry.key === 'huggingface').value)
  assert.deepEqual(parquetSchema(metadata).children.map(column => column.element.name).sort(), Object.keys(features).sort())
  assert.equal(features.image._type, 'Image')
  for (const row of await parquetReadObjects({ file, compressors, utf8: false })) {
    const line = lines.get(row.key)
    assert.deepEqual(Buffer.from(row.image.bytes), line.picture, `the picture of ${row.key}`)
    for (const column of ['label', 'seed', 'steps']) assert.equal(Number(row[column]), line[column], `${column} of ${row.key}`)
    for (const column of ['prompt', 'caption', 'scheduler']) assert.equal(row[column], line[column], `${column} of ${row.key}`)
    assert.equal(features.label.names[Number(row.label)], line.class)
    rows++
  }
}

assert.equal(rows, lines.size)
console.log(`${rows} rows are the pictures and lines of the folder`)
