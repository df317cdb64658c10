import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** `npm run dev`: the server under Node's own watcher, which serves the pages through Vite on the same address. */
const main = fileURLToPath(new URL('main.ts', import.meta.url))
const server = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', main, '--dev', ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 0))
