import { expect, test } from 'vitest'
import { asArguments, memorySettings, serverSettings } from './settings.ts'

const GIB = 2 ** 30
const bytes = (setting: string) => Number(/^(\d+)MB$/.exec(setting)?.[1]) * 2 ** 20

const machines = Array.from({ length: 13 }, (_, power) => (GIB / 4) * 2 ** power)

test.each(machines)('a machine with %d bytes is durable and keeps most memory free', (memory) => {
  const settings = serverSettings(memory)
  expect(settings).toMatchObject({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
  })
  expect(bytes(settings.shared_buffers)).toBeLessThanOrEqual(memory / 4)
  expect(bytes(settings.maintenance_work_mem)).toBeLessThanOrEqual(memory / 8)
  expect(bytes(settings.work_mem)).toBeLessThanOrEqual(memory / 32)
})

test('more memory never means smaller settings', () => {
  for (const [position, memory] of machines.slice(1).entries()) {
    const [small, large] = [memorySettings(machines[position]), memorySettings(memory)]
    for (const name of Object.keys(small)) {
      expect(bytes(small[name])).toBeLessThanOrEqual(bytes(large[name]))
    }
  }
})

test('a machine with 8 GB gets round sizes', () => {
  expect(memorySettings(8 * GIB)).toEqual({
    shared_buffers: '1024MB',
    effective_cache_size: '4096MB',
    work_mem: '41MB',
    maintenance_work_mem: '256MB',
    max_wal_size: '1024MB',
  })
})

test('settings become arguments of the postgres program', () => {
  expect(asArguments({ jit: 'off', port: '5432' })).toEqual(['-c', 'jit=off', '-c', 'port=5432'])
})
