import { addPerson, systemActor } from '@changeover/server/accounts/index'
import { createServer, mountApp } from '@changeover/server/app'
import { execute } from '@changeover/server/commands'
import { readConfig } from '@changeover/server/config'
import type { Services } from '@changeover/server/context'
import { importCommand, Uploads } from '@changeover/server/network/index'
import { mountPages } from '@changeover/server/pages'
import { openServices } from '@changeover/server/services'
import { ImportRequestSchema } from '@changeover/shared/network'
import { newId } from '@changeover/shared/commands'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { copySameRows, timed } from '../copy-rows.ts'
import { printFigure, type Figure } from '../figure.ts'
import { measureMap } from './map.ts'
import { nameOf, UNITS_A_SITE, unitFile } from './units.ts'
import { makeOwnDirectory } from '../../support/own-directory.ts'

const CALLS = 300

/**
 * The network at its full size: 50,000 sites, 300,000 units, 400,000 ports, imported from a file.
 *
 * `unit_import_vs_copy`: rows a second of the import as a whole, divided by those of a bare COPY of
 * the same rows of the same four tables right after it. `site_search_p95_ms`, `site_page_p95_ms`:
 * calls over HTTP one after the other, each of another word or site. The exact count, which the table
 * asks for beside its first rows, is `site_count_p95_ms`. `map_source_kb`: what the map
 * fetches, packed. `map_ready_ms`: from the address to all sites drawn, in a real browser.
 * `--sites N` makes it smaller.
 */
export async function run(flags: string[]): Promise<void> {
  const asJson = flags.includes('--json')
  const at = flags.indexOf('--sites')
  const sites = at >= 0 ? Number(flags[at + 1]) : 50_000
  const print = (figure: Omit<Figure, 'bench'>) =>
    printFigure({ bench: 'network', ...figure }, asJson)
  const directory = makeOwnDirectory('bench')
  const config = readConfig({ CHANGEOVER_DIR: directory, PORT: '0' })
  const app = createServer({ ...config, logLevel: 'silent' })
  const opened = await openServices(config, app.log, { isDemo: false, as: 'tool' })
  try {
    const importSeconds = await importUnits(opened.services, sites)
    const { rows, copySeconds } = await copySameRows(opened.services)
    print({
      figure: 'unit_import_vs_copy',
      value: round(copySeconds / importSeconds, 3),
      unit: 'ratio',
      aim: '>= 0.33',
      beside: {
        units: sites * UNITS_A_SITE,
        rows,
        import_s: round(importSeconds, 1),
        copy_s: round(copySeconds, 1),
      },
    })
    await opened.services.pool.query('vacuum analyze site, station, port, connector, site_stock')
    await mountApp(app, opened.services, opened.auth)
    await mountPages(app)
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const cookie = await signIn(opened.services, url)
    const siteIds = await readIds(opened.services)
    const searchOf = (call: number) => {
      const site = (call * 7919) % sites
      return { search: call % 3 === 0 ? `town ${site % 400}` : nameOf(site) }
    }
    const searches = await p95(url, cookie, (call) => ['network.listSites', searchOf(call)])
    print({ figure: 'site_search_p95_ms', ...searches, unit: 'ms', aim: '< 20' })
    const counts = await p95(url, cookie, (call) => ['network.countSites', searchOf(call)])
    print({ figure: 'site_count_p95_ms', ...counts, unit: 'ms' })
    const pages = await p95(url, cookie, (call) => [
      'network.getSite',
      { siteId: siteIds[(call * 7919) % siteIds.length] },
    ])
    print({ figure: 'site_page_p95_ms', ...pages, unit: 'ms', aim: '< 20' })
    const source = await call(url, cookie, 'network.mapSites', {})
    print({
      figure: 'map_source_kb',
      value: Math.round(gzipSync(source).length / 1024),
      unit: 'kB',
      beside: { unpacked_kb: Math.round(source.length / 1024), sites },
    })
    for (const figure of await measureMap(url, cookie, sites)) print(figure)
  } finally {
    app.server.closeAllConnections()
    await app.close()
    await opened.close()
    await rm(directory, { recursive: true, force: true })
  }
}

async function importUnits(services: Services, sites: number): Promise<number> {
  const text = Readable.from(unitFile(sites))
  const bytes = async function* () {
    for await (const chunk of text) yield Buffer.from(String(chunk))
  }
  const upload = await new Uploads(services.config).save('units.csv', bytes())
  return timed(async () => {
    await execute(
      services,
      systemActor,
      importCommand(() => undefined),
      { commandId: newId() },
      ImportRequestSchema.parse({ uploadId: upload.id }),
    )
  })
}

async function signIn(services: Services, url: string): Promise<string> {
  const person = {
    name: 'Bench',
    email: `bench-${randomUUID()}@example.org`,
    password: randomUUID(),
    role: 'administrator' as const,
    regions: null,
    crewId: null,
  }
  await execute(
    services,
    systemActor,
    { name: 'accounts.createPerson', data: z.any(), result: z.any(), handle: addPerson },
    { commandId: newId() },
    person,
  )
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: person.email, password: person.password }),
  })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

async function readIds({ db }: Services): Promise<string[]> {
  const rows = await db.selectFrom('site').select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

async function call(url: string, cookie: string, path: string, input: object): Promise<Buffer> {
  const query = encodeURIComponent(JSON.stringify(input))
  const response = await fetch(`${url}/api/trpc/${path}?input=${query}`, { headers: { cookie } })
  const body = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${body.toString()}`)
  return body
}

/** The 95th percentile of calls one after the other, in milliseconds, after some to warm up. */
async function p95(
  url: string,
  cookie: string,
  ask: (call: number) => [path: string, input: object],
) {
  for (let warm = 0; warm < 30; warm++) await call(url, cookie, ...ask(warm + CALLS))
  const times: number[] = []
  for (let number = 0; number < CALLS; number++) {
    const startedAt = performance.now()
    await call(url, cookie, ...ask(number))
    times.push(performance.now() - startedAt)
  }
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1], 1)
  return { value: at(0.95), beside: { p50_ms: at(0.5), p99_ms: at(0.99), calls: CALLS } }
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
