import { startTasks } from '@changeover/server/tasks'
import { newId } from '@changeover/shared/commands'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startMailServer, type MailServer } from '../support/mail-server.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

/** Invitations go out by a job: the real queue, a real mail server that fails, and the administrator's page. */
const LONGEST_MS = 60_000

let server: TestServer
let mail: MailServer
let browser: Browser
let tasks: Awaited<ReturnType<typeof startTasks>>
let administrator: Client & { cookie: string }
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({
    environment: { SMTP_URL: mail.url, PUBLIC_URL: 'http://changeover.example' },
  })
  administrator = await server.signIn('administrator')
  tasks = await startTasks(server.opened.services, server.opened.connection)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await tasks.stop()
  await server.close()
  await mail.close()
})

async function invite(): Promise<string> {
  const email = `${newId()}@example.org`
  await administrator.accounts.invitePerson.mutate({
    commandId: newId(),
    data: { name: 'Grace', email, role: 'auditor' },
  })
  return email
}

const mailsTo = async (email: string) =>
  (await mail.mails()).filter(({ to }) => to?.[0].address === email)
const mailRuns = (page: Page) =>
  page
    .getByRole('region', { name: 'How they went' })
    .getByRole('listitem')
    .filter({ hasText: 'Mail a link' })
const queued = (page: Page) =>
  page
    .getByRole('region', { name: 'In the queue' })
    .getByRole('listitem')
    .filter({ hasText: 'Mail a link' })

describe('a job that fails', () => {
  it('is shown to the administrator with its reason, run again by hand, and done once', async () => {
    const { page, complaints } = await openPage(browser, server.url, {
      cookie: administrator.cookie,
    })
    await page.goto('/admin/jobs')
    await page.getByRole('heading', { name: 'In the queue' }).waitFor()
    mail.refuse(Infinity)
    const email = await invite()
    const job = queued(page)
    await job.getByText('Failed, will retry').waitFor({ timeout: LONGEST_MS })
    await expect.poll(() => job.textContent()).toContain('Try again later')
    expect(await mailsTo(email)).toEqual([])

    mail.refuse(0)
    await job.getByRole('button', { name: 'Run now' }).click()
    await job.waitFor({ state: 'detached', timeout: LONGEST_MS })
    await expect.poll(() => mailsTo(email)).toHaveLength(1)
    await expect.poll(() => mailRuns(page).textContent()).toMatch(/[2-9] runs, [1-9] failed/)
    // Each kind of job that ran meanwhile has a name for people.
    await page.getByText('Forecast of the day').waitFor()
    expect(await page.getByRole('main').textContent()).not.toMatch(/admin\.jobs\./)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('is run again by itself, and done once', async () => {
    mail.refuse(1)
    const email = await invite()
    await expect.poll(() => mailsTo(email), { timeout: LONGEST_MS }).toHaveLength(1)
    await expect.poll(mailJobs, { timeout: LONGEST_MS }).toBe(0)
    expect(await mailsTo(email)).toHaveLength(1)
  })

  it('after its work was done, is run again under the same number, so that its effect is one', async () => {
    mail.loseAnswers(1)
    const email = await invite()
    await expect.poll(() => mailsTo(email), { timeout: LONGEST_MS }).toHaveLength(2)
    await expect.poll(mailJobs, { timeout: LONGEST_MS }).toBe(0)
    const [first, second] = await mailsTo(email)
    expect(second.messageId).toBe(first.messageId)
    expect(second.text).toBe(first.text)
  })
})

async function mailJobs(): Promise<number> {
  const { waiting } = await administrator.jobs.list.query()
  return waiting.filter(({ task }) => task === 'mail_link').length
}
