import { Command } from 'commander'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { exportHead, openAuditKey, sealEvents, trustedKeys, verifyAudit } from '../audit/index.ts'
import type { AuditFinding } from '../audit/index.ts'
import { printJson, withServices } from './with-services.ts'

const HeadSchema = z.object({ number: z.int().positive(), hash: z.string().length(64) })

const verify = new Command('verify')
  .description(
    'Reads every sealed event again and says whether any was changed, removed or inserted.',
  )
  .option('--head <file>', 'a head that `audit head` printed earlier and that was kept elsewhere')
  .option('--json', 'print one JSON object and nothing else')
  .action(async (options: { head?: string; json?: boolean }) => {
    const head = options.head
      ? HeadSchema.parse(JSON.parse(readFileSync(options.head, 'utf8')))
      : undefined
    const report = await withServices(({ db, config }) =>
      verifyAudit(db, trustedKeys(config.directory), head),
    )
    if (options.json) printJson(report)
    else {
      const { seals, sealedEvents, unsealedEvents } = report
      const covered = `${sealedEvents} events in ${seals} seals; ${unsealedEvents} not sealed yet.`
      process.stdout.write(`${report.isIntact ? 'Intact' : 'NOT INTACT'}: ${covered}\n`)
      for (const finding of report.findings) process.stdout.write(`  ${sentence(finding)}\n`)
    }
    if (!report.isIntact) process.exitCode = 1
  })

const head = new Command('head')
  .description('Seals what is not sealed yet and prints the signed end of the chain as JSON.')
  .action(() =>
    withServices(async ({ db, config }) => {
      const key = openAuditKey(config.directory)
      await sealEvents(db, key)
      printJson(await exportHead(db, key))
    }),
  )

function sentence(finding: AuditFinding): string {
  switch (finding.kind) {
    case 'changed':
      return `seal ${finding.seal}: an event was changed`
    case 'removed':
      return `seal ${finding.seal}: events were removed, positions ${finding.positions.join(', ')}`
    case 'inserted':
      return `events were inserted, positions ${finding.positions.join(', ')}`
    case 'broken_chain':
      return `seal ${finding.seal} does not continue the one before it`
    case 'bad_signature':
      return `seal ${finding.seal} is not signed by a trusted key (${finding.keyId})`
    case 'not_the_exported_head':
      return `the chain does not lead to the exported head, seal ${finding.seal}`
  }
}

/** `changeover audit …`: shows that the record is whole. */
export const auditCommand = new Command('audit')
  .description('Shows that the record of what was done is whole.')
  .addCommand(verify)
  .addCommand(head)
