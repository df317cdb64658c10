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
