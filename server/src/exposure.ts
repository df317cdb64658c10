import { ConfigError, type Config } from './config.ts'
import { hasAdministrator, type Installation } from './accounts/index.ts'
import type { Database } from './db/database.ts'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/

/** Whether others than this machine can reach the server, directly or through a proxy. */
export function isExposed(config: Pick<Config, 'host' | 'publicUrl'>): boolean {
  const publicHost = config.publicUrl ? new URL(config.publicUrl).hostname : 'localhost'
  return !LOOPBACK.test(config.host) || !LOOPBACK.test(publicHost.replace(/[[\]]/g, ''))
}

/**
 * Refuses to be reached by others while anybody could come in without a password: a demo lets
 * everybody choose a role, and before the first run whoever comes first becomes the administrator.
 *
 * @throws ConfigError with what to do instead.
 */
export async function expectSafeToExpose(
  config: Config,
  db: Database,
  installation: Installation,
): Promise<void> {
  if (!isExposed(config)) return
  if (installation.isDemo)
    throw new ConfigError(
      'A demo has no passwords, so it is served to this machine only. Leave HOST and PUBLIC_URL away, or start with --no-demo and another CHANGEOVER_DIR.',
    )
  if (!(await hasAdministrator(db)))
    throw new ConfigError(
      'There is no administrator yet, so whoever comes first would become one. Create one with `pnpm changeover user add EMAIL --name NAME --role administrator`, or finish the first run on this machine without HOST and PUBLIC_URL.',
    )
}
