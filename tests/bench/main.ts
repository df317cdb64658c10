/** `pnpm bench <name> [options]`: runs tests/bench/<name>/index.ts. */
export interface Bench {
  run(args: string[]): void | Promise<void>
}

const [name, ...args] = process.argv.slice(2)
if (!name || !/^[a-z][a-z-]*$/.test(name)) {
  console.error('Name a bench: pnpm bench <name> [options]')
  process.exitCode = 1
} else {
  // Each bench exports `run`; the folder is the list of them.
  const bench = (await import(`./${name}/index.ts`)) as Bench
  await bench.run(args)
}
