// Clients of automerge-repo in one process; says how many changes a second reached them: PORT CLIENTS UPDATES
import { Repo } from '@automerge/automerge-repo'
import { WebSocketClientAdapter } from '@automerge/automerge-repo-network-websocket'
const [port, clients, updates] = process.argv.slice(2).map(Number)
const repo = () => new Repo({ network: [new WebSocketClientAdapter(`ws://127.0.0.1:${port}`)] })
const writer = repo().create({ stock: {} })
await new Promise(done => setTimeout(done, 1000))
let waiting = clients, over
const all = new Promise(done => { over = done })
for (let n = 0; n < clients; n++) {
  const handle = await repo().find(writer.url)
  await handle.whenReady()
  let has = false
  handle.on('change', ({ doc }) => {
    if (!has && Object.keys(doc.stock).length >= updates) { has = true; if (--waiting === 0) over() }
  })
}
const began = performance.now()
for (let n = 0; n < updates; n++) {
  writer.change(doc => { doc.stock[`price ${n}`] = `${n} EUR `.padEnd(150, 'x') })
  await new Promise(done => setImmediate(done))
}
await all
console.log(clients * updates / ((performance.now() - began) / 1000))
process.exit(0)
