import { source } from 'axe-core'
import type { Page } from 'playwright-core'

interface Finding {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}

/**
 * What axe finds wrong on the page, or in the part of it that `within` selects, a line each; empty
 * when all is well. `rules` asks only for those. Targets for a finger are of 24 px or stand apart
 * (WCAG 2.5.8), which axe looks at only when it is told to.
 */
export async function findBarriers(
  page: Page,
  within = 'html',
  rules?: readonly string[],
): Promise<string[]> {
  const asked = rules
    ? { runOnly: { type: 'rule', values: rules } }
    : { rules: { 'target-size': { enabled: true } } }
  const options = { resultTypes: ['violations'], ...asked }
  await page.evaluate(source)
  // The script above puts `axe` on the page.
  const findings = (await page.evaluate(
    `axe.run(${JSON.stringify(within)}, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as Finding[]
  return findings.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  )
}
