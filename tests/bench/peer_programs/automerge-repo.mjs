// automerge-repo's server with its store of files: automerge-repo.mjs PORT
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { Repo } from '@automerge/automerge-repo'
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket'
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs'
const sockets = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]) })
new Repo({
  network: [new WebSocketServerAdapter(sockets)], sharePolicy: async () => false, peerId: 'server',
  storage: new NodeFSStorageAdapter(mkdtempSync(join(tmpdir(), 'automerge-repo-'))),
})
sockets.on('listening', () => console.log('ready'))
