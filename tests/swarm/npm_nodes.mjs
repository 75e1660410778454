// DHT nodes of npm's bittorrent-dht on this machine, for tests/e2e/swarm.sh. The same commands as
// in libtorrent_nodes.py, but for `kill`; run as `node npm_nodes.mjs COUNT FOLDER`, where FOLDER
// holds node_modules.
import crypto from 'node:crypto'
import path from 'node:path'
import readline from 'node:readline'
import { pathToFileURL } from 'node:url'

const count = Number(process.argv[2])
const main = path.join(path.resolve(process.argv[3]), 'node_modules/bittorrent-dht/index.js')
const { default: DHT } = await import(pathToFileURL(main).href)

// RFC 8410: the two wrappings of a bare Ed25519 key.
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

function publicKey (raw) {
  const key = Buffer.concat([publicPrefix, raw])
  return crypto.createPublicKey({ key, format: 'der', type: 'spki' })
}

function privateKey (seed) {
  const key = Buffer.concat([privatePrefix, seed])
  return crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function verify (signature, message, key) {
  return crypto.verify(null, message, publicKey(Buffer.from(key)), Buffer.from(signature))
}

const address = i => ({ host: `127.${80 + Math.floor(i / 8)}.${i % 8 * 16 + 1}.1`, port: 30000 + i })

const nodes = []
for (let i = 0; i < count; i++) {
  const node = new DHT({ bootstrap: false, verify })
  const { host, port } = address(i)
  await new Promise(resolve => node.listen(port, host, resolve))
  nodes.push(node)
}
for (let i = 0; i < count; i++) {
  for (let step = 1; step < count; step++) nodes[i].addNode(address((i + step) % count))
}
const known = node => node.nodes.toArray().length
while (Math.min(...nodes.map(known)) < count / 2) {
  await new Promise(resolve => nodes[0].once('node', resolve))
}

function put (node, key, seed, text) {
  const sign = bytes => crypto.sign(null, bytes, privateKey(Buffer.from(seed, 'hex')))
  const item = { k: Buffer.from(key, 'hex'), seq: 1, v: Buffer.from(text), sign }
  return new Promise(resolve => node.put(item, (error, hash, n) => {
    resolve(error ? `put nothing: ${error.message}` : `put ${n}`)
  }))
}

function get (node, key) {
  const target = crypto.createHash('sha1').update(Buffer.from(key, 'hex')).digest()
  return new Promise(resolve => node.get(target, (error, item) => {
    const found = !error && item
    resolve(found ? `got ${item.seq} ${Buffer.from(item.v).toString()}` : 'got nothing')
  }))
}

console.log('ready', ...[0, 1, 2, 3].map(i => `${address(i).host}:${address(i).port}`))
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [command, key, seed, ...text] = line.split(' ')
  if (command === 'quit') break
  const node = nodes[count - 1]
  console.log(command === 'put' ? await put(node, key, seed, text.join(' ')) : await get(node, key))
}
process.exit(0)
