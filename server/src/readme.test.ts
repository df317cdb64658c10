import { readFileSync } from 'node:fs'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { CONFIG_VARIABLES } from './config.ts'
import { metricsOf } from './health/index.ts'

/** What administrators are told must be so: names in the documents are the names in the code. */
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const quoted = new Set([...readme.matchAll(/`([^`\s=]+)/g)].map(([, name]) => name))

describe('the README', () => {
  it('names every variable that is read; those of OpenTelemetry are listed elsewhere', () => {
    const unnamed = CONFIG_VARIABLES.filter(
      (name) => !name.startsWith('OTEL_') && !quoted.has(name),
    )
    expect(unnamed).toEqual([])
  })

  it('names no variable that nobody reads', () => {
    const named = [...readme.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(([, cell]) =>
      [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name),
    )
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((name) => !CONFIG_VARIABLES.includes(name))).toEqual([])
  })

  it('names every metric of ours', async () => {
    const registry = new Registry()
    metricsOf(registry, () => ({ idle: 1, busy: 2, waitedFor: 3 }))
    const names = (await registry.getMetricsAsJSON()).map(({ name }) => name)
    expect(names).toHaveLength(2)
    expect(names.filter((name) => !quoted.has(name))).toEqual([])
    expect(await registry.metrics()).toContain('changeover_database_connections{state="busy"} 2')
  })
})
