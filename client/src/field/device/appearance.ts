import { ref, watchEffect } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'
export type TextSize = 'normal' | 'large' | 'huge'

const themeKey = 'changeover-theme'
const sizeKey = 'changeover-field-size'
const percent: Record<TextSize, string> = { normal: '100%', large: '115%', huge: '132%' }

const asTheme = (text: string | null): Theme =>
  text === 'light' || text === 'dark' ? text : 'auto'
const asSize = (text: string | null): TextSize =>
  text === 'large' || text === 'huge' ? text : 'normal'

/** The same choice as on the desk; kept on the device. */
export const theme = ref<Theme>(asTheme(localStorage.getItem(themeKey)))
export const textSize = ref<TextSize>(asSize(localStorage.getItem(sizeKey)))

/** Puts colours and text size on the page, and follows the choice. */
export function applyAppearance(): void {
  watchEffect(() => {
    localStorage.setItem(themeKey, theme.value)
    document.documentElement.dataset.theme = theme.value
  })
  watchEffect(() => {
    localStorage.setItem(sizeKey, textSize.value)
    document.documentElement.style.fontSize = percent[textSize.value]
  })
}
