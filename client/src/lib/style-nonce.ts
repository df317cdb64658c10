/**
 * The page's policy applies only those style elements that bear the number which the server gave
 * this page. The component library makes some at run time without it, so whatever code of ours makes
 * a style element gets it here; markup that somebody smuggled in does not.
 */
const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')
const nonce = meta?.nonce
if (meta && nonce) {
  // Where a part of the component library looks for it.
  meta.content = nonce
  const create = document.createElement.bind(document)
  const createNumbered = (...args: Parameters<typeof create>) => {
    const element = create(...args)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }
  // The same function with all its overloads.
  document.createElement = createNumbered as typeof document.createElement
}
