// Reads documents with Automerge's own JavaScript build: one base64 snapshot a line in, one line of JSON out.
// node read.cjs FOLDER-WITH-NODE_MODULES
"use strict"
const { createRequire } = require("node:module")
const path = require("node:path")
const readline = require("node:readline")
const automerge = createRequire(path.join(path.resolve(process.argv[2]), "x"))("@automerge/automerge")

// Plain values: instants and counters do not occur in our documents; bytes become lists of numbers.
function plain(value) {
  if (value instanceof Uint8Array) return Array.from(value)
  if (automerge.isImmutableString && automerge.isImmutableString(value)) return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, plain(value[key])]))
  return value
}

// Every path of the maps that holds more than one value, with all of them.
function conflicts(backend, part, prefix, found) {
  for (const key of Object.keys(part)) {
    const rivals = backend.getAll(automerge.getObjectId(part) ?? "_root", key)
    const at = [...prefix, key]
    if (rivals.length > 1) found[at.join("\n")] = rivals.map((each) => JSON.stringify(plain(each[1] ?? null))).sort()
    const inner = part[key]
    if (inner !== null && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof Uint8Array))
      conflicts(backend, inner, at, found)
  }
  return found
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const document = automerge.load(new Uint8Array(Buffer.from(line, "base64")))
  const rivals = conflicts(automerge.getBackend(document), document, [], {})
  const told = { content: plain(document), conflicts: rivals, heads: automerge.getHeads(document).sort() }
  process.stdout.write(JSON.stringify(told) + "\n")
})
