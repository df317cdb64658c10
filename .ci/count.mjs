import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Adds the runner's reports up. A step that failed before any test ran counts as one failure. */
const status = Number(process.argv[2])
const folder = '.changeover'
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => name.endsWith('-report.json'))
  : []
const reports = files.map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')))
const sum = (field) => reports.reduce((total, report) => total + report[field], 0)
const failed = sum('numFailedTests')
const skipped = sum('numPendingTests')
const counts = [
  `${sum('numPassedTests')} passed`,
  `${status !== 0 && failed === 0 ? 1 : failed} failed`,
]
// Apart: the last line is the two counts alone.
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(counts.join(', '))
