/** The forecast: read from the database, played in a thread of its own, said once a day, kept. */
export { reportHistory } from './history.ts'
export { readInputs, type DayInputs } from './inputs.ts'
export { reportPast, reportToday } from './report.ts'
export { forecastRouter } from './router.ts'
