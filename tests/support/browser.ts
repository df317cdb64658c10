import chromium from '@sparticuz/chromium'
import { existsSync } from 'node:fs'
import { chromium as playwright, type Browser, type Page } from 'playwright-core'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** No host but the machine itself is ever asked, and every user data directory is new. */
const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** No graphics card is there: the map's WebGL is drawn in software, and the rest without the detour over WebGL, in a third of the time. */
const drawn = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-compositing',
]

/** Flags of the package for machines that run one page and end: one process for all pages, and no same-origin rule. */
const unlikePeople = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
]

/** The sizes that every page is looked at in: a desk and a phone. */
export const sizes = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const

/** A real Chromium: the one that is installed, else the one that comes as a package. `flags` are its own. */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  const path = installed.find((candidate) => existsSync(candidate))
  if (path)
    return playwright.launch({
      executablePath: path,
      args: [...quiet, ...drawn, ...flags],
    })
  // Makes the package unpack the libraries that a bare machine lacks.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs24.x'
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [
      ...chromium.args.filter((flag) => !unlikePeople.includes(flag)),
      ...quiet,
      ...drawn,
      ...flags,
    ],
  })
}

/** A page that remembers what must not happen: errors in the console, and requests to anywhere else. */
export interface WatchedPage {
  page: Page
  /** What the page complained of, and foreign requests. Empty when all is well. */
  complaints: string[]
}

export async function openPage(
  browser: Browser,
  url: string,
  options: {
    size?: keyof typeof sizes
    theme?: 'light' | 'dark'
    cookie?: string
    /** Where the person is; where the tests run by default. */
    timeZone?: string
  } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: sizes[options.size ?? 'desk'],
    colorScheme: options.theme ?? 'light',
    hasTouch: options.size === 'phone',
    locale: 'en-US',
    ...(options.timeZone ? { timezoneId: options.timeZone } : {}),
  })
  if (options.cookie) {
    const cookies = options.cookie.split('; ').map((pair) => ({
      name: pair.slice(0, pair.indexOf('=')),
      value: pair.slice(pair.indexOf('=') + 1),
      url,
    }))
    await context.addCookies(cookies)
  }
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on(
    'console',
    (message) => void (message.type() === 'error' && complaints.push(`console: ${message.text()}`)),
  )
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`))
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http') && host !== new URL(url).host)
      complaints.push(`foreign request: ${request.url()}`)
  })
  return { page, complaints }
}
