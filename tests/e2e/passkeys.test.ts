import { newId } from '@changeover/shared/commands'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authenticatorCode } from '../support/authenticator.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import {
  signInByPassword,
  startTestServer,
  type Client,
  type TestServer,
} from '../support/server.ts'
import { findBarriers } from './axe.ts'

/** Passkeys in a real browser, whose device is Chromium's virtual authenticator. */
let server: TestServer
let browser: Browser
let administrator: Client & { cookie: string }
let person: Client & { cookie: string }
/** A passkey belongs to a name; the tests' address is a number. */
let origin: string

beforeAll(async () => {
  server = await startTestServer()
  origin = server.url.replace('127.0.0.1', 'localhost')
  administrator = await server.signIn('administrator')
  person = await server.signIn('program_manager')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** Gives the page a device that keeps passkeys and recognises its owner; `passkey` is one that it has already. */
async function withDevice(page: Page, passkey?: Passkey) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  if (passkey)
    await devtools.send('WebAuthn.addCredential', { authenticatorId, credential: passkey })
  return {
    async passkeys(): Promise<Passkey[]> {
      const held = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
      return held.credentials
    },
  }
}

interface Passkey {
  credentialId: string
  isResidentCredential: boolean
  privateKey: string
  signCount: number
}

async function accountPage(cookie = person.cookie) {
  const { page, complaints } = await openPage(browser, origin, { cookie })
  const device = await withDevice(page)
  await page.goto('/account')
  await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
  return { page, device, complaints }
}

async function addOne(page: Page, name: string): Promise<void> {
  await page.getByLabel('On which device').fill(name)
  await page.getByRole('button', { name: 'Add passkey' }).click()
  await page.getByText(name).waitFor()
}

/** Asks for this passkey by the button, in a browser that cannot suggest one. */
async function signInWith(passkey: Passkey) {
  const opened = await openPage(browser, origin)
  await opened.page.addInitScript(
    'PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)',
  )
  await withDevice(opened.page, passkey)
  await opened.page.goto('/sign-in')
  await opened.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  return opened
}

async function newestOf(device: Awaited<ReturnType<typeof withDevice>>): Promise<Passkey> {
  const passkey = (await device.passkeys()).at(-1)
  if (!passkey) throw new Error('The device holds no passkey.')
  return passkey
}

const closeAll = (...pages: Page[]) => Promise.all(pages.map((page) => page.context().close()))

describe('a passkey', () => {
  it('is added, signs in, is renamed and removed, and the history says so', async () => {
    const { page, device, complaints } = await accountPage()
    await addOne(page, 'Work laptop')
    expect(await findBarriers(page)).toEqual([])
    const elsewhere = await signInWith(await newestOf(device))
    await elsewhere.page.waitForURL(`${origin}/`)

    await page.reload()
    await page.getByText(/· used/).waitFor()
    await page.getByRole('button', { name: 'Rename Work laptop' }).click()
    await page.getByLabel('On which device').first().fill('Old laptop')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Remove Old laptop' }).click()
    await page.getByText('Old laptop').waitFor({ state: 'hidden' })

    const { entries } = await administrator.audit.search.query({})
    const kinds = entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('passkey'))
    expect(kinds).toEqual(['passkey.removed', 'passkey.renamed', 'passkey.added'])
    expect([...complaints, ...elsewhere.complaints]).toEqual([])
    await closeAll(page, elsewhere.page)
  })

  it('is suggested in the field for the address, without a click', async () => {
    const { page, device } = await accountPage()
    await addOne(page, 'Phone')
    const opened = await openPage(browser, origin)
    await withDevice(opened.page, await newestOf(device))
    await opened.page.goto('/sign-in')
    // A device that is always present takes the suggestion by itself.
    await opened.page.waitForURL(`${origin}/`)
    expect(opened.complaints).toEqual([])
    await closeAll(page, opened.page)
  })

  it('opens nothing once it was removed', async () => {
    const { page, device } = await accountPage()
    await addOne(page, 'Lost phone')
    const passkey = await newestOf(device)
    await page.getByRole('button', { name: 'Remove Lost phone' }).click()
    await page.getByText('Lost phone').waitFor({ state: 'hidden' })
    const elsewhere = await signInWith(passkey)
    await elsewhere.page.getByText('This passkey could not be confirmed.').first().waitFor()
    expect(new URL(elsewhere.page.url()).pathname).toBe('/sign-in')
    await closeAll(page, elsewhere.page)
  })

  it('opens nothing for somebody who was disabled, and what it signed once opens nothing twice', async () => {
    const leaver = await server.signIn('dispatcher')
    const { page, device } = await accountPage(leaver.cookie)
    await addOne(page, 'Laptop')
    const passkey = await newestOf(device)
    const first = await openPage(browser, origin)
    await withDevice(first.page, passkey)
    const asked = first.page.waitForRequest(/passkey\/finish/)
    await first.page.goto('/sign-in')
    const body = (await asked).postData()
    await first.page.waitForURL(`${origin}/`)
    const again = await fetch(`${origin}/api/auth/passkey/finish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body,
    })
    expect([again.status, again.headers.getSetCookie()]).toEqual([401, []])

    const { actor } = await leaver.accounts.me.query()
    await administrator.accounts.setDisabled.mutate({
      commandId: newId(),
      data: { personId: actor!.personId, isDisabled: true }, // Signed in a moment ago.
    })
    const elsewhere = await signInWith(passkey)
    await elsewhere.page.getByText('This passkey could not be confirmed.').first().waitFor()
    await closeAll(page, first.page, elsewhere.page)
  })

  it('signs a crew in to the field app', async () => {
    const crew = await server.signIn('crew')
    const { page, device } = await accountPage(crew.cookie)
    await addOne(page, 'Phone')
    const phone = await openPage(browser, origin, { size: 'phone' })
    await withDevice(phone.page, await newestOf(device))
    await phone.page.goto('/field/sign-in')
    await phone.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await phone.page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
    expect(phone.complaints).toEqual([])
    await closeAll(page, phone.page)
  })

  it('is explained, where the page was opened by a number', async () => {
    const { page } = await openPage(browser, server.url, { cookie: person.cookie })
    await page.goto('/account')
    await page.getByText(/under its name, on this machine as localhost/).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Add passkey' }).count()).toBe(0)
    await closeAll(page)
  })
})

describe('a second factor', () => {
  it('is asked for in the field app too', async () => {
    const password = 'a sentence to remember'
    const email = `${newId()}@example.org`
    await administrator.accounts.createPerson.mutate({
      commandId: newId(),
      data: { name: 'Crew', email, password, role: 'crew' },
    })
    const totpURI = await addSecondFactor(email, password)
    const { page } = await openPage(browser, origin, { size: 'phone' })
    await page.goto('/field/sign-in')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByLabel('Code of your authenticator app').fill('000000')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('This code is not right').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByLabel('Code of your authenticator app').fill(authenticatorCode(totpURI))
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
    await closeAll(page)
  })
})

/** As the account page does. @returns what the authenticator app is shown. */
async function addSecondFactor(email: string, password: string): Promise<string> {
  const cookie = await signInByPassword(server.url, { email, password })
  const ask = (path: string, body: object) =>
    fetch(`${server.url}/api/auth/two-factor/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: JSON.stringify(body),
    })
  const answer: { totpURI: string } = await (await ask('enable', { password })).json()
  const confirmed = await ask('verify-totp', { code: authenticatorCode(answer.totpURI) })
  expect(confirmed.status).toBe(200)
  return answer.totpURI
}
