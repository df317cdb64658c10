import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { en } from './i18n.ts'

const SOURCES = new URL('..', import.meta.url).pathname
/** `t('a.b')`, `$t('a.b')`, `keypath="a.b"`; and the known beginning of a computed key, `` t(`a.b.${x}`) ``. */
const whole = /(?:\bt\(\s*|keypath=")'?([a-z]\w*(?:\.\w+)+)['"]/g
const begun = /\bt\(\s*`([a-z]\w*(?:\.\w+)*)\.\$\{/g

describe('every text that the pages ask for', () => {
  it('is there', async () => {
    const missing: string[] = []
    for await (const file of glob('**/*.{vue,ts}', { cwd: SOURCES })) {
      if (file.endsWith('.test.ts')) continue
      const source = readFileSync(SOURCES + file, 'utf8')
      for (const [, key] of source.matchAll(whole))
        if (typeof textAt(key) !== 'string') missing.push(`${file}: ${key}`)
      for (const [, key] of source.matchAll(begun))
        if (typeof textAt(key) !== 'object') missing.push(`${file}: ${key}.*`)
    }
    expect(missing).toEqual([])
  })
})

/** A number and the several of what it counts; not the whole of which it is a part, nor a bound. */
const several =
  /(?<!\b(?:of|to|about|than|all|every|next) )\{(?!charge|kit)\w+\} (?:[a-z]+ )?(?:sites|stations|ports|orders|connectors|rows|lines|kits|days|weeks|regions|events|people|problems|steps)\b/i

/** Where there are always several, or a fraction of one. */
const neverOne = [
  'charts.planDays',
  'network.map.cluster',
  'network.importing.ports',
  'orders.board.tooMany',
  'reports.age.over',
  'reports.changes.onAverage',
  'reports.shift.part',
  'reports.shift.daysSigned',
  'reports.scorecard.finding',
  'reports.scorecard.weeks',
]

describe('every text that counts', () => {
  it('has its words for one of it', () => {
    const flat = (texts: object, path: string): [string, string][] =>
      Object.entries(texts).flatMap(([name, text]) =>
        typeof text === 'string' ? [[`${path}${name}`, text]] : flat(text, `${path}${name}.`),
      )
    const wrong = flat(en, '').filter(
      ([path, text]) => several.test(text) && !text.includes('|') && !neverOne.includes(path),
    )
    expect(wrong).toEqual([])
  })
})

function textAt(key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (texts, part) =>
        typeof texts === 'object' && texts !== null
          ? Object.getOwnPropertyDescriptor(texts, part)?.value
          : undefined,
      en,
    )
}
