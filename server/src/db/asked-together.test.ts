import { describe, expect, it } from 'vitest'
import { askedTogether } from './asked-together.ts'
import type { Database } from './database.ts'

// Only who it is matters here: what is read with it is the test's own.
const [one, other] = [{}, {}] as Database[]

describe('reads that are asked together', () => {
  it('are sent once for the same words, and for others apart', async () => {
    const { read, sent } = counting()
    const answers = await Promise.all([read(one, 'a'), read(one, 'a'), read(one, 'b')])
    expect(answers).toEqual(['a 1', 'a 1', 'b 2'])
    expect(sent()).toBe(2)
  })

  it('are sent anew for whoever asks after they were sent, also while the answer is awaited', async () => {
    const { read } = counting()
    const first = read(one, 'a')
    await new Promise<void>((resolve) => setImmediate(resolve))
    expect(await Promise.all([first, read(one, 'a')])).toEqual(['a 1', 'a 2'])
  })

  it('are apart in each transaction', async () => {
    const { read } = counting()
    expect(await Promise.all([read(one, 'a'), read(other, 'a')])).toEqual(['a 1', 'a 2'])
  })

  it('fail for all who asked, and the next one is tried', async () => {
    let tries = 0
    const read = askedTogether(async () => {
      tries += 1
      if (tries === 1) throw new Error('gone')
      return tries
    })
    expect(await Promise.allSettled([read(one), read(one)])).toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ])
    expect(await read(one)).toBe(2)
  })
})

function counting() {
  let sent = 0
  const read = askedTogether(async (_db, word: string) => {
    sent += 1
    const answer = `${word} ${sent}`
    await new Promise<void>((resolve) => setTimeout(resolve, 1))
    return answer
  })
  return { read, sent: () => sent }
}
