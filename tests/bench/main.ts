import { readdirSync } from 'node:fs'

/** `bench NAME [flags]`: runs one benchmark, a folder beside this file. */
const [name, ...flags] = process.argv.slice(2)
const known = readdirSync(new URL('.', import.meta.url)).filter((entry) => !entry.includes('.'))

if (name === undefined || !known.includes(name)) {
  console.error(`Usage: bench NAME [flags], where NAME is one of ${known.join(', ')}`)
  process.exit(2)
}
// Every benchmark's door exports `run`; the name is one of the folders listed above.
const benchmark = (await import(`./${name}/index.ts`)) as { run(args: string[]): Promise<void> }
await benchmark.run(flags)
