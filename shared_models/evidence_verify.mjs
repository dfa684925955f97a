// Reads the documents of an unpacked evidence pack with Automerge's own JavaScript build and compares what they hold
// with records.json. Beside the pack:  npm install @automerge/automerge@3 && node verify.mjs [FOLDER]
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"

const folder = path.resolve(process.argv[2] ?? path.dirname(fileURLToPath(import.meta.url)))
const modules = path.resolve(process.env.NODE_MODULES_OF ?? folder)
const automerge = createRequire(path.join(modules, "x"))("@automerge/automerge")

function plain(value) {
  if (value instanceof Uint8Array) return "(sealed)"
  if (automerge.isImmutableString && automerge.isImmutableString(value)) return value.toString()
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, plain(value[key])]))
  return value
}
function sorted(value) {
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]))
  return value
}

let bad = 0
const changes = JSON.parse(readFileSync(path.join(folder, "changes.json"), "utf8"))
for (const record of JSON.parse(readFileSync(path.join(folder, "records.json"), "utf8"))) {
  if (record.kind === "fact") continue
  const document = automerge.load(new Uint8Array(readFileSync(path.join(folder, record.file))))
  const found = JSON.stringify(plain(document))
  const stated = JSON.stringify(sorted(record.content))
  const inside = automerge.getAllChanges(document).map((change) => automerge.decodeChange(change).hash)
  const told = changes.filter((change) => change.record === record.id).map((change) => change.hash)
  const missing = told.filter((hash) => !inside.includes(hash))
  const good = found === stated && missing.length === 0
  bad += good ? 0 : 1
  console.log(`${good ? "good " : "BAD  "} ${record.file}: ${good ? "" : "it does not hold what records.json says "}${found}`)
}
process.exit(bad ? 1 : 0)
