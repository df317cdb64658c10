/**
 * A process of its own that opens an embedded database, for the tests: it prints one line of JSON
 * when it is open (or failed), stops it when its input ends, and prints a second line.
 *
 *     node owner-process.ts DIRECTORY server|tool
 */
import { once } from 'node:events'
import { EmbeddedError, openEmbedded } from './index.ts'

const [directory = '', role] = process.argv.slice(2)
const say = (word: object) => process.stdout.write(`${JSON.stringify(word)}\n`)

try {
  const embedded = await openEmbedded({ directory, as: role === 'tool' ? 'tool' : 'server' })
  say({ connection: embedded.connection, adopted: embedded.adopted })
  await once(process.stdin.resume(), 'end')
  await embedded.stop()
  say({ stopped: true })
} catch (error) {
  if (!(error instanceof EmbeddedError)) throw error
  say({ code: error.code, message: error.message })
  process.exit(1)
}
