import { toDay } from '@changeover/shared/time'
import cliProgress from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import type { Services } from '../context.ts'
import { ensureDemo, SMALL_DEMO } from '../demo/index.ts'

/** `changeover demo`: makes the demo network in an empty demo installation. */
export function demoCommand(open: (run: (services: Services) => Promise<void>) => Promise<void>) {
  return new Command('demo')
    .description('make the demo network in an installation that was started as a demo')
    .option('--stations <number>', 'how many stations', wholeNumber, SMALL_DEMO.stations)
    .option('--orders <number>', 'how many work orders', wholeNumber, SMALL_DEMO.orders)
    .action(({ stations, orders }: { stations: number; orders: number }) =>
      open(async (services) => {
        if (!services.installation.isDemo)
          throw new Error('This installation is not a demo. Start one in another CHANGEOVER_DIR.')
        const bar = new cliProgress.SingleBar({ format: '{bar} {percentage} %', hideCursor: true })
        if (process.stderr.isTTY) bar.start(100, 0)
        const isNew = await ensureDemo(
          services,
          toDay(Temporal.Now.plainDateISO()),
          { stations, orders },
          (share) => bar.update(Math.round(share * 100)),
        )
        bar.stop()
        console.log(isNew ? 'The demo network is ready.' : 'The demo network was there already.')
      }),
    )
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return number
}
