import { createI18n } from 'vue-i18n'
import count from './counts.en.ts'
import accounts from '../accounts/messages.en.ts'
import admin from '../admin/messages.en.ts'
import charts from '../charts/messages.en.ts'
import inputs from '../planning/inputs/messages.en.ts'
import network from '../network/messages.en.ts'
import orders from '../orders/messages.en.ts'
import overview from '../overview/messages.en.ts'
import planning from '../planning/messages.en.ts'
import program from '../program/messages.en.ts'
import reports from '../reports/messages.en.ts'
import sharing from '../sharing/messages.en.ts'
import shell from '../shell/messages.en.ts'
import history from '../ui/messages.en.ts'

/** Every text of the product, by slice. Another language is another set of the same files. */
export const en = {
  accounts,
  admin,
  charts,
  count,
  history,
  inputs,
  network,
  orders,
  overview,
  planning,
  program,
  reports,
  sharing,
  shell,
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
  // A key instead of a text is a fault: thrown apart from the page, so that the page goes on and is heard.
  missing: (_locale, key) => reportError(new Error(`No text for ${key}`)),
})
