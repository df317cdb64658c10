import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Adds the runner's reports up. A step that failed before any test ran counts as one failure. */
const status = Number(process.argv[2])
const reports = globSync('.changeover/*-report.json').map((path) =>
  JSON.parse(readFileSync(path, 'utf8')),
)
const sum = (field) => reports.reduce((total, report) => total + report[field], 0)
const failed = sum('numFailedTests')
const skipped = sum('numPendingTests')
const counts = [
  `${sum('numPassedTests')} passed`,
  `${status !== 0 && failed === 0 ? 1 : failed} failed`,
]
if (skipped > 0) counts.push(`${skipped} skipped`)
console.log(counts.join(', '))
