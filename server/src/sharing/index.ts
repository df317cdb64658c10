/** What leaves the house: frozen reports behind links, and the weekly mail. */
export { sharingRouter } from './router.ts'
export { dueWeeklyMails, mailWeekly } from './weekly.ts'
