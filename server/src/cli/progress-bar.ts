import type { ImportProgress } from '@changeover/shared/network'
import { Presets, SingleBar } from 'cli-progress'

/** How much of the whole each stage is, by the clock. */
const stages = { reading: 0, comparing: 0.3, writing: 0.4, counting: 0.9, done: 1 } as const
const ends = { reading: 0.3, comparing: 0.4, writing: 0.9, counting: 1, done: 1 } as const

/** A bar on the error output for somebody who watches; silent otherwise. */
export function showProgress(isWatched: boolean) {
  if (!isWatched) return { onProgress: () => undefined, stop: () => undefined }
  const bar = new SingleBar(
    { format: '{bar} {percentage}% {stage}', stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  )
  bar.start(100, 0, { stage: 'reading' })
  return {
    onProgress: ({ stage, share }: ImportProgress) => {
      const value = stages[stage] + (ends[stage] - stages[stage]) * share
      bar.update(Math.round(value * 100), { stage })
    },
    stop: () => bar.stop(),
  }
}
