import { defineConfig } from 'vitest/config'

/** What another process or a page shows is asked again until it says so; a busy machine takes its time. */
const patient = { poll: { timeout: 20_000 } }

/** Each file has a database or a whole server of its own: two wait for it side by side, on two cores as well. */
const sideBySide = { maxWorkers: 2 }

/**
 * One runner: `unit` beside the code, `api` and `security` on a real database, `faults` with processes
 * that are killed, `e2e` in a real browser. `security` mostly waits for slow attackers and runs among
 * `api`; otherwise one kind after the other, so that none slows another down.
 */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    reporters: [
      'default',
      [
        'json',
        { outputFile: `.changeover/${process.env.CHANGEOVER_TEST_REPORT ?? 'test'}-report.json` },
      ],
    ],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['{shared,server,migrations,client}/**/*.test.ts'],
          ...sideBySide,
          testTimeout: 60_000,
          exclude: ['**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'api',
          sequence: { groupOrder: 1 },
          include: ['tests/api/**/*.test.ts'],
          ...sideBySide,
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          expect: patient,
          sequence: { groupOrder: 2 },
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          ...sideBySide,
        },
      },
      {
        extends: true,
        test: {
          name: 'security',
          sequence: { groupOrder: 1 },
          include: ['tests/security/**/*.test.ts'],
          ...sideBySide,
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          expect: patient,
          sequence: { groupOrder: 3 },
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...sideBySide,
        },
      },
    ],
  },
})
