import type { Page } from 'playwright-core'

/** Once focused, what has no ring of its own shows it on the part that stands for it. */
const WITHOUT_RING = `(known) => {
  const still = new CSSStyleSheet()
  still.replaceSync('*, ::before, ::after { transition: none !important }')
  document.adoptedStyleSheets.push(still)
  const kindOf = (element) => [element.localName, element.className, element.parentElement.className].join(' ')
  const inOrder = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex]')]
  const reached = inOrder.filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility())
  const isRing = (look) => look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 && !/ \\/ 0|rgba/.test(look.outlineColor)
  const faults = []
  for (const element of reached) {
    const kind = kindOf(element)
    if (known.includes(kind)) continue
    known.push(kind)
    element.focus({ preventScroll: true })
    if (document.activeElement !== element) continue
    const parts = [[element], [element, '::before'], [element.closest('label') ?? element]]
    if (!parts.some(([part, pseudo]) => isRing(getComputedStyle(part, pseudo))))
      faults.push('no ring when focused: ' + element.outerHTML.slice(0, 160))
  }
  document.activeElement?.blur()
  document.adoptedStyleSheets.pop()
  return { known, faults }
}`

/**
 * What the keyboard can come to without anything showing that it is there, a line each: every control
 * has a full ring, not a tint. One of a kind is looked at; `known` are the kinds seen so far.
 */
export async function findLostFocus(page: Page, known: string[]): Promise<string[]> {
  // What is focused after a key was pressed shows it, as it does for whoever goes by Tab.
  await page.keyboard.press('Tab')
  const found = await page.evaluate<{ known: string[]; faults: string[] }>(
    `(${WITHOUT_RING})(${JSON.stringify(known)})`,
  )
  known.splice(0, known.length, ...found.known)
  return found.faults
}

const SMALLER = `(least) => [...document.querySelectorAll('a[href], button, input, select, summary, [role=button]')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).pointerEvents !== 'none')
  .map((element) => element.closest('label') ?? element)
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < least - 0.5)
  .map(([element, { width, height }]) => Math.round(width) + ' × ' + Math.round(height) + ' px: ' + element.outerHTML.slice(0, 120))`

/** What can be tapped and is smaller than `least` CSS pixels, a line each. */
export async function findSmallTargets(page: Page, least: number): Promise<string[]> {
  return await page.evaluate<string[]>(`(${SMALLER})(${least})`)
}
