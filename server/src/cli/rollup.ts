import { Command } from 'commander'
import { verifyCondensed, verifyFirstVisits, verifyRollup } from '../progress/index.ts'
import { withServices } from './with-services.ts'

/** `changeover rollup verify`: recomputes progress from the tables; fails when it does not agree. */
export const rollupCommand = new Command('rollup')
  .description('look after the rollup that charts read')
  .addCommand(
    new Command('verify')
      .description('recompute progress from the ledger and the orders and compare')
      .option('--json', 'print the differences as JSON')
      .action(({ json }: { json?: boolean }) =>
        withServices(async ({ db }) => {
          const differences = await verifyRollup(db)
          const condensed = await verifyCondensed(db)
          const visits = await verifyFirstVisits(db)
          for (const { orderId, told, kept } of visits)
            console.error(`first visit of ${orderId}: the history tells ${told}, kept is ${kept}`)
          for (const { table, key, expected, counted } of condensed)
            console.error(`${table} ${key}: its days add up to ${expected}, it says ${counted}`)
          if (json) console.log(JSON.stringify(differences))
          else
            for (const {
              measure,
              region,
              level,
              family,
              occurredOn,
              expected,
              counted,
            } of differences)
              console.log(
                `${measure} in ${region}, ${level}, ${family}${occurredOn ? ` on ${occurredOn}` : ''}: the tables say ${expected}, the rollup ${counted}`,
              )
          if (differences.length + condensed.length + visits.length > 0) process.exitCode = 1
          else if (!json) console.log('The rollup agrees with the ledger and the orders.')
        }),
      ),
  )
