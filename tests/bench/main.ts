/** `bench NAME [flags]`: runs one benchmark of `tests/bench/NAME/index.ts`. */
export {}

const [name, ...flags] = process.argv.slice(2)

if (!name || !/^[a-z][a-z-]*$/.test(name)) {
  console.error('Usage: bench NAME [flags], where NAME is a folder of tests/bench')
  process.exit(2)
}
const benchmark = (await import(`./${name}/index.ts`)) as { run(args: string[]): Promise<void> }
await benchmark.run(flags)
