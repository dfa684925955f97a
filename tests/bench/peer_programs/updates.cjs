// Writes updates of one Yjs document to a file, each with its length before it: updates.cjs COUNT FILE
const fs = require('fs')
const Y = require('yjs')
const [count, file] = [Number(process.argv[2]), process.argv[3]]
const doc = new Y.Doc(), map = doc.getMap('stock'), parts = []
doc.on('update', update => {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(update.length)
  parts.push(size, Buffer.from(update))
})
for (let n = 0; n < count; n++) map.set(`price ${n % 1000}`, `${n} EUR `.padEnd(150, 'x'))
fs.writeFileSync(file, Buffer.concat(parts))
