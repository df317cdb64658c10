/** The history of one record, as its page shows it. */
export { historyRouter } from './router.ts'
