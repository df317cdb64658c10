#!/usr/bin/env node
/**
 * `pnpm test:faults:servers [--kills 200] [--seed 1]`: three server processes on one PostgreSQL behind
 * a round-robin, one of which is killed again and again while orders are closed. Prints the totals;
 * exits with 1 when anything acknowledged is lost, or anything is there twice.
 */
import { parseArgs } from 'node:util'
import { startCluster } from './cluster.ts'
import { rideStorm } from './storm.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})
const cluster = await startCluster(3)
try {
  const started = performance.now()
  const verdict = await rideStorm(cluster, {
    kills: Number(values.kills),
    seed: Number(values.seed),
  })
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(JSON.stringify({ ...verdict, seconds }))
  const { kills, acknowledged, lost, doubled, receiptsWrong, unasked, unheard, jobsStuck } = verdict
  console.log(
    `${kills} kills of one of three servers, ${acknowledged} acknowledged: ${lost} lost, ${doubled} doubled`,
  )
  const wrong = lost + doubled + receiptsWrong + unasked + unheard + jobsStuck
  if (wrong > 0 || kills < Number(values.kills)) process.exitCode = 1
} finally {
  await cluster.close()
}
