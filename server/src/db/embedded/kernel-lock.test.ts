import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { tryKernelLock, underKernelLock } from './kernel-lock.ts'
import { freshDirectory } from './testing.ts'

test('is refused while it is held, and given again after', () => {
  const path = join(freshDirectory(), 'a.lock')
  const lock = tryKernelLock(path)
  expect(lock).not.toBeNull()
  expect(tryKernelLock(path)).toBeNull()
  lock?.release()
  lock?.release()
  const next = tryKernelLock(path)
  expect(next).not.toBeNull()
  next?.release()
})

test('work under one lock never overlaps, and a failure gives the lock back', async () => {
  const path = join(freshDirectory(), 'a.lock')
  let inside = 0
  const work = async () => {
    expect(++inside).toBe(1)
    await sleep(5)
    inside--
    throw new Error('failed')
  }
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => underKernelLock(path, work)))
  const reasons = all.map((one) => (one.status === 'rejected' ? one.reason.message : one.status))
  expect(new Set(reasons)).toEqual(new Set(['failed']))
})

test('says once that it waits', async () => {
  const path = join(freshDirectory(), 'a.lock')
  const lock = tryKernelLock(path)
  let waits = 0
  const later = underKernelLock(
    path,
    async () => 'done',
    () => waits++,
  )
  await sleep(100)
  lock?.release()
  expect(await later).toBe('done')
  expect(waits).toBe(1)
})
