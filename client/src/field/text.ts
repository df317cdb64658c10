import { en } from './messages.en.ts'

type Catalogue = typeof en
type Paths<Tree, Prefix extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string
    ? `${Prefix}${Key}`
    : Paths<Tree[Key], `${Prefix}${Key}/`>
}[keyof Tree & string]

/** The place of a text in the catalogue, e.g. `safe/all`. */
export type TextKey = Paths<Catalogue>

/** Languages that the app speaks, by BCP 47 tag. */
export const languages: Readonly<Record<string, { name: string; texts: Catalogue }>> = {
  en: { name: 'English', texts: en },
}

/** How many ports, as one says it. */
export function portsText(count: number): string {
  return count === 1 ? t('today/onePort') : t('today/ports', { count })
}

/** The text at `key`, with `{name}` replaced by the values. A page of another language is loaded anew. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const language = languages[document.documentElement.lang] ?? languages.en
  let place: unknown = language.texts
  // The key's type says that each part exists and that the last one is a text.
  for (const part of key.split('/')) place = (place as Record<string, unknown>)[part]
  return String(place).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
