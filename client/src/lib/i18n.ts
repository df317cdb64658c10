import { createI18n } from 'vue-i18n'
import accounts from '../accounts/messages.en.ts'
import shell from '../shell/messages.en.ts'

/** Every text of the product, by slice. Another language is another set of the same files. */
const en = { accounts, shell }

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
})
