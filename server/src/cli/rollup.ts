import { Command } from 'commander'
import type { Database } from '../db/database.ts'
import {
  mendRollup,
  recordingDay,
  verifyCondensed,
  verifyFirstVisits,
  verifyRollup,
  type RollupDifference,
} from '../progress/index.ts'
import { withServices } from './with-services.ts'

/** `changeover rollup`: holds progress against the tables, and brings it to what they say. */
export const rollupCommand = new Command('rollup')
  .description('look after the rollup that charts read')
  .addCommand(
    new Command('verify')
      .description('recompute progress from the ledger and the orders and compare')
      .option('--json', 'print the differences as JSON')
      .action(({ json }: { json?: boolean }) =>
        withServices(async ({ db }) => {
          const differences = await verifyRollup(db)
          const others = await verifyKept(db)
          if (json) console.log(JSON.stringify(differences))
          else for (const difference of differences) console.log(sentenceOf(difference))
          if (differences.length + others > 0) process.exitCode = 1
          else if (!json) console.log('The rollup agrees with the ledger and the orders.')
          if (differences.length > 0)
            console.error('`changeover rollup mend` brings the rollup to what the tables say.')
        }),
      ),
  )
  .addCommand(
    new Command('mend')
      .description('bring progress to what the ledger and the orders say')
      .action(() =>
        withServices(async ({ db }) => {
          const mended = await mendRollup(db, recordingDay())
          for (const difference of mended) console.log(`mended: ${sentenceOf(difference)}`)
          console.log(`Mended: ${mended.length}. The rollup agrees with the ledger and the orders.`)
        }),
      ),
  )

/** What is kept beside the rollup. @returns how many rows of it do not agree, each of which it prints. */
async function verifyKept(db: Database): Promise<number> {
  const condensed = await verifyCondensed(db)
  const visits = await verifyFirstVisits(db)
  for (const { orderId, told, kept } of visits)
    console.error(`first visit of ${orderId}: the history tells ${told}, kept is ${kept}`)
  for (const { table, key, expected, counted } of condensed)
    console.error(`${table} ${key}: its days add up to ${expected}, it says ${counted}`)
  return condensed.length + visits.length
}

function sentenceOf(difference: RollupDifference): string {
  const { measure, region, level, family, occurredOn, expected, counted } = difference
  const on = occurredOn ? ` on ${occurredOn}` : ''
  return `${measure} in ${region}, ${level}, ${family}${on}: the tables say ${expected}, the rollup ${counted}`
}
