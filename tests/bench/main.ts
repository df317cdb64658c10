#!/usr/bin/env node
import { existsSync, globSync } from 'node:fs'

/** `bench NAME [flags]`: runs the benchmark in `tests/bench/NAME/index.ts`. */
const [name = '', ...flags] = process.argv.slice(2)
const here = import.meta.dirname

if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(`${here}/${name}/index.ts`)) {
  const known = globSync('*/index.ts', { cwd: here }).map((path) => path.split(/[/\\]/)[0])
  console.error(`Usage: bench NAME [flags]\nNAME is one of: ${known.toSorted().join(', ')}`)
  process.exit(2)
}
// Each benchmark's module exports `run`; the folder is the registry.
const benchmark = (await import(`./${name}/index.ts`)) as { run(args: string[]): Promise<void> }
await benchmark.run(flags)
